"""What a company has bought before, by its invoices until there are orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import Customer
from billing.models import InvoiceLine
from catalog.codes import code_of
from catalog.models import Product, Variant
from catalog.showing.cart_summary import LastBought

# So many of the latest lines are looked at.
MAX_LINES = 5_000
# So many variants of a product are looked for.
MAX_SKUS = 500


@dataclass(frozen=True, slots=True)
class Purchase:
    """A product that was bought, and when last."""

    product_id: int
    last_on: date


def last_bought(customer: Customer, product: Product) -> LastBought | None:
    """The latest invoice line with a SKU of this product. Two statements."""
    skus = list(product.variants.values_list("sku", flat=True)[:MAX_SKUS])
    line = (
        InvoiceLine.objects.filter(invoice__customer=customer, sku__in=skus, quantity__gt=0)
        .exclude(invoice__status__in=["draft", "void"])
        .exclude(invoice__issued_on=None)
        .select_related("invoice")
        .order_by("-invoice__issued_on", "-invoice_id", "position")
        .first()
    )
    day = line.invoice.issued_on if line else None
    if line is None or day is None:
        return None
    invoice = line.invoice
    return LastBought(
        day,
        line.sku,
        line.quantity,
        line.unit_price,
        invoice.currency,
        invoice.number or "",
    )


def purchases_of(customer: Customer, assortments: list[int], *, most: int = 60) -> list[Purchase]:
    """Products bought before that the customer still sees, the latest first. Two statements."""
    lines = (
        InvoiceLine.objects.filter(invoice__customer=customer)
        .exclude(invoice__status__in=["draft", "void"])
        .exclude(sku="")
        .order_by("-invoice__issued_on", "-invoice_id", "position")
        .values_list("sku", "invoice__issued_on")[:MAX_LINES]
    )
    last: dict[str, date] = {}
    for sku, day in lines:
        if day is not None:
            last.setdefault(code_of(sku), day)
    seen = Variant.objects.seen_in(assortments).filter(code__in=last)
    products = dict(seen.values_list("code", "product"))
    found: dict[int, Purchase] = {}
    for code, day in last.items():
        if code in products:
            found.setdefault(products[code], Purchase(products[code], day))
    return list(found.values())[:most]
