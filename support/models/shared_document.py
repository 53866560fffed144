"""Files that seller and customer keep for each other: contracts, certificates, price lists."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from support.models.stored_file import StoredFile
from support.models.thread import Side
from support.querysets import SharedDocumentQuerySet


class SharedDocument(models.Model):
    """A title with versions, from one side for the other. The newest version is what is shown; none
    is ever replaced. Withdrawn, it is gone for customers and stays for staff."""

    class Type(models.TextChoices):
        CONTRACT = "contract", pgettext_lazy("document type", "Contract")
        CERTIFICATE = "certificate", pgettext_lazy("document type", "Certificate")
        PRICE_LIST = "price_list", _("Price list")
        TAX = "tax", _("Tax document")
        DELIVERY_NOTE = "delivery_note", _("Delivery note")
        OTHER = "other", pgettext_lazy("document type", "Other")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    side = models.CharField(_("from"), max_length=10, choices=Side.choices)
    type = models.CharField(_("type"), max_length=20, choices=Type.choices, default=Type.OTHER)
    title = models.CharField(_("title"), max_length=150)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    only_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only for"),
        help_text=_("One person of the company. Empty: everybody who may see documents."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    objects = SharedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared document")
        verbose_name_plural = _("shared documents")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "customer"], name="shared_document_id_customer")
        ]
        indexes = [models.Index(fields=["customer", "id"], name="shared_document_of")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class DocumentVersion(StoredFile):
    """One state of a document, from 1. Append-only."""

    document = models.ForeignKey(SharedDocument, on_delete=models.PROTECT, related_name="versions")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("version"))
    note = models.CharField(_("what is new"), max_length=200, blank=True)

    class Meta(StoredFile.Meta):
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["document", "version"], name="document_version_once"),
            models.UniqueConstraint(fields=["id", "customer"], name="document_version_id_customer"),
        ]


class DocumentDownload(models.Model):
    """Who took a version when: both sides read it. Append-only."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="downloads")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["version", "id"], name="download_of_version")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.by_id}"
