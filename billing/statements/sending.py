"""One customer's statement by email, as staff ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from accounts.audit.events import record
from accounts.models import Customer, Organization
from billing.statements.figures import Kind, Statement, statement_of
from billing.statements.pdf import statement_pdf
from billing.statements.request_form import query_of
from portal.kit.dates.periods import Period
from portal.kit.messages.mail import absolute, render_mail
from portal.kit.money.format import days_text, money

TEMPLATE = "mail/billing/statement"


def ask_statement(customer: Customer, kind: Kind, period: Period, *, to: Sequence[str]) -> None:
    """Have it sent to these addresses, a mail each, and written into the history. Raises Refusal
    while the organization has no name and address to stand on it."""
    Organization.current().check_is_set_up()
    days = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    for address in to:
        if settings.MAIL_QUEUED:
            task = app.configure_task("billing.tasks.mail_statement", priority=10)
            task.defer(customer_id=customer.pk, kind=str(kind), address=address, **days)
        else:
            send_statement(customer_id=customer.pk, kind=str(kind), address=address, **days)
    record(
        "document.mailed",
        customer=customer,
        subject=_("Statement %(days)s") % {"days": days_text(period.start, period.end)},
        details={"to": ", ".join(to)},
    )


def send_statement(*, customer_id: int, kind: str, start: str, end: str, address: str) -> None:
    """Draw the PDF of the figures as they are now and hand the mail to the server. Raises what the
    mail backend raises."""
    customer = Customer.objects.get(pk=customer_id)
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    statement = statement_of(customer, Kind(kind), period)
    seller = Organization.current()
    language = customer.language or settings.LANGUAGE_CODE
    with translation.override(language):
        mail = render_mail(TEMPLATE, _context(statement, seller), language=language)
        name = f"{_('Statement')}-{customer.account_number}-{period.end}.pdf"
    message = mail.to(address)
    message.attach(name, statement_pdf(statement, seller=seller), "application/pdf")
    message.send()


def _context(statement: Statement, seller: Organization) -> dict[str, object]:
    query = query_of(statement.kind, statement.period)
    return {
        "organization": seller,
        "customer": statement.customer,
        "period": statement.period,
        "figure": money(statement.closing, statement.currency),
        "url": absolute(f"{reverse('billing:statement-detail')}?{query}"),
    }
