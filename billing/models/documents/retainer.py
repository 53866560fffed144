from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.bounds import bounded_amount, bounded_note, due_after_issue, likely_days
from billing.models.documents.document import Document
from billing.models.querysets import DocumentQuerySet
from portal.kit.dates.fields import validate_day
from portal.kit.money.fields import AmountField


class Retainer(Document):
    """A retainer invoice: a request for money in advance. It is no receivable; what is paid on
    it becomes a deposit."""

    due_on = models.DateField(_("due date"), null=True, blank=True, validators=[validate_day])
    description = models.CharField(_("description"), max_length=400)
    total = AmountField(_("amount"))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("retainer invoice")
        verbose_name_plural = _("retainer invoices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | models.Q(
                    number__isnull=False,
                    issued_on__isnull=False,
                    due_on__isnull=False,
                    open_item__isnull=False,
                ),
                name="retainer_issued_is_complete",
            ),
            models.CheckConstraint(condition=models.Q(total__gt=0), name="retainer_total"),
            *likely_days("retainer", "issued_on", "due_on"),
            bounded_amount("retainer", "total"),
            bounded_note("retainer"),
            due_after_issue("retainer"),
        ]
