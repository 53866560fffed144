"""The demo's shop: products with pictures and stock, price lists, contracts, presentations."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import product as pairs
from pathlib import Path
from random import Random

from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Customer, User
from catalog.codes import code_of
from catalog.models import (
    Arrival,
    Assortment,
    AssortmentCustomer,
    AssortmentLine,
    Axis,
    AxisValue,
    Brand,
    Category,
    ContractPrice,
    DeliveryWindow,
    Picture,
    Presentation,
    PresentationLine,
    Price,
    PriceList,
    PriceListAssignment,
    Product,
    ProductPicture,
    Section,
    Stock,
    TaxCode,
    Variant,
)  # fmt: skip
from catalog.pictures import keep_picture
from catalog.searching.index import refresh, refresh_vocabulary
from portal.demo.filling.catalogue import (
    BRANDS,
    CATEGORIES,
    FAMILIES,
    FOOD,
    PLAIN,
    RANGES,
    RENAMED,
    SWATCHES,
    Goods,
    Range,
)
from portal.demo.filling.goods import RATES
from portal.demo.filling.story import Story

PICTURES = Path(__file__).parent.parent / "pictures"
# By packs, what comes off.
RUNGS = ((1, 0), (4, 6), (12, 12))


class Shop:
    def __init__(self, story: Story, customers: dict[str, Customer]) -> None:
        self.today = story.today
        self.staff: User = story.staff
        self.customers = customers
        self.rng = Random(11)  # noqa: S311 - nothing secret
        self.products: dict[str, Product] = {}
        self.prices: list[tuple[Variant, Decimal, int]] = []
        self.pictures: dict[str, Picture] = {}
        self.tax = {
            "standard": TaxCode.objects.create(code="STD", name="Standard rate, 20%", rate=20),
            "zero": TaxCode.objects.create(code="ZERO", name="Zero rated, 0%", category="Z"),
        }

    def open(self) -> None:
        self._classify()
        for one in [*_plain(), *FAMILIES]:
            self._product(one)
        self._assort()
        self._price()
        self._stock()
        for shown in RANGES:
            self._present(shown)
        self._succession()
        refresh()
        refresh_vocabulary()

    def _classify(self) -> None:
        self.brands = [Brand.objects.create(name=name, slug=slugify(name)) for name in BRANDS]
        self.categories: dict[str, Category] = {}
        for position, row in enumerate(CATEGORIES.strip().splitlines()):
            path, _, name = row.partition(" ")
            above, _, slug = path.rpartition("/")
            self.categories[path] = Category.objects.create(
                parent=self.categories.get(above), slug=slug, name=name, position=position
            )

    def _product(self, one: Goods) -> None:
        is_food = one.category == FOOD
        product = Product.objects.create(
            name=one.name,
            slug=slugify(one.name),
            brand=self.brands[int(one.brand)],
            category=self.categories[one.category],
            description=one.text,
            tax_code=self.tax["zero" if is_food else "standard"],
            origin="GB",
            popularity=self.rng.randint(5, 900),
        )
        self.products[one.sku] = product
        axes = self._axes(product, one)
        for position, places in enumerate(pairs(*(range(len(values)) for values in axes))):
            if places in one.missing:
                continue
            values = {f"value{n}": axes[n - 1][at] for n, at in enumerate(places, start=1)}
            sku = _sku(one, places)
            variant = Variant.objects.create(
                product=product, sku=sku, position=position, pack_size=one.pack,
                min_quantity=one.pack, multiple=one.pack, **values,
            )  # fmt: skip
            step = one.steps[places[0]] if one.steps else 0
            self.prices.append((variant, one.price * (100 + step) / 100, one.pack))
        for position, name in enumerate(one.pictures):
            alt = one.name if len(one.pictures) == 1 else f"{one.name}: {name.split('-')[-1]}"
            ProductPicture.objects.create(
                product=product, picture=self._picture(name), alt=alt, position=position
            )

    def _axes(self, product: Product, one: Goods) -> list[list[AxisValue]]:
        found = []
        for place, (name, values) in enumerate(one.axes, start=1):
            axis = Axis.objects.create(product=product, place=place, name=name)
            found.append(
                [
                    AxisValue.objects.create(
                        axis=axis, product=product, place=place, value=value, position=position,
                        swatch=SWATCHES.get(value, ""),
                    )
                    for position, value in enumerate(values)
                ]
            )  # fmt: skip
        return found

    def _picture(self, name: str) -> Picture:
        if name not in self.pictures:
            with (PICTURES / f"{name}.webp").open("rb") as file:
                self.pictures[name] = keep_picture(file)
        return self.pictures[name]

    def _assort(self) -> None:
        """Everything is open to everybody but the clock, which one group of companies keeps."""
        everything = Assortment.objects.create(code="everything", name="Everything", is_open=True)
        kept = Assortment.objects.create(code="bramblewick", name="Only at Bramblewick")
        alone = {"HV-CLK-PIN"}
        for sku, product in self.products.items():
            chosen = kept if sku in alone else everything
            AssortmentLine.objects.create(assortment=chosen, product=product)
        for key in ("bramblewick", "online"):
            for one in (everything, kept):
                AssortmentCustomer.objects.create(assortment=one, customer=self.customers[key])

    def _price(self) -> None:
        """A default list in pounds, euros and dollars, two trade lists, one contract that holds
        and one that has ended. Yen and dinars have no list: prices are on request."""
        for currency in ("GBP", "EUR", "USD"):
            self._list(f"list-{currency.lower()}", "List prices", currency, is_default=True)
        trade = self._list("trade", "Trade", "GBP", off=10)
        key = self._list("key-accounts", "Key accounts", "GBP", off=18, every=2)
        for name, price_list, position in (
            ("bramblewick", key, 1), ("bramblewick", trade, 2), ("oakhollow", trade, 1),
            ("tidewater", trade, 1),
        ):  # fmt: skip
            PriceListAssignment.objects.create(
                customer=self.customers[name], price_list=price_list, position=position
            )
        buyer = self.customers["bramblewick"]
        for sku, price, reference, first, last in (
            ("HV-CND-FIG", "5.40", "C-118", -120, 200),
            ("HV-CND-SEA", "5.40", "C-118", -120, 200),
            ("HV-JUG-12", "11.00", "C-097", -400, -57),
        ):
            ContractPrice.objects.create(
                customer=buyer,
                variant=self.products[sku].variants.get(),
                from_quantity=1,
                unit_price=Decimal(price),
                reference=reference,
                valid_from=self.today + timedelta(first),
                valid_until=self.today + timedelta(last),
            )

    def _list(
        self, code: str, name: str, currency: str, *, off: int = 0, every: int = 1,
        is_default: bool = False,
    ) -> PriceList:  # fmt: skip
        made = PriceList.objects.create(
            code=code, name=name, currency=currency, is_default=is_default,
            valid_until=None if is_default else self.today + timedelta(150),
        )  # fmt: skip
        rate = Decimal(RATES[currency]) * (100 - off) / 100
        Price.objects.bulk_create(
            Price(
                price_list=made,
                variant=variant,
                from_quantity=packs * pack,
                unit_price=_rounded(price * rate * (100 - less) / 100),
            )
            for variant, price, pack in self.prices
            if variant.product_id % every == 0
            for packs, less in RUNGS
        )
        return made

    def _stock(self) -> None:
        now = timezone.now() - timedelta(hours=2)
        for place, (variant, _, pack) in enumerate(self.prices):
            is_out, is_low = place % 9 == 4, place % 7 == 3
            on_hand = 0 if is_out else pack if is_low else pack * self.rng.randint(4, 60)
            Stock.objects.create(variant=variant, on_hand=on_hand, as_of=now, source="Warehouse")
            if is_out and place % 18 == 4:
                Arrival.objects.create(
                    variant=variant,
                    arrives_on=self.today + timedelta(self.rng.randint(4, 30)),
                    quantity=pack * 20,
                    confidence=self.rng.choice(Arrival.Confidence.values),
                    reference=f"PO-{7000 + place}",
                )

    def _present(self, shown: Range) -> None:
        until = None if shown.until is None else self.today + timedelta(shown.until)
        made = Presentation.objects.create(
            code=shown.code, name=shown.name, season=shown.season, story=shown.story,
            cover=self._picture(shown.cover), cover_alt=shown.alt, kind=shown.kind,
            status=Presentation.Status.PUBLISHED, orders_until=until, rep=self.staff,
            discount_percent=shown.discount, minimum_amount=shown.minimum,
            minimum_currency="GBP" if shown.minimum else "", terms_note=shown.terms,
            published_at=timezone.now(),
        )  # fmt: skip
        for first, last in shown.windows:
            DeliveryWindow.objects.create(
                presentation=made,
                ships_from=self.today + timedelta(first),
                ships_until=self.today + timedelta(last),
            )
        for position, (title, skus) in enumerate(shown.sections):
            section = Section.objects.create(presentation=made, title=title, position=position)
            PresentationLine.objects.bulk_create(
                PresentationLine(
                    presentation=made,
                    section=section,
                    product=self.products[sku],
                    position=place,
                    badge=shown.badges.get(sku, ""),
                )
                for place, sku in enumerate(skus.split())
            )

    def _succession(self) -> None:
        old = self.products["HV-JUG-1L"]
        old.status, old.replaced_by = Product.Status.DISCONTINUED, self.products["HV-JUG-12"]
        old.save()


def tell(story: Story, customers: dict[str, Customer]) -> None:
    Shop(story, customers).open()


def _plain() -> list[Goods]:
    found = []
    for row in PLAIN.strip().splitlines():
        sku, name, category, brand, price, pack, picture, text = map(str.strip, row.split("|"))
        found.append(Goods(sku, name, category, brand, Decimal(price), int(pack), (picture,), text))
    return found


def _sku(one: Goods, places: tuple[int, ...]) -> str:
    for sku, (family, chosen) in RENAMED.items():
        if family == one.sku and chosen == places:
            return sku
    parts = [one.endings[axis][at] for axis, at in enumerate(places)]
    sku = "-".join([one.sku, *(part for part in parts if part)])
    assert code_of(sku)  # noqa: S101 - a slip in the table
    return sku


def _rounded(price: Decimal) -> Decimal:
    return max(price.quantize(Decimal("0.01"), ROUND_HALF_UP), Decimal("0.01"))
