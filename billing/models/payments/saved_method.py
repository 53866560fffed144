import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.querysets import CustomerQuerySet


class GatewayCustomer(models.Model):
    """The company as the gateway knows it, whose saved methods hang on it: one for test and one
    for live mode. `gateway_id` is empty until the gateway has answered."""

    # The gateway's idempotency key.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    is_live_mode = models.BooleanField()
    request = models.JSONField(help_text=_("The request sent to the gateway, the same each time."))
    gateway_id = models.CharField(max_length=255, null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "is_live_mode"], name="gateway_customer_one_a_mode"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.gateway_id or '–'}"


class SavedMethod(models.Model):
    """A card or bank account that a company keeps with the gateway, to pay with again. The
    company owns it, whoever added it. Here are its name and its expiry; its number is not."""

    class Kind(models.TextChoices):
        CARD = "card", _("Card")
        BANK_DEBIT = "bank_debit", _("Bank debit")

    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="saved_methods",
        verbose_name=_("customer"),
    )
    is_live_mode = models.BooleanField(default=False)
    gateway_id = models.CharField(max_length=255, unique=True)
    gateway_customer_id = models.CharField(max_length=255)
    # The gateway's mark of the number behind it: the same card saved again is the same.
    fingerprint = models.CharField(max_length=255, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    label = models.CharField(_("name"), max_length=80)
    expires_on = models.DateField(_("expires"), null=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    is_default = models.BooleanField(_("default"), default=False)
    removed_at = models.DateTimeField(_("removed at"), null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("removed by"),
    )
    # Removed here is not yet forgotten there: empty until the gateway has said so.
    detached_at = models.DateTimeField(null=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved payment method")
        verbose_name_plural = _("saved payment methods")
        ordering = ["-is_default", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "is_live_mode"],
                condition=models.Q(is_default=True),
                name="saved_method_one_default",
            ),
            models.CheckConstraint(
                condition=models.Q(is_default=False) | models.Q(removed_at__isnull=True),
                name="saved_method_removed_is_no_default",
            ),
        ]
        indexes = [
            models.Index(
                fields=["removed_at"],
                name="saved_method_to_detach",
                condition=models.Q(removed_at__isnull=False, detached_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def is_expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.expires_on is not None and self.expires_on < today


class MethodSetup(models.Model):
    """Somebody adds a method on the gateway's page. Written down first, and moved on only by
    what the gateway says is true (`billing.payments.online.method_setup.converge`)."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for you")
        DONE = "done", _("Saved")
        ENDED = "ended", _("Not saved")

    LIVE = (State.OPEN,)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=SavedMethod.Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(auto_now_add=True)
    is_live_mode = models.BooleanField(default=False)
    request = models.JSONField()
    page_id = models.CharField(max_length=255, null=True, unique=True)
    page_url = models.URLField(max_length=2000, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    poll_count = models.PositiveSmallIntegerField(default=0)
    next_poll_at = models.DateTimeField(default=timezone.now)
    method = models.ForeignKey(SavedMethod, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(method__isnull=False),
                name="method_setup_done_has_method",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_poll_at"],
                name="method_setup_to_look_at",
                condition=models.Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_live(self) -> bool:
        """Whether a method may still be added."""
        return self.state in self.LIVE
