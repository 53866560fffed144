"""A question or problem with a number and a status."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from support.models.thread import Thread
from support.querysets import TicketQuerySet


class Ticket(models.Model):
    """Opened by the customer's people or for them. Belongs to the company; a private one is seen by
    whoever opened it. What a ticket moves from and to is written in `support.tickets.moving`, and
    held by a trigger."""

    class Status(models.TextChoices):
        OPEN = "open", _("Awaiting our answer")
        AWAITING_CUSTOMER = "awaiting_customer", _("Awaiting your answer")
        RESOLVED = "resolved", pgettext_lazy("ticket", "Solved")
        CLOSED = "closed", pgettext_lazy("ticket", "Closed")

    class Category(models.TextChoices):
        BILLING = "billing", _("Invoice or payment")
        ORDER = "order", pgettext_lazy("ticket category", "Order")
        DELIVERY = "delivery", pgettext_lazy("ticket category", "Delivery")
        GOODS = "goods", _("Damaged or wrong goods")
        ACCOUNT = "account", _("Account and sign-in")
        OTHER = "other", _("Something else")

    class Priority(models.TextChoices):
        LOW = "low", pgettext_lazy("priority", "Low")
        NORMAL = "normal", pgettext_lazy("priority", "Normal")
        HIGH = "high", pgettext_lazy("priority", "High")
        URGENT = "urgent", pgettext_lazy("priority", "Urgent")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="ticket")
    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    subject = models.CharField(_("subject"), max_length=150)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority.choices, default=Priority.NORMAL
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.OPEN
    )
    # Which document it is about, as `Thread` names it; both empty for none.
    about = models.CharField(max_length=20, blank=True)
    about_number = models.CharField(_("about"), max_length=40, blank=True)
    is_private = models.BooleanField(_("private"), default=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("opened by"),
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    # Since when it has been waiting for whom it is waiting for.
    waiting_since = models.DateTimeField(_("waiting since"), auto_now_add=True)
    first_answered_at = models.DateTimeField(_("first answered at"), null=True)
    resolved_at = models.DateTimeField(_("solved at"), null=True)
    reopened_count = models.PositiveIntegerField(_("reopened"), default=0)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True)
    key = models.UUIDField(default=uuid4, unique=True, editable=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "customer"], name="ticket_id_customer"),
            models.CheckConstraint(
                condition=Q(status__in=["open", "awaiting_customer"], resolved_at__isnull=True)
                | Q(status__in=["resolved", "closed"], resolved_at__isnull=False),
                name="ticket_solved_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="ticket_rating"
            ),
            models.CheckConstraint(
                condition=Q(about="", about_number="") | ~Q(about="") & ~Q(about_number=""),
                name="ticket_about_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "opened_at", "id"], name="ticket_by_day"),
            models.Index(fields=["customer", "number", "id"], name="ticket_by_number"),
            models.Index(
                fields=["waiting_since", "id"],
                name="ticket_awaits_seller",
                condition=Q(status="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"


class TicketEvent(models.Model):
    """What was done with a ticket beside writing. Append-only."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", _("Assigned")
        RESOLVED = "resolved", pgettext_lazy("ticket event", "Solved")
        REOPENED = "reopened", pgettext_lazy("ticket event", "Reopened")
        CLOSED = "closed", pgettext_lazy("ticket event", "Closed")
        RATED = "rated", pgettext_lazy("ticket event", "Rated")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what"), max_length=16, choices=Kind.choices)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("ticket event")
        verbose_name_plural = _("ticket events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.kind}"
