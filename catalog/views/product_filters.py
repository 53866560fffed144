"""What a list of products is narrowed to, as its address says it, and the addresses beside it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.urls import reverse

from accounts.access import CustomerRequest
from catalog.models import Brand, Category, Presentation
from catalog.models.bounds import MAX_PRICE
from catalog.searching.search import Wanted
from catalog.views.shopping import presentation_of, text_of

VIEWS = ("grid", "list", "table")


@dataclass(frozen=True, slots=True)
class Filters:
    text: str
    category: Category | None
    brand: Brand | None
    presentation: Presentation | None
    in_stock: bool
    low: Decimal | None
    high: Decimal | None
    view: str

    @property
    def kept(self) -> dict[str, str]:
        """What the address says, without what says nothing."""
        said = {
            "q": self.text,
            "category": self.category.path if self.category else "",
            "brand": self.brand.slug if self.brand else "",
            "in": self.presentation.code if self.presentation else "",
            "stock": "1" if self.in_stock else "",
            "from": _written(self.low),
            "to": _written(self.high),
            "view": "" if self.view == VIEWS[0] else self.view,
        }
        return {name: value for name, value in said.items() if value}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kept.keys() - {"q", "view"})

    def wanted(self, currency: str) -> Wanted:
        return Wanted(
            self.text,
            self.category,
            self.brand.pk if self.brand else None,
            self.in_stock,
            self.presentation.pk if self.presentation else None,
            self.low,
            self.high,
            currency,
        )

    def link(self, **changes: str) -> str:
        """The address of this list with these parts changed; an empty one goes."""
        query = {name: value for name, value in (self.kept | changes).items() if value}
        base = reverse("catalog:product-list")
        return f"{base}?{urlencode(query)}" if query else base


def filters_of(request: CustomerRequest) -> Filters:
    """What names nothing that this customer sees narrows nothing. Three statements at most."""
    path, brand, view = (text_of(request, name) for name in ("category", "brand", "view"))
    return Filters(
        text=text_of(request),
        category=Category.objects.filter(path=path).first() if path else None,
        brand=Brand.objects.filter(slug=brand).first() if brand else None,
        presentation=presentation_of(request, text_of(request, "in")),
        in_stock=request.GET.get("stock") == "1",
        low=_price(text_of(request, "from")),
        high=_price(text_of(request, "to")),
        view=view if view in VIEWS else VIEWS[0],
    )


def _price(text: str) -> Decimal | None:
    try:
        price = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return price if price.is_finite() and 0 <= price <= MAX_PRICE else None


def _written(price: Decimal | None) -> str:
    return f"{price:f}" if price is not None else ""
