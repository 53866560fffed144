from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.bounds import bounded_amount, bounded_lines, bounded_note, likely_days
from billing.models.documents.document import Line, LinedDocument
from billing.models.documents.invoice import Invoice
from billing.models.querysets import DocumentQuerySet


class CreditNote(LinedDocument):
    """What the seller owes back: used against invoices, or refunded."""

    invoice = models.ForeignKey(
        Invoice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_notes",
        verbose_name=_("corrects invoice"),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit note")
        verbose_name_plural = _("credit notes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | models.Q(number__isnull=False, issued_on__isnull=False, open_item__isnull=False),
                name="credit_note_issued_is_complete",
            ),
            models.CheckConstraint(condition=models.Q(total__gte=0), name="credit_note_total"),
            *likely_days("credit_note", "issued_on"),
            bounded_amount("credit_note", "total"),
            bounded_note("credit_note"),
        ]


class CreditNoteLine(Line):
    credit_note = models.ForeignKey(CreditNote, on_delete=models.CASCADE, related_name="lines")

    class Meta:
        verbose_name = _("credit note line")
        verbose_name_plural = _("credit note lines")
        ordering = ["position", "id"]
        constraints = bounded_lines("credit_note_line")
