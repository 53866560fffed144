from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.bounds import bounded_amount, due_after_issue, likely_days
from billing.models.querysets import OpenItemQuerySet
from portal.kit.money.fields import AmountField, CurrencyField
from portal.kit.text.identifiers import validate_document_number


class OpenItem(models.Model):
    """The ledger's side of one document: its total and what of it is still open.

    `open` moves only by postings (`billing/sql/0002_ledger.sql`): on an invoice or retainer it is
    what is still owed, on a credit note or payment what is not yet used. A document of total
    zero has an item and no posting.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        RETAINER = "retainer", _("Retainer invoice")
        PAYMENT = "payment", _("Payment")
        CREDIT_NOTE = "credit_note", _("Credit note")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="open_items", db_constraint=False
    )
    currency = CurrencyField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.CharField(max_length=40, validators=[validate_document_number])
    reference = models.CharField(max_length=100, blank=True)
    issued_on = models.DateField()
    due_on = models.DateField(null=True)
    total = AmountField()
    open = AmountField(default=0, editable=False)
    # The application may write no other column, and PostgreSQL wants one to lock a row.
    lock_hint = models.SmallIntegerField(default=0, editable=False)

    objects = OpenItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("open item")
        verbose_name_plural = _("open items")
        constraints = [
            models.UniqueConstraint(
                fields=["id", "customer", "currency"], name="open_item_account"
            ),
            models.UniqueConstraint(fields=["kind", "number"], name="open_item_number"),
            models.CheckConstraint(
                condition=models.Q(total__gte=0), name="open_item_total_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(open__gte=0), name="open_item_open_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(open__lte=models.F("total")), name="open_item_open_within_total"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["payment", "credit_note"])
                | models.Q(due_on__isnull=False),
                name="open_item_debt_has_due_date",
            ),
            *likely_days("open_item", "issued_on", "due_on"),
            due_after_issue("open_item"),
            bounded_amount("open_item", "total"),
        ]
        indexes = [
            # One index for each way a customer's list can be sorted; the id breaks ties.
            models.Index(fields=["customer", "kind", "issued_on", "id"], name="item_by_issued"),
            models.Index(fields=["customer", "kind", "due_on", "id"], name="item_by_due"),
            models.Index(fields=["customer", "kind", "number", "id"], name="item_by_number"),
            models.Index(fields=["customer", "kind", "total", "id"], name="item_by_total"),
            models.Index(
                fields=["customer", "kind", "due_on", "id"],
                name="item_open_by_due",
                condition=models.Q(open__gt=0),
            ),
            models.Index(
                fields=["customer", "kind", "issued_on", "id"],
                name="item_open_by_issued",
                condition=models.Q(open__gt=0),
            ),
            models.Index(fields=["customer", "kind", "open", "id"], name="item_by_open"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def settled(self) -> Decimal:
        """How much of the total has been paid, credited or used."""
        settled: Decimal = self.total - self.open
        return settled
