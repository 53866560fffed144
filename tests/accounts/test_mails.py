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

from accounts.models import AccessRequest, ChangeRequest, Invitation, SharedLink
from portal.kit.messages.mail import Mail, post, render_mail
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
        "access_request": AccessRequest(name="A", company="Kettle", reason="No", customer=customer),
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
    mail = render_mail(f"mail/accounts/{name}", context)
    assert mail.subject
    assert "\n" not in mail.subject
    assert mail.text.startswith("Hello")
    assert "Harbour & Vale" in mail.text
    assert "Harbour &amp; Vale" in mail.html
    assert "<b>" not in mail.html
    assert re.search(r"https?://", mail.text) is None or URL in mail.text


@pytest.mark.parametrize("name", ALLAUTHS)
def test_allauths_mail_is_in_our_words(name: str, context) -> None:
    subject = render_to_string(f"account/email/{name}_subject.txt", context)
    text = render_to_string(f"account/email/{name}_message.txt", context)
    assert "Harbour & Vale" in subject
    assert text.strip()
    assert "localhost" not in text


def words(subject: str, text: str = "text") -> Mail:
    return Mail(subject, text, f"<p>{text}</p>", "Harbour & Vale", "office@vale.example")


def test_mail_comes_from_the_seller_and_answers_go_there(settings, mailoutbox) -> None:
    settings.DEFAULT_FROM_EMAIL = "portal@vale.example"
    post("a@example.com", words("Kept"))
    assert mailoutbox[0].from_email == "Harbour & Vale <portal@vale.example>"
    assert mailoutbox[0].reply_to == ["office@vale.example"]


def test_mail_waits_in_the_queue_and_a_rolled_back_one_is_never_sent(settings, mailoutbox) -> None:
    settings.MAIL_QUEUED = True
    post("a@example.com", words("Kept"))
    with transaction.atomic():
        post("b@example.com", words("Lost"))
        transaction.set_rollback(True)
    jobs = ProcrastinateJob.objects.filter(task_name="portal.kit.tasks.send_mail")
    assert [job.args.keys() for job in jobs] == [{"sealed"}]
    assert mailoutbox == []
    send_mail(**jobs[0].args)
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [(["a@example.com"], "Kept")]


def test_queued_mail_is_unreadable_in_the_database(settings) -> None:
    settings.MAIL_QUEUED = True
    post("a@example.com", words("Your password", "https://portal.example.com/key/s3cret/"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        [(written,)] = cursor.fetchall()
    assert not any(word in written for word in ("s3cret", "a@example.com", "password"))


def test_mail_queued_before_the_key_was_replaced_is_still_sent(settings, mailoutbox) -> None:
    settings.MAIL_QUEUED = True
    post("a@example.com", words("Kept"))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    send_mail(**ProcrastinateJob.objects.get().args)
    assert [mail.to for mail in mailoutbox] == [["a@example.com"]]
