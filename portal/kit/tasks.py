"""Upkeep of the queue itself."""

from procrastinate import App, JobContext, RetryStrategy
from procrastinate.contrib.django import app

from portal.kit.mail import deliver

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


# Ever further apart, from seconds to hours: a mail server that is down for a day loses nothing.
@app.task(retry=RetryStrategy(max_attempts=10, exponential_wait=3))  # type: ignore[untyped-decorator]
def send_mail(*, address: str, subject: str, text: str, html: str) -> None:
    """One mail that `portal.kit.mail` has rendered."""
    deliver(address, subject, text, html)
