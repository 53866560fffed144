"""What customer and seller write to each other. Both sides read all of it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from support.models.stored_file import StoredFile
from support.models.thread import Side, Thread

MAX_BODY = 20_000


class Message(models.Model):
    """Append-only, its side included: what was said to the customer stays so. `key` is that of the
    form, so that one sent twice is one message."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    body = models.TextField(_("message"), max_length=MAX_BODY, blank=True)
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)
    key = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        indexes = [models.Index(fields=["thread", "id"], name="message_in_thread")]
        constraints = [
            models.UniqueConstraint(fields=["id", "customer"], name="message_id_customer"),
            models.CheckConstraint(
                condition=Q(side__in=["customer", "seller"]), name="message_has_a_side"
            ),
        ]

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def is_from_seller(self) -> bool:
        return self.side == Side.SELLER


class MessageFile(StoredFile):
    """A file with a message."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="files")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")

    class Meta(StoredFile.Meta):
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        ordering = ["pk"]
