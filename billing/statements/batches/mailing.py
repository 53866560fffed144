"""Mailing stored statements: to whom, and each once as far as a mail server lets one know."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Customer, Organization
from billing.models import StatementBatch, StatementDelivery, StatementMail
from billing.statements.batches.storage import stored_path
from billing.statements.figures import Kind
from billing.statements.request_form import query_of
from portal.kit.dates.periods import Period
from portal.kit.files.storage import read_unaltered
from portal.kit.messages.mail import absolute, render_mail
from portal.kit.money.format import money
from portal.kit.web.refusals import Refusal

MAX_ATTEMPTS = 12
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
TEMPLATE = "mail/billing/statement"
_State = StatementMail.State


@dataclass(frozen=True, slots=True)
class Sent:
    count: int
    server_is_down: bool


def recipients(customer: Customer) -> list[str]:
    """The addresses of the contacts marked for statements, each once; none for a customer who
    wants none by mail."""
    if customer.statement_frequency == Customer.StatementFrequency.NEVER:
        return []
    marked = [one.email for one in customer.contacts.all() if one.receives_statements and one.email]
    return list({address.lower(): address for address in marked}.values())


def ready_mails(
    stored: Sequence[StatementDelivery], *, due_only: bool = False
) -> list[StatementMail]:
    """The mails of these statements that wait, those decided on now among them.

    A statement whose mails exist gets no others: who is marked later gets the next one.
    """
    known = set(
        StatementMail.objects.filter(delivery__in=stored).values_list("delivery", flat=True)
    )
    StatementMail.objects.bulk_create(
        [
            new_mail(delivery, address)
            for delivery in stored
            if delivery.pk not in known
            for address in recipients(delivery.customer)
        ],
        ignore_conflicts=True,
    )
    waiting = StatementMail.objects.filter(delivery__in=stored, state=_State.QUEUED)
    if due_only:
        waiting = waiting.exclude(next_attempt_at__gt=timezone.now())
    by_pk = {one.pk: one for one in stored}
    mails = list(waiting.order_by("pk"))
    for mail in mails:
        mail.delivery = by_pk[mail.delivery_id]
    return mails


def send_again(delivery: StatementDelivery) -> list[StatementMail]:
    """Mails of the next round, to whoever is marked for statements now; they wait to be sent.

    Raises Refusal when the customer has nobody to send to.
    """
    last = delivery.mails.aggregate(Max("round"))["round__max"] or 0
    mails = [
        new_mail(delivery, address, sending=last + 1) for address in recipients(delivery.customer)
    ]
    if not mails:
        raise Refusal(_("No contact of this customer is marked for statements."))
    return StatementMail.objects.bulk_create(mails)


def new_mail(delivery: StatementDelivery, address: str, *, sending: int = 1) -> StatementMail:
    """A mail of this statement that is still to be saved, its message id decided."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    host = host or urlsplit(settings.BASE_URL).hostname or "localhost"
    return StatementMail(
        delivery=delivery,
        address=address,
        round=sending,
        message_id=f"<statement.{uuid4().hex}@{host}>",
    )


def send_mails(
    batch: StatementBatch, mails: Sequence[StatementMail], *, seller: Organization
) -> Sent:
    """Send these over one connection. Each is noted as soon as the server has it: a crash in
    between sends that one mail twice, with the same message id. A server that does not answer
    ends the attempt; what is left waits for its next time."""
    if not mails:
        return Sent(0, server_is_down=False)
    server = get_connection()
    count = 0
    try:
        for mail in mails:
            try:
                _send(batch, mail, server, seller)
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
                _put_off(mail, error, for_good=_is_final(error))
            except (OSError, smtplib.SMTPException) as error:
                if isinstance(error, FileNotFoundError):
                    _put_off(mail, error, for_good=True)
                    continue
                _put_off(mail, error)
                return Sent(count, server_is_down=True)
            except Exception as error:  # noqa: BLE001 - one mail's trouble stops no other
                _put_off(mail, error, for_good=True)
            else:
                mail.state, mail.sent_at, mail.reason = _State.SENT, timezone.now(), ""
                mail.attempts += 1
                mail.save(update_fields=["state", "sent_at", "reason", "attempts"])
                count += 1
    finally:
        _close(server)
    return Sent(count, server_is_down=False)


def _send(
    batch: StatementBatch, mail: StatementMail, server: BaseEmailBackend, seller: Organization
) -> None:
    delivery = mail.delivery
    content = read_unaltered(stored_path(delivery.path), delivery.sha256)
    customer = delivery.customer
    period = Period(batch.start_on, batch.end_on)
    with translation.override(customer.language or settings.LANGUAGE_CODE):
        query = query_of(Kind(batch.kind), period)
        context = {
            "organization": seller,
            "customer": customer,
            "period": period,
            "figure": money(delivery.closing, customer.currency),
            "url": absolute(f"{reverse('billing:statement-detail')}?{query}"),
        }
        words = render_mail(TEMPLATE, context, language=translation.get_language() or "")
        name = f"{_('Statement')}-{customer.account_number}-{period.end}.pdf"
    message = words.to(mail.address)
    message.extra_headers["Message-ID"] = mail.message_id
    message.connection = server
    message.attach(name, content, "application/pdf")
    server.open()
    message.send()


def _is_final(error: smtplib.SMTPException) -> bool:
    """Whether the server will say the same tomorrow: its codes from 500 on."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _put_off(mail: StatementMail, error: Exception, *, for_good: bool = False) -> None:
    mail.attempts += 1
    mail.reason = f"{type(error).__name__}: {error}"[:300]
    if for_good or mail.attempts >= MAX_ATTEMPTS:
        mail.state = _State.FAILED
    wait = min(FIRST_WAIT * 2 ** (mail.attempts - 1), LONGEST_WAIT)
    mail.next_attempt_at = timezone.now() + wait
    mail.save(update_fields=["state", "reason", "attempts", "next_attempt_at"])


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except (OSError, smtplib.SMTPException):
        return
