"""What was ordered, and how much of it has been cancelled, shipped, invoiced, returned and
credited.

The counters are kept by triggers from the rows that say so (`orders/sql/0002_orders.sql`);
nobody writes them.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models import Invoice
from billing.models.bounds import bounded_amount
from catalog.models import Variant
from catalog.models.bounds import MAX_PRICE, bounded_quantity, quantity_field
from orders.models.sales_order import SalesOrder
from portal.kit.money.fields import AmountField
from portal.kit.money.format import quantity

ZERO = Decimal(0)


class OrderLine(models.Model):
    """A copy of what was agreed: SKU, name, unit, price, tax and why this price."""

    order = models.ForeignKey(SalesOrder, on_delete=models.PROTECT, related_name="lines")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    sku = models.CharField("SKU", max_length=64)
    name = models.CharField(_("name"), max_length=300)
    unit = models.CharField(_("unit"), max_length=3)
    ordered = quantity_field(_("ordered"))
    unit_price = models.DecimalField(_("unit price"), max_digits=14, decimal_places=4)
    net = AmountField(_("net"))
    tax_rate = models.DecimalField(_("tax rate"), max_digits=6, decimal_places=3)
    # Which source said the price: its kind, name, reference and the quantity it begins at.
    why = models.JSONField(default=dict)
    cancelled = quantity_field(_("cancelled"), default=ZERO, editable=False)
    shipped = quantity_field(_("shipped"), default=ZERO, editable=False)
    invoiced = quantity_field(_("invoiced"), default=ZERO, editable=False)
    returned = quantity_field(_("returned"), default=ZERO, editable=False)
    credited = quantity_field(_("credited"), default=ZERO, editable=False)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position"),
            models.UniqueConstraint(fields=["id", "customer"], name="order_line_id_customer"),
            *bounded_quantity("order_line", "ordered"),
            *bounded_quantity("order_line", "cancelled", "shipped", "invoiced", least=ZERO),
            *bounded_quantity("order_line", "returned", "credited", least=ZERO),
            models.CheckConstraint(
                condition=Q(returned__lte=F("shipped")), name="order_line_not_over_returned"
            ),
            models.CheckConstraint(
                condition=Q(credited__lte=F("invoiced")), name="order_line_not_over_credited"
            ),
            models.CheckConstraint(
                condition=Q(ordered__gte=F("shipped") + F("cancelled")),
                name="order_line_not_over_shipped",
            ),
            models.CheckConstraint(
                condition=Q(invoiced__lte=Greatest(F("ordered") - F("cancelled"), F("shipped"))),
                name="order_line_not_over_invoiced",
            ),
            models.CheckConstraint(
                condition=Q(unit_price__range=(0, MAX_PRICE)), name="order_line_price_bounded"
            ),
            models.CheckConstraint(
                condition=Q(tax_rate__range=(0, 100)), name="order_line_tax_bounded"
            ),
            bounded_amount("order_line", "net"),
        ]

    def __str__(self) -> str:
        return f"{quantity(self.ordered)} × {self.sku}"

    @property
    def open(self) -> Decimal:
        """What is still to be shipped."""
        return Decimal(self.ordered - self.cancelled - self.shipped)

    @property
    def to_bill(self) -> Decimal:
        """What was shipped, did not come back and is not invoiced yet."""
        return max(Decimal(self.shipped - self.returned - self._charged), ZERO)

    @property
    def not_invoiced(self) -> Decimal:
        """What the customer will still be invoiced for."""
        kept = self.ordered - self.cancelled - self.returned
        return max(Decimal(kept - self._charged), ZERO)

    @property
    def to_credit(self) -> Decimal:
        """What was invoiced and came back."""
        return max(Decimal(self._charged - (self.shipped - self.returned)), ZERO)

    @property
    def _charged(self) -> Decimal:
        return Decimal(self.invoiced - self.credited)


class Cancellation(models.Model):
    """So much of a line that will not be shipped."""

    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="cancellations")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field(_("quantity"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")
        constraints = [*bounded_quantity("cancellation", "quantity")]

    def __str__(self) -> str:
        return f"{quantity(self.quantity)} × {self.line_id}"


class OrderInvoiceLine(models.Model):
    """So much of a line that stands on an invoice."""

    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="invoice_lines")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field(_("quantity"))
    net = AmountField(_("net"))

    class Meta:
        verbose_name = _("invoiced line")
        verbose_name_plural = _("invoiced lines")
        constraints = [
            models.UniqueConstraint(fields=["line", "invoice"], name="order_line_invoiced_once"),
            *bounded_quantity("order_invoice_line", "quantity"),
            bounded_amount("order_invoice_line", "net"),
        ]

    def __str__(self) -> str:
        return f"{quantity(self.quantity)} × {self.line_id}"
