"""Looks after the worker, from where it is not: a thread in each web process.

Every minute it reads how the queue stands and compares the clocks. When no worker has run for five
minutes, or jobs have waited for too long, it tells the operators, once for each incident.
"""

from __future__ import annotations

import logging
import threading
import time

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from accounts.models import Organization
from portal.kit.dates.clocks import ClockWatch
from portal.kit.jobs.queue_health import Problem, QueueHealth, begin_alarm, end_alarm, queue_health
from portal.kit.messages.mail import absolute, render_mail

logger = logging.getLogger(__name__)
EVERY_SECONDS = 60.0


def start() -> None:
    """Begin to look, in a thread that ends with the process."""
    threading.Thread(target=_run, name="watchdog", daemon=True).start()


def check(clocks: ClockWatch) -> QueueHealth:
    """Look once, and tell the operators if this look is the one to do so.

    Raises DatabaseError when the database is away. No transaction is open while mail is sent.
    """
    clocks.look()
    health = queue_health()
    if begin_alarm(health):
        logger.error("%s", sentence(health))
        _tell(health)
    return health


def sentence(health: QueueHealth) -> str:
    """What is wrong, for people; empty when nothing is."""
    if health.problem is Problem.NO_WORKER:
        return _("No worker is running: mails, refunds, statements and incoming payments wait.")
    if health.problem is Problem.OLD_JOBS:
        return _("Jobs have waited for too long: the worker is stuck, or one is not enough.")
    return ""


def _tell(health: QueueHealth) -> None:
    """By mail, straight from here: what is queued would wait for the worker too."""
    context = {
        "organization": Organization.current(),
        "sentence": sentence(health),
        "health": health,
        "link": absolute("/workerz"),
    }
    try:
        mail = render_mail("mail/operators/queue_problem", context)
        for address in settings.OPERATOR_EMAILS:
            mail.to(address).send()
    except OSError:  # also what smtplib raises
        logger.exception("The operators could not be told that the queue stands still")
        end_alarm()


def _run() -> None:
    clocks = ClockWatch()
    while True:
        time.sleep(EVERY_SECONDS)
        try:
            check(clocks)
        except DatabaseError:
            pass  # /readyz says so, and the next look is in a minute
        except Exception:
            logger.exception("The look at the queue failed")
        finally:
            connection.close()
