"""Statements: on the screen, as PDF, CSV and XLSX, and by a link."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, allows, customer_view
from accounts.audit.events import record
from accounts.sign_in.rate_limits import limited
from billing.balance import Bucket
from billing.payments.gateways.bank_transfer import transfer_code
from billing.sharing.statement import STATEMENT, parameters_of, title_of
from billing.statements import page_lines, pdf, table
from billing.statements.ageing_table import ageing_rows
from billing.statements.breakdown import statement_terms
from billing.statements.figures import Statement, statement_of
from billing.statements.request_form import CUSTOM, StatementForm, query_of
from billing.views.lookup import see_other
from billing.views.sharing.links import links_page
from portal.kit.files.spreadsheets import csv_response, xlsx_response
from portal.kit.lists.paging import url_with
from portal.kit.money.format import days_text
from portal.kit.web.downloads import pdf_response
from portal.kit.web.rendering import page

LINES_A_PAGE = 200
PDF_RATE = "30/m/user"
SHARE_RATE = "30/h/user"


@customer_view(Verb.SEE_STATEMENTS)
def statement_detail(request: CustomerRequest) -> HttpResponse:
    """The statement asked for; last month's balance forward when nothing is. Dates that make no
    sense are answered beside their fields, without any figures."""
    form = StatementForm(request.GET, today=request.organization.today())
    is_valid = form.is_valid()
    context: dict[str, object] = {
        "form": form.as_shown(),
        "ranges": page_lines.ranges(form),
        "kinds": page_lines.kinds(form),
        "is_custom": not is_valid or form.range_name == CUSTOM,
        "statement": None,
    }
    if is_valid:
        context |= _figures(request, statement_of(request.customer, form.kind, form.period))
    return page(
        request,
        "billing/statement_detail.jinja",
        context,
        partials=("statement",),
        status=200 if is_valid else 422,
    )


def _figures(request: CustomerRequest, statement: Statement) -> dict[str, object]:
    pages = Paginator(page_lines.all_lines(statement), LINES_A_PAGE)
    on_page = pages.get_page(request.GET.get("page"))
    ages = ageing_rows(statement.ageing, today=statement.period.end)
    return {
        "statement": statement,
        "query": query_of(statement.kind, statement.period),
        "days": days_text(statement.period.start, statement.period.end),
        "end_day": days_text(statement.period.end, statement.period.end),
        "terms": statement_terms(statement),
        "lines": page_lines.in_text(on_page.object_list, statement),
        "totals": page_lines.open_totals(statement),
        "pages": on_page,
        "previous_url": url_with(request.GET, page=str(on_page.number - 1)),
        "next_url": url_with(request.GET, page=str(on_page.number + 1)),
        "ages": [row for row in ages if row.age],
        "unused": -statement.ageing.amounts[Bucket.UNAPPLIED],
        "may_share": allows(request.membership, Verb.SHARE, request.customer),
        **_how_to_pay(request, statement),
    }


@customer_view(Verb.SEE_STATEMENTS)
@limited("pdf", PDF_RATE, methods=("GET",))
def statement_pdf(request: CustomerRequest) -> HttpResponse:
    """The same statement as a PDF to keep; with `?inline` it opens to be printed."""
    statement = _asked(request)
    if statement is None:
        return _say_what_is_wrong(request)
    content = pdf.statement_pdf(statement, seller=request.organization)
    record("document.downloaded", customer=request.customer, subject=title_of(statement))
    return pdf_response(content, _file_name(statement), inline="inline" in request.GET)


@customer_view(Verb.SEE_STATEMENTS)
def statement_csv(request: CustomerRequest) -> HttpResponse | StreamingHttpResponse:
    """All lines of the same statement, however many."""
    statement = _asked(request)
    if statement is None:
        return _say_what_is_wrong(request)
    record("document.downloaded", customer=request.customer, subject=title_of(statement))
    return csv_response(
        _file_name(statement), table.headings(statement.kind), table.rows(statement)
    )


@customer_view(Verb.SEE_STATEMENTS)
def statement_xlsx(request: CustomerRequest) -> HttpResponse | FileResponse:
    """All lines of the same statement as a spreadsheet."""
    statement = _asked(request)
    if statement is None:
        return _say_what_is_wrong(request)
    record("document.downloaded", customer=request.customer, subject=title_of(statement))
    return xlsx_response(
        _file_name(statement),
        table.headings(statement.kind),
        table.rows(statement),
        currency=statement.currency,
    )


@customer_view(Verb.SHARE)
@limited("share", SHARE_RATE)
def statement_link_new(request: CustomerRequest) -> HttpResponse:
    """Send this statement to somebody, or make a link to it that one sends oneself."""
    statement = _asked(request)
    if statement is None:
        return _say_what_is_wrong(request)
    query = query_of(statement.kind, statement.period)
    return links_page(
        request,
        kind=STATEMENT,
        parameters=parameters_of(statement),
        title=title_of(statement),
        back_url=f"{reverse('billing:statement-detail')}?{query}",
    )


def _asked(request: CustomerRequest) -> Statement | None:
    """The statement that the address names; None when it makes no sense."""
    form = StatementForm(request.GET, today=request.organization.today())
    return statement_of(request.customer, form.kind, form.period) if form.is_valid() else None


def _say_what_is_wrong(request: CustomerRequest) -> HttpResponse:
    """A file of other days than were asked for would be worse than none: the page says why."""
    return see_other(f"{reverse('billing:statement-detail')}?{request.GET.urlencode()}")


def _how_to_pay(request: CustomerRequest, statement: Statement) -> dict[str, object]:
    """Bank details and, where the banks know one, the code that fills in a transfer."""
    seller = request.organization
    if statement.closing <= 0 or not seller.has_bank_account:
        return {"is_payable": False}
    code = transfer_code(
        seller=seller,
        amount=statement.closing,
        currency=statement.currency,
        text=request.customer.account_number,
    )
    return {
        "is_payable": True,
        "code": code.svg_data_uri(scale=5, border=2) if code else "",
    }


def _file_name(statement: Statement) -> str:
    end = statement.period.end.isoformat()
    return f"{_('Statement')}-{statement.customer.account_number}-{end}"
