"""A statement as a PDF."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.company.logo import logo_of
from accounts.models import Address, Organization
from billing.documents.issuing.issue import default_address
from billing.payments.gateways.bank_transfer import transfer_code
from billing.statements import table
from billing.statements.ageing_table import bucket_name
from billing.statements.figures import Statement
from billing.templatetags.statements import cell_text
from portal.kit.money.format import day_text

# A PDF with more lines than this would take minutes: it sums up, and the CSV has them all.
MAX_LINES = 5000


def statement_pdf(statement: Statement, *, seller: Organization) -> bytes:
    """The statement on the seller's letterhead, in the customer's language, summary first.

    One statement of SQL, for the recipient's address. Beyond `MAX_LINES` it is the summary alone,
    and says so. The same statement of the same figures gives the same bytes.
    """
    # WeasyPrint takes a second to load: whoever makes no PDF does not wait for it.
    from portal.kit.pdf.drawn_rows import TextRows  # noqa: PLC0415 - slow to load
    from portal.kit.pdf.rendering import render_pdf  # noqa: PLC0415 - slow to load

    customer = statement.customer
    language = customer.language or settings.LANGUAGE_CODE
    logo = logo_of(seller)
    with translation.override(language):
        name = _("Statement")
        code = transfer_code(
            seller=seller,
            amount=statement.closing,
            currency=statement.currency,
            text=customer.account_number,
        )
        context = {
            "statement": statement,
            "customer": customer,
            "address": default_address(customer, Address.Kind.BILLING),
            "seller": seller,
            "has_logo": bool(logo),
            "name": name,
            "headings": table.headings(statement.kind),
            "is_short": statement.line_count > MAX_LINES,
            "ageing": [(bucket_name(b), amount) for b, amount in statement.ageing.amounts.items()],
            "has_code": code is not None,
        }
        title = f"{name} {customer.account_number}, {day_text(statement.period.end)}"
        rows = TextRows(statement.kind, _texts(statement), numbers=5)
    given = {"logo": logo} if logo else {}
    if code is not None:
        given["code"] = code.svg_inline(scale=3, border=0).encode()
    return render_pdf(
        "billing/pdf/statement.html",
        context,
        title=title,
        language=language,
        dated=statement.period.end.isoformat(),
        given=given,
        rows=rows,
    )


def _texts(statement: Statement) -> list[list[str]]:
    if statement.line_count > MAX_LINES:
        return []
    return [
        [cell_text(value, statement.currency) for value in row] for row in table.rows(statement)
    ]
