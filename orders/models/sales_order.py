from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.bounds import bounded_amount, likely_days
from catalog.models import Presentation
from orders.querysets import SalesOrderQuerySet
from portal.kit.money.fields import AmountField, CurrencyField


class SalesOrder(models.Model):
    """What was agreed: lines at prices that never change again.

    Only the status moves, by pairs that the database allows (`orders/sql/0002_orders.sql`). What
    was shipped and invoiced is counted on the lines; "shipped in part" is derived from them.
    """

    class Status(models.TextChoices):
        APPROVAL = "approval", _("Waiting for approval")
        SUBMITTED = "submitted", _("Submitted")
        ON_HOLD = "on_hold", _("On hold")
        CONFIRMED = "confirmed", _("Confirmed")
        CLOSED = "closed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")

    class ShipPolicy(models.TextChoices):
        PARTIAL = "partial", _("Send what you have")
        COMPLETE = "complete", _("Wait until everything is there")

    class HoldReason(models.TextChoices):
        OVER_LIMIT = "over_limit", _("Over the credit limit")
        STAFF = "staff", _("Held by staff")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    currency = CurrencyField(editable=False)
    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    # Of the page it was sent from: pressed twice, it is one order.
    submit_key = models.UUIDField(editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    hold_reason = models.CharField(
        _("held because"), max_length=12, blank=True, choices=HoldReason.choices
    )
    placed_at = models.DateTimeField(_("placed at"), auto_now_add=True)
    placed_on = models.DateField(_("placed on"))
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("placed by"),
    )
    presentation = models.ForeignKey(
        Presentation,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("presentation"),
    )
    po_number = models.CharField(_("PO number"), max_length=100, blank=True)
    cost_centre = models.CharField(_("cost centre"), max_length=60, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    wanted_on = models.DateField(_("wanted on"), null=True)
    # The delivery window of the presentation, as it was when the order was placed.
    ships_from = models.DateField(_("ships from"), null=True, editable=False)
    ships_until = models.DateField(_("ships until"), null=True, editable=False)
    ship_policy = models.CharField(
        _("shipping"), max_length=10, choices=ShipPolicy.choices, default=ShipPolicy.PARTIAL
    )
    ship_to = models.TextField(_("ship to"), max_length=1000, blank=True)
    net = AmountField(_("net"))
    tax = AmountField(_("tax"))
    total = AmountField(_("total"))

    objects = SalesOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("sales order")
        verbose_name_plural = _("sales orders")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "submit_key"], name="order_sent_once"),
            models.UniqueConstraint(fields=["id", "customer"], name="order_id_customer"),
            models.UniqueConstraint(fields=["id", "placed_by"], name="order_id_placed_by"),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "approval",
                        "submitted",
                        "on_hold",
                        "confirmed",
                        "closed",
                        "cancelled",
                    ]
                ),
                name="order_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="on_hold", hold_reason__gt="")
                | (~Q(status="on_hold") & Q(hold_reason="")),
                name="order_hold_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(total=F("net") + F("tax")), name="order_total_adds_up"
            ),
            *(bounded_amount("order", column) for column in ("net", "tax", "total")),
            *likely_days("order", "placed_on", "wanted_on", "ships_from", "ships_until"),
            models.CheckConstraint(
                condition=Q(ships_from__isnull=True, ships_until__isnull=True)
                | Q(ships_from__lte=F("ships_until")),
                name="order_window_days_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "placed_on", "id"], name="order_by_day"),
            models.Index(fields=["customer", "number", "id"], name="order_by_number"),
            models.Index(fields=["customer", "total", "id"], name="order_by_total"),
            models.Index(
                fields=["status", "id"],
                name="order_waits",
                condition=Q(status__in=["submitted", "on_hold", "confirmed"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number
