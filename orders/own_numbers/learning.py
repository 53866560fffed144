"""Learning a company's own item numbers."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from catalog.codes import code_of
from catalog.models import Variant
from orders.lines.checking import orderable_variants
from orders.models import OwnNumber
from portal.kit.web.refusals import Refusal

MOST = 10_000


@transaction.atomic
def learn(customer: Customer, number: str, variant: Variant, *, by: User) -> OwnNumber:
    """From now on `number` is this variant for the whole company; what it was before is forgotten.

    Raises Refusal for a number without letters or digits, for one of the seller's own that the
    customer sees, and for more than ten thousand.
    """
    number = " ".join(number.split())[:60]
    code = code_of(number)
    if not code:
        raise Refusal(_("Enter your item number."))
    if code != variant.code and orderable_variants(customer).filter(code=code).exists():
        raise Refusal(_("%(number)s is one of our item numbers.") % {"number": number})
    known = OwnNumber.objects.for_customer(customer)
    if known.count() >= MOST:
        raise Refusal(_("You have %(count)s item numbers here, and no more fit.") % {"count": MOST})
    learnt, _is_new = OwnNumber.objects.update_or_create(
        customer=customer,
        code=code,
        defaults={"number": number, "variant": variant, "learnt_from": by},
    )
    return learnt


def variant_for(customer: Customer, sku: str) -> Variant | None:
    """What the customer sees under this SKU of the seller's. One statement."""
    found: Variant | None = orderable_variants(customer).filter(code=code_of(sku)).first()
    return found
