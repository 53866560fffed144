"""What invoices and credit notes have in common."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.entry_rules import (
    NOTE_LENGTH,
    validate_price,
    validate_quantity,
    validate_tax_rate,
)
from billing.models.ledger.open_item import OpenItem
from portal.kit.dates.fields import validate_day
from portal.kit.money.fields import AmountField, CurrencyField
from portal.kit.text.characters import validate_identifier
from portal.kit.text.identifiers import validate_document_number


class Document(models.Model):
    """A numbered document to a customer. From issue on it is a snapshot: names and addresses
    are copied in and nothing but its status changes; an import may bring the note and the order
    reference up to date."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", _("Issued")
        VOID = "void", _("Void")
        WRITTEN_OFF = "written_off", _("Written off")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    currency = CurrencyField(_("currency"), blank=True)
    number = models.CharField(
        _("number"),
        max_length=40,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_document_number],
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    issued_on = models.DateField(_("date"), null=True, blank=True, validators=[validate_day])
    total = AmountField(_("total"), default=0, editable=False)
    note = models.TextField(_("note"), blank=True, max_length=NOTE_LENGTH)
    open_item = models.OneToOneField(
        OpenItem, on_delete=models.PROTECT, null=True, editable=False, db_constraint=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # A draft dated later that issues itself on its day.
    is_scheduled = models.BooleanField(
        _("issue automatically on its date"), default=False, db_default=False, editable=False
    )
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number or str(_("Draft"))

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft with its lines. The application holds no right to delete documents: the
        database's `delete_draft` does it, and refuses an issued one."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT delete_draft(%s, %s)", [self._meta.model_name, self.pk])
        self.pk = None
        return 1, {self._meta.label: 1}

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def open(self) -> Decimal:
        """What is still to be settled or used; zero on a draft."""
        return self.open_item.open if self.open_item else Decimal(0)


class LinedDocument(Document):
    """A document with lines and tax (EN 16931: tax per rate on the sum of its lines)."""

    po_number = models.CharField(_("PO number"), max_length=100, blank=True)
    order_reference = models.CharField(_("order reference"), max_length=100, blank=True)
    billing_name = models.CharField(max_length=200, blank=True, editable=False)
    billing_address = models.TextField(blank=True, editable=False)
    shipping_address = models.TextField(blank=True, editable=False)
    customer_tax_id = models.CharField(max_length=40, blank=True, editable=False)
    net_total = AmountField(_("net"), default=0, editable=False)
    tax_total = AmountField(_("tax"), default=0, editable=False)

    if TYPE_CHECKING:
        # The other side of each document's own lines.
        lines: Any

    class Meta:
        abstract = True


class Line(models.Model):
    """One line of a document. `net` is quantity × unit price, rounded to the minor unit."""

    position = models.PositiveIntegerField(_("position"), default=1)
    sku = models.CharField(_("item"), max_length=64, blank=True, validators=[validate_identifier])
    description = models.CharField(_("description"), max_length=400, blank=True)
    quantity = models.DecimalField(
        _("quantity"),
        max_digits=16,
        decimal_places=4,
        default=Decimal(1),
        validators=[validate_quantity],
    )
    unit_price = models.DecimalField(
        _("unit price"), max_digits=18, decimal_places=4, validators=[validate_price]
    )
    tax_rate = models.DecimalField(
        _("tax rate (%)"),
        max_digits=6,
        decimal_places=3,
        default=Decimal(0),
        validators=[validate_tax_rate],
    )
    net = AmountField(_("net"), default=0, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.description or self.sku
