"""Keeping order lists: whose they are, what is in them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from orders.lines.checking import MAX_LINES
from orders.models import ShoppingList, ShoppingListLine
from portal.kit.web.refusals import Refusal

MOST = 100


def lists_for(customer: Customer, user: User) -> QuerySet[ShoppingList]:
    """This person's own and those that colleagues share."""
    seen: QuerySet[ShoppingList] = ShoppingList.objects.for_customer(customer).filter(
        Q(owner=user) | Q(is_shared=True)
    )
    return seen.select_related("owner")


def with_counts(lists: QuerySet[ShoppingList]) -> QuerySet[ShoppingList]:
    """Each with its `line_count`."""
    return lists.annotate(line_count=Count("lines"))


@transaction.atomic
def make_list(
    customer: Customer,
    user: User,
    name: str,
    lines: Iterable[tuple[int, Decimal]] = (),
    *,
    is_shared: bool = False,
) -> ShoppingList:
    """A list of these quantities, by variant. Raises Refusal for a name one has already, and for
    more lists than a person keeps."""
    name = " ".join(name.split())[:80]
    if not name:
        raise Refusal(_("Name the list."))
    if ShoppingList.objects.for_customer(customer).filter(owner=user).count() >= MOST:
        raise Refusal(_("You have %(count)s lists, and no more fit.") % {"count": MOST})
    try:
        with transaction.atomic():
            made: ShoppingList = ShoppingList.objects.create(
                customer=customer, owner=user, name=name, is_shared=is_shared
            )
    except IntegrityError as error:
        raise Refusal(_("You have a list of this name.")) from error
    put(made, lines)
    return made


@transaction.atomic
def put(kept: ShoppingList, lines: Iterable[tuple[int, Decimal]]) -> None:
    """Set these quantities, by variant; what is in the list already gets the new one. Raises
    Refusal for more lines than an order has."""
    ShoppingList.objects.select_for_update().get(pk=kept.pk)
    wanted = dict(lines)
    others = kept.lines.exclude(variant__in=wanted).count()
    if others + len(wanted) > MAX_LINES:
        raise Refusal(_("A list holds at most %(count)s lines.") % {"count": MAX_LINES})
    ShoppingListLine.objects.bulk_create(
        [
            ShoppingListLine(shopping_list=kept, variant_id=variant, quantity=quantity)
            for variant, quantity in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["shopping_list", "variant"],
        update_fields=["quantity"],
    )
    kept.save(update_fields=["changed_at"])
