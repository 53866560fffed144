"""Upkeep of the queue itself."""

from procrastinate import App, JobContext, RetryStrategy
from procrastinate.contrib.django import app

from portal.kit.db.seals import seal
from portal.kit.jobs.retention import forget_old_data
from portal.kit.jobs.worker import rescue_stalled_jobs
from portal.kit.messages.mail import deliver_sealed

JOBS_KEPT_HOURS = 7 * 24


def on_app_ready(app: App) -> None:
    """Named by `settings.PROCRASTINATE_ON_APP_READY`; periodic tasks register at import."""


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that died to the others."""
    await rescue_stalled_jobs(context.app)


@app.periodic(cron="10 3 * * *")
@app.task(queueing_lock="forget_old_data")
def forget_daily(timestamp: int) -> None:
    """What has been kept long enough, by every room's rules."""
    forget_old_data()


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="forget_jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs that are over: a mail's job holds the mail."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=JOBS_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="seal")
def seal_regularly(timestamp: int) -> None:
    """Chain what was written since by hashes: see `portal.kit.db.seals`."""
    seal()


# Ever further apart, from seconds to hours: a mail server that is down for a day loses nothing.
@app.task(retry=RetryStrategy(max_attempts=10, exponential_wait=3))
def send_mail(*, sealed: str) -> None:
    """One mail that `portal.kit.messages.mail` has rendered and sealed."""
    deliver_sealed(sealed)
