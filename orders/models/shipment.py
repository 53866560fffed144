"""What left the warehouse, in how many parcels."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.bounds import likely_days
from billing.models.querysets import CustomerQuerySet
from catalog.models.bounds import bounded_quantity, quantity_field
from orders.models.order_line import OrderLine
from orders.models.sales_order import SalesOrder
from portal.kit.money.format import quantity


class Shipment(models.Model):
    """One of several shipments of an order."""

    class Status(models.TextChoices):
        SHIPPED = "shipped", _("On its way")
        DELIVERED = "delivered", _("Delivered")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(SalesOrder, on_delete=models.PROTECT, related_name="shipments")
    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.SHIPPED
    )
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    shipped_on = models.DateField(_("shipped on"))
    delivered_on = models.DateField(_("delivered on"), null=True)
    signed_by = models.CharField(_("signed by"), max_length=100, blank=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "customer"], name="shipment_id_customer"),
            models.CheckConstraint(
                condition=Q(status="delivered", delivered_on__isnull=False)
                | Q(status="shipped", delivered_on__isnull=True),
                name="shipment_delivered_has_day",
            ),
            *likely_days("shipment", "shipped_on", "delivered_on"),
        ]

    def __str__(self) -> str:
        return self.number


class Parcel(models.Model):
    """A parcel with its carrier's number; `url` follows it at the carrier's."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="parcels")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    tracking_number = models.CharField(_("tracking number"), max_length=60)
    url = models.URLField(
        _("link"), max_length=500, blank=True, validators=[URLValidator(schemes=["https"])]
    )

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://"), name="parcel_url_https"
            ),
        ]

    def __str__(self) -> str:
        return self.tracking_number


class ShipmentLine(models.Model):
    """So much of an order line in a shipment."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="shipment_lines")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field(_("quantity"))

    class Meta:
        verbose_name = _("shipped line")
        verbose_name_plural = _("shipped lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="shipment_line_once"),
            *bounded_quantity("shipment_line", "quantity"),
        ]

    def __str__(self) -> str:
        return f"{quantity(self.quantity)} × {self.line.sku}"
