"""Statements: on the screen, as PDF, CSV and XLSX, and by a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, allows, customer_view
from accounts.audit import record
from accounts.limits import limited
from billing.ageing_table import ageing_rows
from billing.payments.gateways.bank_transfer import shown_iban, transfer_code
from billing.shared_statement import STATEMENT, parameters_of, title_of
from billing.statements import rendering, table
from billing.statements.asking import StatementForm, query_of
from billing.statements.figures import Kind, Movement, OpenLine, Statement, statement_of
from billing.statements.wording import item_name, movement_name
from billing.views.lookup import pages_of
from billing.views.sharing import links_page
from portal.kit.downloads import pdf_response
from portal.kit.exports import csv_response, xlsx_response
from portal.kit.lists.paging import url_with
from portal.kit.rendering import page
from portal.kit.templatetags.money import NOTHING, day, money

LINES_A_PAGE = 200
PDF_RATE = "30/m/user"
SHARE_RATE = "30/h/user"
PAGES = {
    "invoice": "billing:invoice-detail",
    "credit_note": "billing:credit-detail",
    "payment": "billing:payment-detail",
}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line in text; `amounts` are the last columns, each with its heading."""

    day: str
    what: str
    number: str
    url: str
    reference: str
    due: str
    amounts: list[tuple[str, str]]


@customer_view(Verb.SEE_STATEMENTS)
def statement_detail(request: CustomerRequest) -> HttpResponse:
    """The statement asked for; last month's balance forward when nothing is."""
    form = StatementForm(request.GET, today=request.organization.today())
    code = 200 if form.is_valid() else 422
    statement = statement_of(request.customer, form.kind, form.period)
    pages = Paginator(_all_lines(statement), LINES_A_PAGE)
    lines = pages.get_page(request.GET.get("page"))
    query = query_of(statement.kind, statement.period)
    headings = table.headings(statement.kind)
    context: dict[str, object] = {
        "form": form.as_shown(),
        "statement": statement,
        "query": query,
        "headings": headings,
        "lines": [_shown(line, statement, headings) for line in lines.object_list],
        "pages": lines,
        "previous_url": url_with(request.GET, page=str(lines.number - 1)),
        "next_url": url_with(request.GET, page=str(lines.number + 1)),
        "ageing": ageing_rows(statement.ageing, today=statement.period.end),
        "may_share": allows(request.membership, Verb.SHARE, request.customer),
        "may_pay": allows(request.membership, Verb.PAY, request.customer),
        **_how_to_pay(request, statement),
    }
    return page(
        request,
        "billing/statement_detail.html",
        context,
        partials=("statement-body",),
        status=code,
    )


@customer_view(Verb.SEE_STATEMENTS)
@limited("pdf", PDF_RATE, methods=("GET",))
def statement_pdf(request: CustomerRequest) -> HttpResponse:
    """The same statement as a PDF."""
    statement = _asked(request)
    content = rendering.statement_pdf(statement, seller=request.organization)
    record("document.downloaded", customer=request.customer, subject=title_of(statement))
    return pdf_response(content, _file_name(statement))


@customer_view(Verb.SEE_STATEMENTS)
def statement_csv(request: CustomerRequest) -> StreamingHttpResponse:
    """All lines of the same statement, however many."""
    statement = _asked(request)
    record("document.downloaded", customer=request.customer, subject=title_of(statement))
    return csv_response(
        _file_name(statement), table.headings(statement.kind), table.rows(statement)
    )


@customer_view(Verb.SEE_STATEMENTS)
def statement_xlsx(request: CustomerRequest) -> FileResponse:
    """All lines of the same statement as a spreadsheet."""
    statement = _asked(request)
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
    query = query_of(statement.kind, statement.period)
    return links_page(
        request,
        kind=STATEMENT,
        parameters=parameters_of(statement),
        title=title_of(statement),
        back_url=f"{reverse('billing:statement-detail')}?{query}",
    )


def _asked(request: CustomerRequest) -> Statement:
    form = StatementForm(request.GET, today=request.organization.today())
    form.is_valid()
    return statement_of(request.customer, form.kind, form.period)


def _all_lines(statement: Statement) -> Sequence[Movement | OpenLine]:
    if statement.kind == Kind.OPEN_ITEMS:
        return statement.open_lines
    return statement.movements


def _shown(line: Movement | OpenLine, statement: Statement, headings: Sequence[str]) -> ShownLine:
    currency = statement.currency

    def text(amount: Decimal) -> str:
        return str(money(amount, currency)) if amount else NOTHING

    if isinstance(line, OpenLine):
        late = str(line.days_overdue) if line.days_overdue else NOTHING
        amounts, what = [text(line.original), text(line.open), late], item_name(line)
    else:
        amounts, what = [text(line.debit), text(line.credit)], movement_name(line)
        if statement.kind == Kind.BALANCE_FORWARD:
            amounts.append(str(money(line.balance, currency)))
    return ShownLine(
        day=str(day(line.day)),
        what=what,
        number=line.number,
        url=pages_of(PAGES[line.item_kind])(line.number),
        reference=line.reference,
        due=str(day(line.due_on)) if line.due_on else "",
        amounts=list(zip(headings[-len(amounts) :], amounts, strict=True)),
    )


def _how_to_pay(request: CustomerRequest, statement: Statement) -> dict[str, object]:
    """Bank details and, where the banks know one, the code that fills in a transfer."""
    seller = request.organization
    if statement.closing <= 0 or not seller.has_bank_account:
        return {}
    code = transfer_code(
        seller=seller,
        amount=statement.closing,
        currency=statement.currency,
        text=request.customer.account_number,
    )
    return {
        "iban": shown_iban(seller.bank_iban),
        "code": code.svg_data_uri(scale=5, border=2) if code else "",
    }


def _file_name(statement: Statement) -> str:
    end = statement.period.end.isoformat()
    return f"{_('Statement')}-{statement.customer.account_number}-{end}"
