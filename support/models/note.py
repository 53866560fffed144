"""What staff write for each other."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from support.models.message import MAX_BODY
from support.models.thread import Thread


class InternalNote(models.Model):
    """A table of its own and no flag on messages, with no customer: a row that customers' pages
    cannot ask for cannot be shown by mistake. Their database role may not read it at all."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    body = models.TextField(_("note"), max_length=MAX_BODY)
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)
    key = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["pk"]
        indexes = [models.Index(fields=["thread", "id"], name="note_in_thread")]

    def __str__(self) -> str:
        return self.body[:60]
