from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.ledger.open_item import OpenItem


class StoredDocument(models.Model):
    """The PDF of an issued document as it was first handed out. Its file has `sha256`, and
    whoever asks again gets that file.

    `revision` is a fingerprint of what may change of a document after its issue: being void, what
    an import corrects, what a payment was used for. A file that was lost and came out otherwise
    when it was made again stays on record with `lost_at`.
    """

    item = models.ForeignKey(
        OpenItem, on_delete=models.PROTECT, related_name="stored", verbose_name=_("document")
    )
    language = models.CharField(_("language"), max_length=16)
    revision = models.CharField(_("revision"), max_length=32)
    path = models.CharField(_("file"), max_length=200, unique=True)
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    stored_at = models.DateTimeField(_("stored at"), auto_now_add=True)
    lost_at = models.DateTimeField(_("lost at"), null=True)

    class Meta:
        verbose_name = _("stored document")
        verbose_name_plural = _("stored documents")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "language", "revision"],
                condition=models.Q(lost_at=None),
                name="stored_document_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} ({self.language})"
