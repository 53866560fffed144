"""Upkeep of the queue itself."""

from procrastinate import App, JobContext
from procrastinate.contrib.django import app

STALLED_AFTER_SECONDS = 60


def on_app_ready(app: App) -> None:
    """Named by `settings.PROCRASTINATE_ON_APP_READY`; periodic tasks register at import."""


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="retry_stalled", pass_context=True)  # type: ignore[untyped-decorator]
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that died to the others. Jobs are idempotent, so twice is safe."""
    jobs = await context.app.job_manager.get_stalled_jobs(
        seconds_since_heartbeat=STALLED_AFTER_SECONDS
    )
    for job in jobs:
        await context.app.job_manager.retry_job(job)
