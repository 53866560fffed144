import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.ledger.open_item import OpenItem
from billing.models.payments.autopay import AutopayAgreement
from billing.models.payments.payment import Payment
from billing.models.payments.saved_method import SavedMethod
from billing.models.querysets import CustomerQuerySet
from portal.kit.money.fields import AmountField, CurrencyField
from portal.kit.money.format import moment_text


class PaymentAttempt(models.Model):
    """Somebody pays online. Written down before anybody else is asked, and moved on only by what
    the gateway says is true (`billing.payments.online.attempts.converge`)."""

    class State(models.TextChoices):
        CREATED = "created", _("Begun")
        SUBMITTED = "submitted", _("Waiting for you")
        PROCESSING = "processing", _("On its way")
        SUCCEEDED = "succeeded", _("Paid")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    LIVE = (State.CREATED, State.SUBMITTED, State.PROCESSING)
    # Longer than a request for a page can last.
    REQUEST_LASTS = timedelta(minutes=1)

    # Of the page that began it, so that a form sent twice is one attempt; the gateway's
    # idempotency key.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="attempts", verbose_name=_("customer")
    )
    currency = CurrencyField(_("currency"))
    amount = AmountField(_("amount"))
    method = models.CharField(_("method"), max_length=20, choices=Payment.Method.choices)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.CREATED
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("started by"),
        help_text=_("Empty for autopay and for payments through a shared link."),
    )
    saved_method = models.ForeignKey(
        SavedMethod,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("saved method"),
        help_text=_("Charged directly. Empty if paid on the gateway's page."),
    )
    saves_method = models.BooleanField(_("saves the payment method"), default=False)
    agreement = models.ForeignKey(
        AutopayAgreement,
        on_delete=models.PROTECT,
        null=True,
        related_name="attempts",
        verbose_name=_("charged by autopay"),
    )
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    is_live_mode = models.BooleanField(default=False)
    request = models.JSONField(help_text=_("The request sent to the gateway, the same each time."))
    page_id = models.CharField(max_length=255, null=True, unique=True)
    charge_id = models.CharField(max_length=255, null=True, unique=True)
    page_url = models.URLField(max_length=2000, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    requires_authentication = models.BooleanField(
        _("the bank requires confirmation"),
        default=False,
        help_text=_("Declined because no one was there to confirm it."),
    )
    mismatch_reason = models.CharField(
        _("does not match"),
        max_length=300,
        blank=True,
        help_text=_("The gateway's answer differs from what was started. Nothing is posted."),
    )
    settled_at = models.DateTimeField(_("dealt with"), null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("dealt with by"),
    )
    settled_note = models.CharField(_("what was done"), max_length=500, blank=True, db_default="")
    unanswered_at = models.DateTimeField(
        _("unanswered since"),
        null=True,
        help_text=_("When the gateway was asked for the page and did not answer."),
    )
    poll_count = models.PositiveSmallIntegerField(default=0)
    next_poll_at = models.DateTimeField(default=timezone.now)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, related_name="attempt"
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("online payment")
        verbose_name_plural = _("online payments")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="attempt_amount"),
            models.CheckConstraint(
                condition=models.Q(state="succeeded", payment__isnull=False)
                | (~models.Q(state="succeeded") & models.Q(payment__isnull=True)),
                name="attempt_succeeded_has_payment",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-started_at"], name="attempt_by_customer"),
            models.Index(
                fields=["next_poll_at"],
                name="attempt_to_look_at",
                condition=models.Q(state__in=["created", "submitted", "processing"]),
            ),
            models.Index(
                fields=["started_at"],
                name="attempt_never_opened",
                condition=models.Q(
                    state="cancelled", page_id__isnull=True, saved_method__isnull=True
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.amount} {self.currency}"

    @property
    def is_live(self) -> bool:
        """Whether the money may still come."""
        return self.state in self.LIVE

    @property
    def has_unknown_page(self) -> bool:
        """Whether it is paid on a page that nobody has been led to: its address never came."""
        return self.saved_method_id is None and self.page_id is None

    @property
    def was_never_opened(self) -> bool:
        """Whether its page was never shown and never will be: the gateway gave no answer, or the
        process that asked is gone."""
        is_over = self.unanswered_at is not None or (
            timezone.now() - self.started_at > self.REQUEST_LASTS
        )
        return self.is_live and self.has_unknown_page and is_over

    def is_settled_about(self, charge_id: str | None) -> bool:
        """Whether staff have noted, without booking it, that this charge was dealt with."""
        is_this = self.charge_id in (None, charge_id)
        return self.settled_at is not None and self.payment_id is None and is_this

    @property
    def is_by_link(self) -> bool:
        """Whether somebody with a shared link began it, and no money is on its way."""
        is_link = self.started_by_id is None and self.agreement_id is None
        return is_link and self.state in (self.State.CREATED, self.State.SUBMITTED)

    @property
    def authentication_url(self) -> str:
        """The bank's page that asks about a charge of a saved method; empty when it asks not."""
        is_asked = self.saved_method_id and self.state == self.State.SUBMITTED
        return self.page_url if is_asked else ""

    @property
    def payer(self) -> str:
        """Who began it, as others read it."""
        if self.agreement_id:
            return gettext("autopay")
        return str(self.started_by) if self.started_by else gettext("someone with a shared link")


class AttemptLine(models.Model):
    """What part of an attempt is meant for a document: `credit_source` names the credit note or
    deposit that settles it instead, once the money is there."""

    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="+")
    credit_source = models.ForeignKey(
        OpenItem, on_delete=models.PROTECT, null=True, related_name="+"
    )
    amount = AmountField()
    is_live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="attempt_line_amount"),
            # The wall behind the plan: one document is paid by one attempt at a time.
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(is_live=True, credit_source__isnull=True),
                name="attempt_one_live_an_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.amount}"


class AttemptStep(models.Model):
    """What happened to an attempt, and when: the timeline the customer reads."""

    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=PaymentAttempt.State.choices)
    at = models.DateTimeField(auto_now_add=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {moment_text(self.at)}"


class WebhookEvent(models.Model):
    """A word from the gateway, stored before it is believed: an event is a reason to look, never
    a fact. What could not be believed says why."""

    id = models.CharField(primary_key=True, max_length=255)
    type = models.CharField(_("type"), max_length=80, blank=True)
    object_id = models.CharField(_("about"), max_length=255, blank=True)
    charge_id = models.CharField(max_length=255, blank=True)
    attempt_id = models.UUIDField(null=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    handled_at = models.DateTimeField(_("handled"), null=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("gateway event")
        verbose_name_plural = _("gateway events")
        ordering = ["-received_at"]
        indexes = [models.Index(fields=["-received_at"], name="event_by_time")]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"
