from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.bounds import (
    bounded_amount,
    bounded_lines,
    bounded_note,
    due_after_issue,
    likely_days,
)
from billing.models.documents.document import Line, LinedDocument
from billing.models.querysets import DocumentQuerySet
from portal.kit.dates.fields import validate_day


class Invoice(LinedDocument):
    """What the customer owes for goods or services. Whether it is paid follows from `open`."""

    due_on = models.DateField(
        _("due date"),
        null=True,
        blank=True,
        validators=[validate_day],
        help_text=_("If left empty, it follows from the customer's payment terms."),
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | models.Q(
                    number__isnull=False,
                    issued_on__isnull=False,
                    due_on__isnull=False,
                    open_item__isnull=False,
                ),
                name="invoice_issued_is_complete",
            ),
            models.CheckConstraint(condition=models.Q(total__gte=0), name="invoice_total"),
            *likely_days("invoice", "issued_on", "due_on"),
            bounded_amount("invoice", "total"),
            bounded_note("invoice"),
            due_after_issue("invoice"),
        ]


class InvoiceLine(Line):
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["position", "id"]
        constraints = bounded_lines("invoice_line")
