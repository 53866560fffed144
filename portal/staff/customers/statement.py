"""A customer's statement, made and sent by staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.audit.events import record
from accounts.models import Customer, Organization
from billing.admin.documents.sending import AddressesField
from billing.sharing.statement import title_of
from billing.statements import table
from billing.statements.batches.mailing import recipients
from billing.statements.figures import Statement, statement_of
from billing.statements.pdf import statement_pdf
from billing.statements.request_form import StatementForm, query_of
from billing.statements.sending import ask_statement
from portal.kit.files.spreadsheets import csv_response
from portal.kit.web.downloads import pdf_response
from portal.kit.web.refusals import Refusal
from portal.staff.customers.page import customer_url, find_customer, frame

PERMISSION = "billing.view_openitem"
MAX_LINES = 100


class SendStatementForm(forms.Form):
    to = AddressesField()


def statement_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose type and period and see the figures; a POST sends that statement."""
    customer = find_customer(request, pk, PERMISSION)
    form = StatementForm(request.GET, today=Organization.current().today())
    statement = statement_of(customer, form.kind, form.period) if form.is_valid() else None
    may_send = request.user.has_perm("billing.add_statementdelivery")
    send_form = SendStatementForm(initial={"to": ", ".join(_proposed(customer))})
    if request.method == "POST":
        send_form = SendStatementForm(request.POST)
        if not may_send:
            find_customer(request, pk, "billing.add_statementdelivery")
        if statement is not None and send_form.is_valid():
            done = _send(request, statement, send_form)
            if done is not None:
                return done
    is_wrong = bool(send_form.errors) or statement is None
    return TemplateResponse(
        request,
        "admin/kit/customer_statement.html",
        {
            **frame(request, customer),
            "title": _("Statement"),
            "form": form.as_shown(),
            "send_form": send_form,
            "may_send": may_send,
            **_shown(customer, statement),
        },
        status=422 if is_wrong else 200,
    )


@require_safe
def statement_file_view(request: HttpRequest, pk: int, kind: str) -> Any:
    """The same statement as PDF or CSV; back to the page where the address makes no sense."""
    customer = find_customer(request, pk, PERMISSION)
    form = StatementForm(request.GET, today=Organization.current().today())
    if not form.is_valid():
        return redirect(_page(customer, request.GET))
    statement = statement_of(customer, form.kind, form.period)
    name = f"{_('Statement')}-{customer.account_number}-{statement.period.end.isoformat()}"
    record("document.downloaded", customer=customer, subject=title_of(statement))
    if kind == "csv":
        return csv_response(name, table.headings(statement.kind), table.rows(statement))
    content = statement_pdf(statement, seller=Organization.current())
    return pdf_response(content, name)


def _shown(customer: Customer, statement: Statement | None) -> dict[str, Any]:
    if statement is None:
        return {"statement": None}
    query = query_of(statement.kind, statement.period)
    files = {
        kind: f"{reverse('admin:customer-statement-file', args=[customer.pk, kind])}?{query}"
        for kind in ("pdf", "csv")
    }
    return {
        "statement": statement,
        "statement_title": title_of(statement),
        "files": files,
        "send_url": f"{reverse('admin:customer-statement', args=[customer.pk])}?{query}",
    }


def _send(
    request: HttpRequest, statement: Statement, form: SendStatementForm
) -> HttpResponse | None:
    to = form.cleaned_data["to"]
    try:
        ask_statement(statement.customer, statement.kind, statement.period, to=to)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    values = {"statement": title_of(statement), "to": ", ".join(to)}
    messages.success(request, _("%(statement)s is on its way to %(to)s.") % values)
    return redirect(customer_url(statement.customer))


def _proposed(customer: Customer) -> list[str]:
    return recipients(customer) or ([customer.email] if customer.email else [])


def _page(customer: Customer, given: QueryDict) -> str:
    return f"{reverse('admin:customer-statement', args=[customer.pk])}?{given.urlencode()}"
