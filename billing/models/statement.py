from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.querysets import CustomerQuerySet
from portal.kit.money.fields import AmountField


class StatementBatch(models.Model):
    """The statements of one type over one period: there is one batch of them, however often and
    for whomever it is run."""

    kind = models.CharField(_("type"), max_length=20)
    start_on = models.DateField(_("from"))
    end_on = models.DateField(_("to"))
    made_at = models.DateTimeField(_("started at"), auto_now_add=True)

    class Meta:
        verbose_name = _("statement batch")
        verbose_name_plural = _("statement batches")
        ordering = ["-end_on", "-start_on", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "start_on", "end_on"], name="statement_batch_once"
            ),
            models.CheckConstraint(
                condition=models.Q(end_on__gte=models.F("start_on")), name="statement_batch_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start_on} – {self.end_on}, {self.kind}"


class StatementDelivery(models.Model):
    """One customer's statement in a batch. Once stored it is never made again: its file has
    `sha256`, and whatever is mailed later is that file."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        STORED = "stored", _("Stored")
        SKIPPED = "skipped", _("Skipped")
        FAILED = "failed", _("Failed")

    batch = models.ForeignKey(StatementBatch, on_delete=models.PROTECT, related_name="deliveries")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="statements")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    closing = AmountField(_("closing balance"), null=True)
    path = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True)
    tried_at = models.DateTimeField(_("tried at"), null=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement sent")
        verbose_name_plural = _("statements sent")
        ordering = ["-batch_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "customer"], name="statement_once"),
            models.CheckConstraint(
                condition=~models.Q(state="stored") | ~models.Q(path="") & ~models.Q(sha256=""),
                name="statement_stored_has_file",
            ),
        ]
        indexes = [models.Index(fields=["batch", "state"], name="statement_by_state")]

    def __str__(self) -> str:
        return f"{self.customer}, {self.batch}"

    @property
    def currency(self) -> str:
        return str(self.customer.currency)


class StatementMail(models.Model):
    """A stored statement on its way to one contact. The message id is decided before the first
    attempt, so that a mail sent twice around a crash is known as one."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    delivery = models.ForeignKey(StatementDelivery, on_delete=models.CASCADE, related_name="mails")
    address = models.EmailField(_("to"))
    # Staff may send a statement again on purpose: that is the next round.
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    message_id = models.CharField(_("message id"), max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("statement email")
        verbose_name_plural = _("statement emails")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "address", "round"], name="statement_mail_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state="queued"),
                name="statement_mail_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.address
