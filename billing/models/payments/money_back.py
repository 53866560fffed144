import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.ledger.journal_entry import JournalEntry
from billing.models.payments.payment import Payment
from billing.models.querysets import CustomerQuerySet
from portal.kit.money.fields import AmountField, CurrencyField


class Refund(models.Model):
    """Money of an online payment sent back to where it came from. Written down before the gateway
    is asked, or adopted when it was made at the gateway itself."""

    class State(models.TextChoices):
        CREATED = "created", _("Asked for")
        PENDING = "pending", _("On its way")
        SUCCEEDED = "succeeded", _("Refunded")
        FAILED = "failed", _("Failed")

    LIVE = (State.CREATED, State.PENDING)

    # The gateway's idempotency key.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("customer")
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    currency = CurrencyField(_("currency"))
    amount = AmountField(_("amount"))
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.CREATED
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("requested by"),
        help_text=_("Empty if made at the gateway."),
    )
    asked_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    gateway_id = models.CharField(_("gateway's number"), max_length=255, null=True, unique=True)
    entry = models.OneToOneField(
        JournalEntry, on_delete=models.PROTECT, null=True, related_name="+"
    )
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    poll_count = models.PositiveSmallIntegerField(default=0, editable=False)
    next_poll_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_amount"),
        ]
        indexes = [
            models.Index(
                fields=["next_poll_at"],
                name="refund_to_look_at",
                condition=models.Q(state="created"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment} {self.amount} {self.currency}"

    @property
    def is_live(self) -> bool:
        """Whether the gateway may still change its mind."""
        return self.state in self.LIVE


class Chargeback(models.Model):
    """Money of an online payment that the payer's bank took back: a card payment disputed by its
    holder, or a bank debit returned. What the gateway says, as it was last seen."""

    class Kind(models.TextChoices):
        DISPUTE = "dispute", _("Dispute")
        RETURN = "return", _("Return")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="chargebacks", verbose_name=_("customer")
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="chargebacks", verbose_name=_("payment")
    )
    currency = CurrencyField(_("currency"))
    amount = AmountField(_("amount"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    answer_by = models.DateTimeField(_("answer by"), null=True)
    opened_at = models.DateTimeField(_("opened at"))
    seen_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    gateway_id = models.CharField(_("gateway's number"), max_length=255, unique=True)
    entry = models.OneToOneField(
        JournalEntry, on_delete=models.PROTECT, null=True, related_name="+"
    )
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute or return")
        verbose_name_plural = _("disputes and returns")
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="chargeback_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.payment} {self.amount} {self.currency}"


class ReconciliationFinding(models.Model):
    """What the gateway's account, the postings and the attempts do not agree on, for staff."""

    class Kind(models.TextChoices):
        UNKNOWN_CHARGE = "unknown-charge", _("A charge not started here")
        UNKNOWN_REFUND = "unknown-refund", _("A refund of a charge not started here")
        UNKNOWN_DISPUTE = "unknown-dispute", _("A dispute of a charge not started here")
        NOT_POSTED = "not-posted", _("Money moved at the gateway but is not posted here")
        NOT_THERE = "not-there", _("Posted here but unknown to the gateway")
        AMOUNT = "amount", _("The amounts differ")
        DOUBLED = "doubled", _("One payment was charged twice")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    about = models.CharField(_("about"), max_length=255)
    detail = models.CharField(_("detail"), max_length=300)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    outcome = models.CharField(_("outcome"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("reconciliation finding")
        verbose_name_plural = _("reconciliation findings")
        ordering = ["-found_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "about"], name="finding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"
