from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.ledger.open_item import OpenItem


class FirstView(models.Model):
    """Who of the customer's people opened a document's page first. Staff who view the portal as
    a customer do not count."""

    item = models.OneToOneField(
        OpenItem, on_delete=models.PROTECT, primary_key=True, related_name="first_view"
    )
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField(_("first seen"), auto_now_add=True)

    class Meta:
        verbose_name = _("first view")
        verbose_name_plural = _("first views")

    def __str__(self) -> str:
        return f"{self.item_id} {self.seen_at}"
