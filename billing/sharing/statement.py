"""A statement by a shared link: exactly the type and the days that the link names."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization, SharedLink
from billing.sharing.kinds import File, Kind, Shown, register_kind
from billing.statements import figures, table
from billing.statements.ageing_table import bucket_name
from billing.statements.figures import Statement, statement_of
from billing.statements.pdf import statement_pdf
from billing.templatetags.statements import cell_text
from portal.kit.dates.periods import Period
from portal.kit.money.format import days_text

STATEMENT = "statement"


def title_of(statement: Statement) -> str:
    """`Statement 1–31 Oct 2026`."""
    period = statement.period
    return _("Statement %(days)s") % {"days": days_text(period.start, period.end)}


def parameters_of(statement: Statement) -> dict[str, str]:
    """What a link keeps of a statement."""
    return {
        "type": str(statement.kind),
        "from": statement.period.start.isoformat(),
        "to": statement.period.end.isoformat(),
    }


def _statement(link: SharedLink) -> Statement | None:
    """None for parameters that no longer mean anything."""
    asked = link.parameters
    try:
        period = Period(date.fromisoformat(asked["from"]), date.fromisoformat(asked["to"]))
        kind = figures.Kind(asked["type"])
    except (KeyError, TypeError, ValueError):
        return None
    return statement_of(link.customer, kind, period)


def _show(link: SharedLink, seller: Organization, most: int | None) -> Shown | None:
    statement = _statement(link)
    if statement is None:
        return None
    headings = table.headings(statement.kind)
    rows = [[cell_text(one, statement.currency) for one in row] for row in table.rows(statement)]
    context: dict[str, object] = {
        "statement": statement,
        "headings": headings,
        "rows": rows[:most],
        "line_count": len(rows),
        "ageing": [(bucket_name(b), amount) for b, amount in statement.ageing.amounts.items()],
    }
    return Shown(title_of(statement), "billing/shared_statement.jinja", context)


def _pdf(link: SharedLink, seller: Organization) -> File | None:
    statement = _statement(link)
    if statement is None:
        return None
    name = f"{_('Statement')}-{link.customer.account_number}-{statement.period.end.isoformat()}"
    return File(statement_pdf(statement, seller=seller), name)


def _page(link: SharedLink) -> str:
    return f"{reverse('billing:statement-link-new')}?{urlencode(link.parameters)}"


register_kind(STATEMENT, Kind(gettext_lazy("Statement"), _show, _pdf, _page))
