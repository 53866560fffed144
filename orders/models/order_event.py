from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from orders.models.sales_order import SalesOrder


class OrderEvent(models.Model):
    """What happened to an order. Append-only: the order's timeline is read from here."""

    class Kind(models.TextChoices):
        PLACED = "placed", _("Placed")
        APPROVAL_ASKED = "approval_asked", _("Approval asked for")
        STEP_APPROVED = "step_approved", _("Approved, more is asked")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        RETURNED = "returned", _("Sent back to the cart")
        HELD = "held", _("Put on hold")
        RELEASED = "released", _("Released")
        CONFIRMED = "confirmed", _("Confirmed")
        CANCELLED = "cancelled", _("Cancelled")
        LINE_CANCELLED = "line_cancelled", _("Cancelled in part")
        CHANGE_ASKED = "change_asked", _("Change asked for")
        CHANGE_ACCEPTED = "change_accepted", _("Change accepted")
        CHANGE_REFUSED = "change_refused", _("Change refused")
        CHANGE_WITHDRAWN = "change_withdrawn", _("Change request withdrawn")
        SHIPPED = "shipped", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        INVOICED = "invoiced", _("Invoiced")
        RETURN_ASKED = "return_asked", _("Return asked for")
        RETURN_AUTHORISED = "return_ok", _("Return authorised")
        RETURN_REFUSED = "return_refused", _("Return refused")
        RETURN_RECEIVED = "return_received", _("Return received")
        RETURN_CREDITED = "return_credited", _("Return credited")
        CLOSED = "closed", _("Completed")
        SEEN = "seen", _("Seen by the customer")

    order = models.ForeignKey(SalesOrder, on_delete=models.PROTECT, related_name="events")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what"), max_length=16, choices=Kind.choices)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Numbers of what it is about, such as a shipment's.
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        ordering = ["pk"]
        indexes = [models.Index(fields=["order", "id"], name="order_event_in_order")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.kind}"
