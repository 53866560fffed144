from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse

from accounts.access import CustomerRequest, Verb, allows, customer_view
from catalog.codes import code_of
from catalog.models import Brand, Category, Favourite, Presentation, Product
from catalog.models.bounds import LEAST_QUANTITY, MAX_QUANTITY
from catalog.searching.search import MAX_COUNTED, PAGE, search
from catalog.showing.cards import cards_of
from catalog.showing.cart_summary import last_bought
from catalog.showing.product_page import product_page
from catalog.views.product_filters import filters_of
from catalog.views.shopping import number_of, presentation_of, shopper_of, summary_for, text_of
from catalog.visibility import assortments_of
from portal.kit.web.rendering import page
from portal.kit.web.requests import of_portal

LAST_PAGE = 400
MAX_BRANDS, MAX_COVERS = 200, 50


@customer_view(Verb.SEE_SHOP)
def product_list(request: CustomerRequest) -> HttpResponse:
    """Products by what was typed, by category, by what is in stock."""
    number = number_of(request, "page", most=LAST_PAGE)
    chosen, assortments = filters_of(request), assortments_of(request.customer)
    wanted = chosen.wanted(request.customer.currency)
    found = search(wanted, assortments, offset=(number - 1) * PAGE)
    products = Product.objects.select_related("brand").in_bulk(found.products)
    ordered = [products[pk] for pk in found.products if pk in products]
    cards = cards_of(ordered, shopper_of(request))
    is_region = of_portal(request).htmx and of_portal(request).htmx.target == "product-list"
    context: dict[str, object] = {
        "q": chosen.text,
        "chosen": chosen,
        "found": found,
        "cards": [cards[one.pk] for one in ordered if one.pk in cards],
        "categories": _categories_near(chosen.category),
        "trail": _trail(chosen.category),
        **({} if is_region else _around(request, assortments)),
        "page": number,
        "most": MAX_COUNTED,
        "has_next": found.count > number * PAGE and number < LAST_PAGE,
        "may_add": allows(request.membership, Verb.ORDER, request.customer),
    }
    return page(request, "catalog/product_list.jinja", context, partials=("product-list",))


def _around(request: CustomerRequest, assortments: list[int]) -> dict[str, object]:
    """What stands around the products. Three statements with an empty cart."""
    today = request.organization.today()
    covers = Presentation.objects.for_customer(request.customer, day=today).shown()
    return {
        "brands": list(brands_in(assortments)),
        "covers": covers[:MAX_COVERS],
        "summary": summary_for(request),
    }


def brands_in(assortments: list[int]) -> QuerySet[Brand]:
    """Brands of which this customer sees a product."""
    seen = Product.objects.seen_in(assortments).filter(brand=OuterRef("pk"))
    return Brand.objects.filter(Exists(seen)).order_by("name")[:MAX_BRANDS]


def _categories_near(category: Category | None) -> list[Category]:
    """Those below the present one, or else beside it."""
    children = Category.objects.filter(parent=category).order_by("position", "name")
    found = list(children)
    if found or category is None:
        return found
    return list(Category.objects.filter(parent=category.parent_id).order_by("position", "name"))


def _trail(category: Category | None) -> list[Category]:
    if category is None:
        return []
    parts = category.path.split("/")
    paths = ["/".join(parts[: place + 1]) for place in range(len(parts))]
    return list(Category.objects.filter(path__in=paths).order_by("depth"))


@customer_view(Verb.SEE_SHOP)
def product_detail(request: CustomerRequest, slug: str) -> HttpResponse:
    """Pictures, price with its ladder and reasons, variants. HTMX asks for the price alone."""
    assortments = assortments_of(request.customer)
    product = find_product(slug, assortments)
    presentation = presentation_of(request, text_of(request, "presentation"))
    shown = product_page(
        product,
        shopper_of(request, presentation),
        code=code_of(text_of(request, "variant")),
        wanted=_quantity(request),
        text=text_of(request),
        page=number_of(request, "page"),
    )
    replacement = product.replaced_by
    if replacement is not None and not _sees(replacement, assortments):
        replacement = None
    kept = Favourite.objects.for_customer(request.customer).filter(
        user=request.user, product=product
    )
    context: dict[str, object] = {
        "product": product,
        "shown": shown,
        "q": text_of(request),
        "presentation": presentation,
        "replacement": replacement,
        "is_favourite": kept.exists(),
        "may_order": allows(request.membership, Verb.ORDER, request.customer),
        "summary": summary_for(request, presentation) if shown and shown.has_variants else None,
        "bought": last_bought(request.customer, product),
        "may_see_invoices": allows(request.membership, Verb.SEE_BILLING, request.customer),
        "category": product.category,
    }
    return page(request, "catalog/product_detail.jinja", context, partials=("price-region",))


def find_product(slug: str, assortments: list[int]) -> Product:
    """The product by the name in its address; 404 for what this customer does not see."""
    if "\x00" in slug:
        raise Http404
    related = Product.objects.select_related("brand", "category", "tax_code", "replaced_by")
    product: Product | None = related.seen_in(assortments).filter(slug=slug).first()
    if product is None:
        raise Http404
    return product


def _sees(product: Product, assortments: list[int]) -> bool:
    return bool(Product.objects.seen_in(assortments).filter(pk=product.pk).exists())


def _quantity(request: CustomerRequest) -> Decimal | None:
    """What was typed, within what can be ordered at all; None for anything else."""
    try:
        wanted = Decimal(text_of(request, "quantity").replace(",", "."))
    except InvalidOperation:
        return None
    return wanted if wanted.is_finite() and LEAST_QUANTITY <= wanted <= MAX_QUANTITY else None
