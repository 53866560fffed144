"""A range as it is shown to customers: a cover, sections of products, terms and a time."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from catalog.models.picture import Picture
from catalog.models.price_list import PriceList
from catalog.models.product import Product
from catalog.querysets import PresentationQuerySet
from portal.kit.dates.fields import FIRST_DAY, LAST_DAY
from portal.kit.money.fields import AmountField, CurrencyField

# Pages of the shop, beside whose addresses those of presentations stand.
RESERVED = ("products", "favourites", "pictures", "again", "quick")


def _likely(table: str, column: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{column}__isnull": True})
        | Q(**{f"{column}__range": (FIRST_DAY, LAST_DAY)}),
        name=f"{table}_{column}_likely",
    )


class Presentation(models.Model):
    """For all customers or chosen ones. After `orders_until` it can be read and not ordered from;
    that follows from the day and is stored nowhere."""

    class Kind(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        PRE_BOOK = "pre_book", _("Pre-book")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CLOSED = "closed", _("Closed")

    class MinimumPolicy(models.TextChoices):
        SHOW = "show", _("Shown")
        ENFORCE = "enforce", _("Enforced")

    class LinkPrices(models.TextChoices):
        NO_LINKS = "no_links", _("No links")
        NONE = "none", _("Without prices")
        LIST = "list", _("With list prices")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    season = models.CharField(_("season"), max_length=40, blank=True)
    story = models.TextField(_("story"), blank=True, max_length=2000)
    cover = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="covers"
    )
    cover_alt = models.CharField(_("what the cover shows"), max_length=200, blank=True)
    # The token of a file that waits (`catalog.uploads`), and why it could not be drawn.
    cover_incoming = models.CharField(max_length=32, blank=True, editable=False)
    cover_problem = models.CharField(max_length=200, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.AT_ONCE)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    orders_until = models.DateField(_("order by"), null=True, blank=True)
    is_for_all = models.BooleanField(_("for all customers"), default=True)
    price_list = models.ForeignKey(
        PriceList,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="presentations",
        verbose_name=_("price list"),
        help_text=_("Asked before the customer's own lists, after contracts."),
    )
    discount_percent = models.DecimalField(
        _("discount (per cent)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        help_text=_("Off list prices; contract prices stay."),
    )
    minimum_amount = AmountField(_("minimum order"), null=True, blank=True)
    minimum_currency = CurrencyField(_("currency of the minimum"), blank=True)
    minimum_policy = models.CharField(
        _("the minimum is"),
        max_length=10,
        choices=MinimumPolicy.choices,
        default=MinimumPolicy.SHOW,
    )
    terms_note = models.CharField(_("terms"), max_length=200, blank=True)
    link_prices = models.CharField(
        _("shared links show it"),
        max_length=10,
        choices=LinkPrices.choices,
        default=LinkPrices.NONE,
        help_text=_("Customers may share a link to it. It never shows their own prices."),
    )
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sales rep"),
    )
    customers = models.ManyToManyField(
        Customer,
        through="PresentationCustomer",
        related_name="presentations",
        verbose_name=_("customers"),
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PresentationQuerySet.as_manager()

    class Meta:
        verbose_name = _("presentation")
        verbose_name_plural = _("presentations")
        ordering = ["orders_until", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code__in=RESERVED),
                name="presentation_code_is_free",
                violation_error_message=_("The shop has a page of this name."),
            ),
            models.CheckConstraint(
                condition=Q(discount_percent__range=(0, 100)) & Q(discount_percent__lt=100),
                name="presentation_discount_bounded",
                violation_error_message=_("A discount is at least 0 and below 100 per cent."),
            ),
            models.CheckConstraint(
                condition=Q(minimum_amount__isnull=True)
                | (Q(minimum_amount__range=(0, 999_999_999_999)) & ~Q(minimum_currency="")),
                name="presentation_minimum_has_currency",
                violation_error_message=_("A minimum needs a currency."),
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(orders_until__isnull=True)
                | Q(opens_on__lte=F("orders_until")),
                name="presentation_days_in_order",
                violation_error_message=_("It opens before orders end."),
            ),
            models.CheckConstraint(
                condition=Q(cover__isnull=True, cover_incoming="") | ~Q(cover_alt=""),
                name="presentation_cover_has_alt",
                violation_error_message=_("Say what the cover shows, for those who do not see it."),
            ),
            _likely("presentation", "opens_on"),
            _likely("presentation", "orders_until"),
        ]

    def __str__(self) -> str:
        return self.name


class PresentationCustomer(models.Model):
    """A chosen customer."""

    presentation = models.ForeignKey(Presentation, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )

    class Meta:
        verbose_name = _("customer of a presentation")
        verbose_name_plural = _("customers of a presentation")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "presentation"], name="presentation_customer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.presentation}: {self.customer}"


class Section(models.Model):
    """A heading of a presentation, with the products below it."""

    presentation = models.ForeignKey(
        Presentation, on_delete=models.CASCADE, related_name="sections"
    )
    title = models.CharField(_("title"), max_length=80)
    note = models.CharField(_("note"), max_length=200, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["presentation", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "presentation"], name="section_id_presentation")
        ]

    def __str__(self) -> str:
        return self.title


class PresentationLine(models.Model):
    """A product in a section; in a presentation it stands once. A foreign key over both refuses
    the section of another presentation."""

    class Badge(models.TextChoices):
        NEW = "new", _("New")
        BESTSELLER = "bestseller", _("Bestseller")

    presentation = models.ForeignKey(Presentation, on_delete=models.CASCADE, related_name="lines")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    note = models.CharField(_("note"), max_length=120, blank=True)
    badge = models.CharField(_("badge"), max_length=12, choices=Badge.choices, blank=True)

    class Meta:
        verbose_name = _("product of a presentation")
        verbose_name_plural = _("products of a presentation")
        ordering = ["section", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["presentation", "product"],
                name="presentation_product_once",
                violation_error_message=_("The product is in this presentation already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.presentation}: {self.product}"


class DeliveryWindow(models.Model):
    """When what is ordered ships. Some windows close before the presentation does."""

    presentation = models.ForeignKey(Presentation, on_delete=models.CASCADE, related_name="windows")
    ships_from = models.DateField(_("ships from"))
    ships_until = models.DateField(_("ships until"))
    order_by = models.DateField(_("order by"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery window")
        verbose_name_plural = _("delivery windows")
        ordering = ["presentation", "ships_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ships_from__lte=F("ships_until")),
                name="delivery_window_days_in_order",
                violation_error_message=_("The last day is not before the first."),
            ),
            *(
                _likely("delivery_window", name)
                for name in ("ships_from", "ships_until", "order_by")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ships_from} – {self.ships_until}"


class PresentationView(models.Model):
    """That a company has opened a presentation: who did first, when, and how often."""

    presentation = models.ForeignKey(Presentation, on_delete=models.CASCADE, related_name="views")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    first_at = models.DateTimeField(_("first opened"))
    last_at = models.DateTimeField(_("last opened"))
    times = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        verbose_name = _("view of a presentation")
        verbose_name_plural = _("views of presentations")
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["presentation", "customer"], name="presentation_view_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.presentation}: {self.customer}"
