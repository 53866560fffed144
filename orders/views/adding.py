"""Putting several lines into the cart at once, and telling which of them could not go in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.utils.translation import ngettext

from accounts.access import CustomerRequest
from catalog.models import Presentation
from orders.cart.changes import add_to_cart
from orders.lines.checking import Wanted, check_lines
from portal.kit.web.refusals import Refusal

# So many refused lines are named; of more, how many there are.
NAMED = 5


def add_lines(
    request: CustomerRequest,
    wanted: Sequence[Wanted],
    names: Mapping[int, str],
    presentation: Presentation | None = None,
) -> list[int]:
    """The variants that went into the cart. `names` says what a variant is called in a message.
    What cannot be ordered is told with its reason; nothing of it is lost silently."""
    today = request.organization.today()
    checked = check_lines(request.customer, wanted, today=today, presentation=presentation)
    for one in checked.refused[:NAMED]:
        if one.problem is not None:
            messages.warning(request, f"{names[one.wanted.variant_id]}: {one.problem.sentence}")
    more = len(checked.refused[NAMED:])
    if more:
        messages.warning(request, not_added(more))
    lines = [(one.wanted.variant_id, one.quantity) for one in checked.orderable]
    if not lines:
        return []
    try:
        add_to_cart(
            customer=request.customer,
            user=request.user,
            quantities=lines,
            presentation=presentation,
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return []
    text = ngettext(
        "%(count)s line is in your cart.", "%(count)s lines are in your cart.", len(lines)
    )
    messages.success(request, text % {"count": len(lines)})
    return [variant_id for variant_id, _quantity in lines]


def not_added(count: int) -> str:
    """For lines that are not named one by one."""
    text = ngettext(
        "%(count)s more line couldn't be added.", "%(count)s more lines couldn't be added.", count
    )
    return text % {"count": count}
