from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.customer import Customer

MAX_NOTE = 4000


class CustomerNote(models.Model):
    """What staff write for each other about a customer. Append-only; the role of customers' pages
    may not read it at all. `key` is that of the form, so that one sent twice is one note."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    body = models.TextField(_("note"), max_length=MAX_NOTE)
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)
    key = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("customer note")
        verbose_name_plural = _("customer notes")
        ordering = ["pk"]
        indexes = [models.Index(fields=["customer", "posted_at", "id"], name="note_of_customer")]

    def __str__(self) -> str:
        return self.body[:60]
