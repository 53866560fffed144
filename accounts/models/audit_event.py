from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.customer import Customer


class AuditEvent(models.Model):
    """What somebody did: written once, changed by nobody (`accounts/sql/0002_audit.sql`).

    Changes of rows are written by triggers, whoever makes them; everything else by
    `accounts.audit.events.record`. An empty actor is the portal itself or a visitor, as `source`
    says.
    """

    at = models.DateTimeField(_("at"), db_default=Now())
    kind = models.CharField(_("what"), max_length=60)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("customer")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("about"),
    )
    source = models.CharField(_("from"), max_length=60, db_default="")
    subject = models.CharField(_("of"), max_length=120, db_default="")
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    # What the database itself fills in (`accounts/sql/0002_chain.sql`).
    written_as = models.CharField(_("database role"), max_length=63, db_default="")
    content_hash = models.CharField(max_length=64, db_default="", editable=False)
    redacted_at = models.DateTimeField(_("text removed"), null=True, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["customer", "-id"], name="audit_customer"),
            models.Index(fields=["actor", "-id"], name="audit_actor"),
            models.Index(fields=["person", "-id"], name="audit_person"),
            models.Index(fields=["at"], name="audit_at"),
            # The staff's page of a customer tells everything by the moment it happened.
            models.Index(fields=["customer", "at", "id"], name="audit_customer_at"),
            models.Index(
                fields=["customer", "-id"],
                name="audit_customer_changed",
                condition=models.Q(kind="customer.changed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".strip()
