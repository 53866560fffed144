"""What a customer asks to be changed about an order that is confirmed, and what the seller says."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from billing.models.bounds import likely_days
from billing.models.querysets import CustomerQuerySet
from catalog.models.bounds import bounded_quantity, quantity_field
from orders.models.order_line import ZERO, OrderLine
from orders.models.sales_order import SalesOrder


class OrderChange(models.Model):
    """A change request: everything that is open cancelled (`cancels`), or smaller quantities
    (`lines`), another day, another address. One waits at a time. Only the state moves
    (`orders/sql/0008_changes.sql`); accepted, it is what allowed the order's day and address to
    move."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("change request", "Waiting")
        ACCEPTED = "accepted", pgettext_lazy("change request", "Accepted")
        REFUSED = "refused", pgettext_lazy("change request", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("change request", "Withdrawn")

    order = models.ForeignKey(
        SalesOrder, on_delete=models.PROTECT, related_name="changes", verbose_name=_("sales order")
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    cancels = models.BooleanField(_("cancel what is open"), default=False)
    wanted_on = models.DateField(_("wanted on"), null=True)
    ship_to = models.TextField(_("ship to"), max_length=1000, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "customer"], name="order_change_id_customer"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="waiting"), name="order_change_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    state__in=["accepted", "refused", "withdrawn"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="order_change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(reason__gt=""), name="order_change_refused_why"
            ),
            *likely_days("order_change", "wanted_on"),
        ]

    def __str__(self) -> str:
        return str(self.order)


class OrderChangeLine(models.Model):
    """So much of a line is wanted instead, what was shipped already included; 0 is none of it."""

    change = models.ForeignKey(OrderChange, on_delete=models.PROTECT, related_name="lines")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field(_("quantity"))

    class Meta:
        verbose_name = _("changed line")
        verbose_name_plural = _("changed lines")
        ordering = ["line__position"]
        constraints = [
            models.UniqueConstraint(fields=["change", "line"], name="order_change_line_once"),
            *bounded_quantity("order_change_line", "quantity", least=ZERO),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.quantity}"
