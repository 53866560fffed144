import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from portal import watchdog
from portal.kit.dates.clocks import ClockWatch
from portal.kit.jobs.queue_health import QueueStatus
from tests.factories import make_organization

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def operators(settings) -> None:
    settings.OPERATOR_EMAILS = ["ops@example.com", "night@example.com"]
    make_organization()


def look_twice() -> None:
    """Six minutes apart."""
    watchdog.check(ClockWatch())
    for status in QueueStatus.objects.all():
        if status.problem_since is not None:
            status.problem_since -= timedelta(minutes=6)
            status.save()
    watchdog.check(ClockWatch())


def test_operators_are_mailed_when_no_worker_runs() -> None:
    look_twice()
    assert [one.to for one in mail.outbox] == [["ops@example.com"], ["night@example.com"]]
    assert "No worker is running" in mail.outbox[0].body
    assert "bin/manage run_worker" in mail.outbox[0].body
    watchdog.check(ClockWatch())
    assert len(mail.outbox) == 2


def test_nobody_is_mailed_while_a_worker_runs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    look_twice()
    assert mail.outbox == []


def test_mail_server_that_is_down_is_tried_again(monkeypatch) -> None:
    def refuse(*args: object) -> None:
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patched:
        patched.setattr(EmailMultiAlternatives, "send", refuse)
        look_twice()
    assert mail.outbox == []
    watchdog.check(ClockWatch())
    assert len(mail.outbox) == 2
