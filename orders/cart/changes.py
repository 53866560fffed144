"""Putting into a cart, and changing what is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from catalog.models import Presentation
from catalog.models.bounds import MAX_QUANTITY
from orders.lines.checking import MAX_LINES
from orders.models import Cart, CartLine
from portal.kit.web.refusals import Refusal


@transaction.atomic
def add_to_cart(
    *,
    customer: Customer,
    user: User,
    quantities: Sequence[tuple[int, Decimal]],
    presentation: Presentation | None = None,
) -> Cart:
    """Put these quantities, by variant, on top of what the cart holds. The caller has checked that
    each can be ordered at all; minimum and price are judged on the sum, when the cart is shown.
    Raises Refusal for more lines than a cart holds."""
    cart, _is_new = Cart.objects.get_or_create(
        customer=customer, user=user, presentation=presentation
    )
    cart = Cart.objects.select_for_update().get(pk=cart.pk)
    held = {one.variant_id: one for one in cart.lines.all()}
    for variant_id, quantity in quantities:
        line = held.get(variant_id)
        if line is None:
            held[variant_id] = CartLine(cart=cart, variant_id=variant_id, quantity=quantity)
        else:
            line.quantity = min(line.quantity + quantity, MAX_QUANTITY)
    if len(held) > MAX_LINES:
        raise Refusal(_("A cart holds at most %(count)s lines.") % {"count": MAX_LINES})
    _save(cart, list(held.values()))
    return cart


@transaction.atomic
def change_quantities(cart: Cart, quantities: Mapping[int, Decimal]) -> None:
    """Set the quantities of these lines of the cart, by line; 0 takes the line out."""
    cart = Cart.objects.select_for_update().get(pk=cart.pk)
    lines = {one.pk: one for one in cart.lines.filter(pk__in=quantities)}
    for pk, line in lines.items():
        if quantities[pk]:
            line.quantity = quantities[pk]
        else:
            line.delete()
    _save(cart, [line for pk, line in lines.items() if quantities[pk]])


def empty(cart: Cart) -> None:
    """What was in it has been ordered, or is not wanted any more."""
    cart.lines.all().delete()


def _save(cart: Cart, lines: list[CartLine]) -> None:
    CartLine.objects.bulk_update([one for one in lines if one.pk], ["quantity"])
    CartLine.objects.bulk_create([one for one in lines if not one.pk])
    cart.save(update_fields=["changed_at"])
