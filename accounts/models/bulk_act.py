from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.customer import Customer


class BulkAct(models.Model):
    """One thing done with many customers at once by staff, so that it can be looked at afterwards
    and undone. `key` is that of the form: one sent twice is one act."""

    kind = models.CharField(_("what"), max_length=20)
    given = models.JSONField(_("given"), default=dict)
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("undone by"),
    )

    class Meta:
        verbose_name = _("bulk act")
        verbose_name_plural = _("bulk acts")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="bulk_act_undone_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.kind


class BulkActRow(models.Model):
    """What became of one customer: the values before and after, or the sentence that refused it."""

    act = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="rows")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    is_done = models.BooleanField(_("done"))
    is_undone = models.BooleanField(_("undone"), default=False)
    outcome = models.CharField(_("outcome"), max_length=300)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = _("customer of a bulk act")
        verbose_name_plural = _("customers of a bulk act")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["act", "customer"], name="bulk_act_row_once"),
            models.CheckConstraint(
                condition=models.Q(is_undone=False) | models.Q(is_done=True),
                name="bulk_act_row_undone_was_done",
            ),
        ]

    def __str__(self) -> str:
        return self.outcome
