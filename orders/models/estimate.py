"""An offer: asked for by a customer or sent by the seller, in versions, accepted once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from billing.models.bounds import bounded_amount, likely_days
from billing.models.querysets import CustomerQuerySet
from catalog.models import Variant
from catalog.models.bounds import MAX_PRICE, bounded_quantity, quantity_field
from orders.models.sales_order import SalesOrder
from portal.kit.money.fields import AmountField, CurrencyField
from portal.kit.money.format import quantity


class Estimate(models.Model):
    """What is offered is written in its versions, which never change. Only the status moves, by
    pairs that the database allows (`orders/sql/0002_estimates.sql`); that an offer has ended
    follows
    from its last day. Accepting makes the order, once, and keeps who agreed to which PDF."""

    class Status(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("estimate", "Requested")
        SENT = "sent", pgettext_lazy("estimate", "Waiting for your answer")
        ACCEPTED = "accepted", pgettext_lazy("estimate", "Accepted")
        DECLINED = "declined", pgettext_lazy("estimate", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("estimate", "Withdrawn")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    currency = CurrencyField(editable=False)
    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    # Of the page it was asked for on: pressed twice, it is one estimate.
    key = models.UUIDField(unique=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    request_note = models.TextField(_("what was asked"), max_length=2000, blank=True)
    reason = models.TextField(_("why it was declined"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    # The evidence: the name that was typed, and the PDF it was typed under.
    signed_name = models.CharField(_("signed"), max_length=150, blank=True)
    signed_sha256 = models.CharField(_("PDF signed (SHA-256)"), max_length=64, blank=True)
    order = models.OneToOneField(
        SalesOrder,
        on_delete=models.PROTECT,
        null=True,
        related_name="estimate",
        verbose_name=_("sales order"),
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("estimate")
        verbose_name_plural = _("estimates")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "customer"], name="estimate_id_customer"),
            models.CheckConstraint(
                condition=Q(
                    status="accepted",
                    order__isnull=False,
                    answered_at__isnull=False,
                    signed_name__gt="",
                    signed_sha256__gt="",
                )
                | ~Q(status="accepted") & Q(order__isnull=True, signed_sha256=""),
                name="estimate_accepted_has_its_evidence",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "asked_at", "id"], name="estimate_by_day"),
            models.Index(fields=["customer", "number", "id"], name="estimate_by_number"),
            models.Index(
                fields=["asked_at", "id"], name="estimate_waits", condition=Q(status="requested")
            ),
        ]

    def __str__(self) -> str:
        return self.number


class EstimateVersion(models.Model):
    """What was asked for (`is_offer` off, at the prices of that day) or is offered until the end of
    `valid_until`. `pdf` is what the customer signs."""

    estimate = models.ForeignKey(Estimate, on_delete=models.PROTECT, related_name="versions")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("version"))
    is_offer = models.BooleanField(_("offered"), default=True)
    valid_until = models.DateField(_("valid until"), null=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    net = AmountField(_("net"))
    tax = AmountField(_("tax"))
    total = AmountField(_("total"))
    pdf = models.FileField(upload_to="estimates/", max_length=120, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["estimate", "version"], name="estimate_version_once"),
            models.UniqueConstraint(fields=["id", "customer"], name="estimate_version_id_customer"),
            models.CheckConstraint(
                condition=Q(is_offer=False) | Q(valid_until__isnull=False, pdf_sha256__gt=""),
                name="estimate_offer_has_a_last_day",
            ),
            bounded_amount("estimate_version", "net"),
            bounded_amount("estimate_version", "total"),
            *likely_days("estimate_version", "valid_until"),
        ]

    def __str__(self) -> str:
        return f"{self.estimate_id}/{self.version}"


class EstimateLine(models.Model):
    """So much of a variant at a price, as a sales order's line would be."""

    version = models.ForeignKey(EstimateVersion, on_delete=models.PROTECT, related_name="lines")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    sku = models.CharField("SKU", max_length=64)
    name = models.CharField(_("name"), max_length=300)
    unit = models.CharField(_("unit"), max_length=3)
    quantity = quantity_field(_("quantity"))
    unit_price = models.DecimalField(_("unit price"), max_digits=14, decimal_places=4)
    net = AmountField(_("net"))
    tax_rate = models.DecimalField(_("tax rate"), max_digits=6, decimal_places=3)

    class Meta:
        verbose_name = _("estimate line")
        verbose_name_plural = _("estimate lines")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="estimate_line_position"),
            *bounded_quantity("estimate_line", "quantity"),
            models.CheckConstraint(
                condition=Q(unit_price__range=(0, MAX_PRICE)), name="estimate_line_price_bounded"
            ),
            models.CheckConstraint(
                condition=Q(tax_rate__range=(0, 100)), name="estimate_line_tax_bounded"
            ),
            bounded_amount("estimate_line", "net"),
        ]

    def __str__(self) -> str:
        return f"{quantity(self.quantity)} × {self.sku}"
