"""Every mail we write: in text and HTML, in our frame, with its link, and nothing that leaks."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import Application, ChangeRequest, Invitation, SharedLink
from portal.kit.mail import post
from portal.kit.tasks import send_mail
from tests.factories import make_customer, make_member, make_organization

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
OURS = sorted(path.stem for path in (TEMPLATES / "mail/accounts").glob("*.txt"))
ALLAUTHS = sorted(
    path.name.removesuffix("_message.txt")
    for path in (TEMPLATES / "account/email").glob("*_message.txt")
    if not path.name.startswith("base")
)
URL = "https://portal.example.com/page/"


@pytest.fixture
def context():
    organization = make_organization(name="Harbour & Vale", email="help@example.com")
    customer = make_customer("Kettle <b>& Co")
    user = make_member(customer, email="ann@example.com")
    user.name = "Ann <i>Otter"
    known = {"organization": organization, "customer": customer, "user": user, "url": URL}
    return known | {
        "name": "Ann",
        "inviter": user,
        "invitation": Invitation(
            customer=customer, email="a@example.com", role="viewer", invited_by=user,
            expires_at=timezone.now() + timedelta(3),
        ),
        "application": Application(name="Ann", company="Kettle", reason="No", customer=customer),
        "change": ChangeRequest(
            customer=customer, subject="name", old={"name": "A"}, new={"name": "B"}, asked_by=user
        ),
        "person": user,
        "reason": "Two cheques came back",
        "link": SharedLink(recipient_name="Kim", expires_at=timezone.now() + timedelta(3)),
        "sender": user,
        "company": customer.name,
        "title": "Invoice INV-1",
        "is_known": True,
        "is_approved": True,
        "device": "Firefox, Linux",
        "address": "203.0.113.1",
        "at": timezone.now(),
        "code": "AB12-CD34",
        "email": "ann@example.com",
        "password_reset_url": URL,
        "signup_url": URL,
    }  # fmt: skip


@pytest.mark.parametrize("name", OURS)
def test_our_mail_has_a_subject_the_link_and_both_forms(name: str, context) -> None:
    text = render_to_string(f"mail/accounts/{name}.txt", context)
    html = render_to_string(f"mail/accounts/{name}.html", context)
    subject, _, body = text.partition("\n\n")
    assert subject.strip()
    assert "\n" not in subject.strip()
    assert body.strip().startswith("Hello")
    assert "Harbour & Vale" in text
    assert "Harbour &amp; Vale" in html
    assert "<b>" not in html.replace("<strong>", "")
    assert re.search(r"https?://", text) is None or URL in text


@pytest.mark.parametrize("name", ALLAUTHS)
def test_allauths_mail_is_in_our_words(name: str, context) -> None:
    subject = render_to_string(f"account/email/{name}_subject.txt", context)
    text = render_to_string(f"account/email/{name}_message.txt", context)
    assert "Harbour & Vale" in subject
    assert text.strip().startswith("Hello,")
    assert "Harbour & Vale" in text
    assert "localhost" not in text


def test_mail_waits_in_the_queue_and_a_rolled_back_one_is_never_sent(settings, mailoutbox) -> None:
    settings.MAIL_QUEUED = True
    post("a@example.com", "Kept", "text")
    with transaction.atomic():
        post("b@example.com", "Lost", "text")
        transaction.set_rollback(True)
    jobs = ProcrastinateJob.objects.filter(task_name="portal.kit.tasks.send_mail")
    assert [job.args.keys() for job in jobs] == [{"sealed"}]
    assert mailoutbox == []
    send_mail(**jobs[0].args)
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [(["a@example.com"], "Kept")]


def test_queued_mail_is_unreadable_in_the_database(settings) -> None:
    settings.MAIL_QUEUED = True
    post("a@example.com", "Your password", "https://portal.example.com/reset/key/s3cret/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        [(written,)] = cursor.fetchall()
    assert not any(word in written for word in ("s3cret", "a@example.com", "password"))


def test_mail_queued_before_the_key_was_replaced_is_still_sent(settings, mailoutbox) -> None:
    settings.MAIL_QUEUED = True
    post("a@example.com", "Kept", "text")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    send_mail(**ProcrastinateJob.objects.get().args)
    assert [mail.to for mail in mailoutbox] == [["a@example.com"]]
