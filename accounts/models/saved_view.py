from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models.access.membership import Membership


class SavedView(models.Model):
    """Tab, filters and order of one list, under a name: a person's own, in one company."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="saved_views")
    list = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "membership", "list", Lower("name"), name="saved_view_name_once"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_view_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
