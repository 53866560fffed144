from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.customer import Customer
from portal.kit.text.names import validate_person_name


class SharedLinkQuerySet(models.QuerySet["SharedLink"]):
    def for_customer(self, customer: Customer) -> SharedLinkQuerySet:
        return self.filter(customer=customer)

    def live(self) -> SharedLinkQuerySet:
        """Those that open something now."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class SharedLink(models.Model):
    """Whoever holds the link sees one document without signing in
    (`accounts.sharing.shared_links`).

    `kind` says what it is, `number` which one; what has no number, such as a statement, is
    described by `parameters`. The secret itself is not stored, only its hash.
    """

    kind = models.CharField(_("what"), max_length=20)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="shared_links", verbose_name=_("customer")
    )
    number = models.CharField(_("number"), max_length=40, blank=True)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    recipient_name = models.CharField(
        _("name"), max_length=150, blank=True, validators=[validate_person_name]
    )
    recipient_email = models.EmailField(_("email"), max_length=254, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    uses = models.PositiveIntegerField(_("opened"), default=0)
    first_used_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    objects: ClassVar = SharedLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared link")
        verbose_name_plural = _("shared links")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["customer", "kind", "number"], name="shared_link_document"),
            models.Index(fields=["expires_at"], name="shared_link_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and timezone.now() < self.expires_at

    @property
    def recipient(self) -> str:
        return self.recipient_name or self.recipient_email
