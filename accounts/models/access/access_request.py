from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models.customer import Customer
from portal.kit.text.names import validate_company_name, validate_person_name


class AccessRequest(models.Model):
    """Somebody signs up by themselves. It shows them nothing until staff have joined the person
    to a customer (`accounts.membership.access_requests`)."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Email not confirmed")
        AWAITING = "awaiting", _("Awaiting approval")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")

    name = models.CharField(_("name"), max_length=150, validators=[validate_person_name])
    email = models.EmailField(_("email"), max_length=254)
    company = models.CharField(_("company"), max_length=200, validators=[validate_company_name])
    message = models.TextField(_("message"), blank=True, max_length=2000)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.UNCONFIRMED
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="access_requests",
    )
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("access request")
        verbose_name_plural = _("access requests")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "-created_at"], name="access_request_state")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(state="awaiting"),
                name="access_request_one_awaiting",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="declined") | ~models.Q(reason=""),
                name="access_request_declined_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.company}"
