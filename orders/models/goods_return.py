"""Goods that come back: what the customer asks to return, what arrived of it, what was credited.

A return and its lines never change but for the decision; what arrived and what was credited are
rows of their own, which the counters of the order's lines follow (`orders/sql/0011_returns.sql`).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from billing.models import CreditNote
from billing.models.bounds import bounded_amount
from billing.models.querysets import CustomerQuerySet
from catalog.models.bounds import bounded_quantity, quantity_field
from orders.models.order_line import OrderLine
from orders.models.sales_order import SalesOrder
from portal.kit.money.fields import AmountField
from portal.kit.money.format import quantity


class Return(models.Model):
    """Goods of one order that the customer asks to send back, by an RMA number."""

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("return", "Asked for")
        AUTHORISED = "authorised", pgettext_lazy("return", "Authorised")
        REFUSED = "refused", pgettext_lazy("return", "Refused")
        RECEIVED = "received", pgettext_lazy("return", "Received")
        CREDITED = "credited", pgettext_lazy("return", "Credited")

    OPEN = (Status.ASKED, Status.AUTHORISED)

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(SalesOrder, on_delete=models.PROTECT, related_name="returns")
    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ASKED
    )
    asked_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Why it was refused, or where to send the goods.
    answer = models.TextField(_("answer"), max_length=1000, blank=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "customer"], name="return_id_customer"),
            models.CheckConstraint(
                condition=Q(status="asked", decided_at__isnull=True)
                | Q(
                    status__in=["authorised", "refused", "received", "credited"],
                    decided_at__isnull=False,
                ),
                name="return_decided",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | Q(answer__gt=""), name="return_refused_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "id"],
                name="return_waits",
                condition=Q(status__in=["asked", "authorised", "received"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ReturnLine(models.Model):
    """So much of an order's line, and why."""

    class Reason(models.TextChoices):
        DAMAGED = "damaged", _("Arrived damaged")
        FAULTY = "faulty", _("Faulty")
        WRONG = "wrong", _("Not what I ordered")
        TOO_MANY = "too_many", _("Too many")
        OTHER = "other", pgettext_lazy("reason", "Something else")

    goods_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="return_lines")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field(_("quantity"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)

    class Meta:
        verbose_name = _("return line")
        verbose_name_plural = _("return lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["goods_return", "line"], name="return_line_once"),
            models.UniqueConstraint(fields=["id", "customer"], name="return_line_id_customer"),
            *bounded_quantity("return_line", "quantity"),
            models.CheckConstraint(
                condition=Q(reason__in=["damaged", "faulty", "wrong", "too_many", "other"]),
                name="return_line_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{quantity(self.quantity)} × {self.line_id}"


class ReturnReceipt(models.Model):
    """So much of a return's line that arrived."""

    return_line = models.ForeignKey(ReturnLine, on_delete=models.PROTECT, related_name="receipts")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field(_("quantity"))
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("received line")
        verbose_name_plural = _("received lines")
        ordering = ["pk"]
        constraints = [*bounded_quantity("return_receipt", "quantity")]

    def __str__(self) -> str:
        return f"{quantity(self.quantity)} × {self.return_line_id}"


class ReturnCredit(models.Model):
    """So much of a return's line that stands on a credit note, issued or waiting for approval."""

    return_line = models.ForeignKey(ReturnLine, on_delete=models.PROTECT, related_name="credits")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    credit_note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field(_("quantity"))
    net = AmountField(_("net"))

    class Meta:
        verbose_name = _("credited line")
        verbose_name_plural = _("credited lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["return_line", "credit_note"], name="return_line_credited_once"
            ),
            *bounded_quantity("return_credit", "quantity"),
            bounded_amount("return_credit", "net"),
        ]

    def __str__(self) -> str:
        return f"{quantity(self.quantity)} × {self.return_line_id}"
