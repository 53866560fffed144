"""The messages about one thing of a customer's, be it a ticket, an invoice or an order."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from billing.models.querysets import CustomerQuerySet


class Side(models.TextChoices):
    """Who speaks: the customer's people or the seller's."""

    CUSTOMER = "customer", pgettext_lazy("side of a thread", "Customer")
    SELLER = "seller", pgettext_lazy("side of a thread", "Seller")


class Thread(models.Model):
    """One for each thing. What it is about is named by kind and number and looked up for whoever
    asks (`support.threads.subjects`), so that a thread never outlives the right to see its subject.
    The last message's time and side are kept by a trigger (`support/sql/0002_support.sql`)."""

    class Subject(models.TextChoices):
        TICKET = "ticket", pgettext_lazy("subject of a thread", "Ticket")
        INVOICE = "invoice", pgettext_lazy("subject of a thread", "Invoice")
        CREDIT_NOTE = "credit_note", pgettext_lazy("subject of a thread", "Credit note")
        RETAINER = "retainer", pgettext_lazy("subject of a thread", "Retainer invoice")
        PAYMENT = "payment", pgettext_lazy("subject of a thread", "Payment")
        ORDER = "order", pgettext_lazy("subject of a thread", "Sales order")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    subject = models.CharField(_("about"), max_length=20, choices=Subject.choices)
    number = models.CharField(_("number"), max_length=40)
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    last_message_at = models.DateTimeField(_("last message"), null=True, editable=False)
    last_side = models.CharField(
        _("last word"), max_length=10, choices=Side.choices, blank=True, editable=False
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        ordering = ["-last_message_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "subject", "number"], name="thread_once_a_subject"
            ),
            models.UniqueConstraint(fields=["id", "customer"], name="thread_id_customer"),
        ]
        indexes = [
            models.Index(
                fields=["last_message_at", "id"],
                name="thread_awaits_seller",
                condition=models.Q(last_side="customer"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.number}"
