from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from portal.kit.money.fields import AmountField, CurrencyField
from portal.kit.text.characters import validate_identifier
from portal.kit.text.names import validate_company_name


class Customer(models.Model):
    """A company's account with the seller: one currency, one balance."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        ON_HOLD = "on_hold", _("On hold")
        CLOSED = "closed", _("Closed")

    class PaymentMethod(models.TextChoices):
        CARD = "card", _("Card")
        BANK_DEBIT = "bank_debit", _("Bank debit")
        BANK_TRANSFER = "bank_transfer", _("Bank transfer")
        CHEQUE = "cheque", _("Cheque")
        CASH = "cash", _("Cash")

    class StatementFrequency(models.TextChoices):
        WEEKLY = "weekly", _("Weekly")
        MONTHLY = "monthly", _("Monthly")
        QUARTERLY = "quarterly", _("Quarterly")
        NEVER = "never", _("Never")

    class TaxTreatment(models.TextChoices):
        """How the seller taxes this customer, in the words of Europe, the UK, the US and India."""

        REGISTERED = "registered", _("Registered business")
        UNREGISTERED = "unregistered", _("Unregistered business")
        CONSUMER = "consumer", _("Consumer")
        REVERSE_CHARGE = "reverse_charge", _("Reverse charge")
        EXEMPT = "exempt", _("Tax exempt")
        OVERSEAS = "overseas", _("Overseas")
        COMPOSITION = "composition", _("Registered business (composition scheme)")
        SPECIAL_ZONE = "special_zone", _("Special economic zone")

    class HoldRelease(models.TextChoices):
        BY_STAFF = "by_staff", _("By staff")
        NOTHING_OVERDUE = "nothing_overdue", _("When nothing is overdue")
        BELOW_LIMIT = "below_limit", _("When the balance is within the credit limit")

    account_number = models.CharField(
        _("account number"), max_length=32, unique=True, editable=False
    )
    external_reference = models.CharField(
        _("ERP number"),
        max_length=64,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_identifier],
        help_text=_("This customer's number in your ERP. Imports match on it."),
    )
    name = models.CharField(_("name"), max_length=200, validators=[validate_company_name])
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    currency = CurrencyField(
        _("currency"), help_text=_("Can't be changed once the customer has a document.")
    )
    payment_terms_days = models.PositiveSmallIntegerField(_("payment terms (days)"), default=30)
    credit_limit = AmountField(_("credit limit"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE
    )
    hold_reason = models.CharField(_("reason for the hold"), max_length=200, blank=True)
    hold_since = models.DateTimeField(_("on hold since"), null=True, blank=True, editable=False)
    hold_release = models.CharField(
        _("hold ends"),
        max_length=20,
        choices=HoldRelease.choices,
        default=HoldRelease.BY_STAFF,
        help_text=_(
            "Ends automatically as soon as the condition is met, unless staff lift it first."
        ),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidiaries",
        verbose_name=_("parent company"),
    )
    account_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account manager"),
        help_text=_("Who of the staff looks after this customer."),
    )
    role_rights = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text=_("By role the verbs it carries here; a role not named carries the usual ones."),
    )
    withheld_verbs = models.JSONField(
        _("not offered to this customer"),
        default=list,
        blank=True,
        help_text=_("What no one at this company can do, whatever their role."),
    )
    second_factor_required = models.BooleanField(
        _("second factor required"),
        default=False,
        help_text=_("Everyone who acts for this company needs one."),
    )
    statement_frequency = models.CharField(
        _("statements"),
        max_length=10,
        choices=StatementFrequency.choices,
        default=StatementFrequency.MONTHLY,
    )
    tax_id = models.CharField(_("tax ID"), max_length=40, blank=True)
    tax_treatment = models.CharField(
        _("tax treatment"),
        max_length=20,
        choices=TaxTreatment.choices,
        blank=True,
        help_text=_("Shown on My Profile. It does not affect the tax on invoices."),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        help_text=_("Leave empty for the portal's default."),
    )
    default_payment_method = models.CharField(
        _("default payment method"), max_length=20, choices=PaymentMethod.choices, blank=True
    )
    bank_debit_allowed = models.BooleanField(_("may pay by bank debit"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["name", "id"]
        indexes = [
            # `accounts.company.search` and `accounts.membership.access_requests` ask by these.
            GinIndex(SearchVector("name", config="simple"), name="customer_name_words"),
            models.Index(Upper("email"), name="customer_email"),
            models.Index(Upper("account_number"), name="customer_number"),
        ]
        permissions = [
            ("view_as_customer", _("Can view the portal as a customer")),
            ("invite_person", _("Can invite people into a company")),
            ("make_owner", _("Can make someone a company's owner")),
            ("change_credit_limit", _("Can change credit limits")),
            ("change_parent", _("Can put a company below another, whose people may then see it")),
        ]
        constraints = [
            # The ledger's composite foreign keys point here: the account's currency is one.
            models.UniqueConstraint(fields=["id", "currency"], name="customer_id_currency"),
            models.CheckConstraint(
                condition=~models.Q(status="on_hold") | ~models.Q(hold_reason=""),
                name="customer_hold_has_reason",
                violation_error_message=_("Enter the reason for the hold."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="on_hold", hold_release="below_limit")
                | models.Q(credit_limit__isnull=False),
                name="customer_hold_below_limit_has_one",
                violation_error_message=_(
                    "Set a credit limit, or choose another way to end the hold."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(credit_limit__isnull=True) | models.Q(credit_limit__gte=0),
                name="customer_credit_limit_not_negative",
                violation_error_message=_("A credit limit can't be negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on_hold(self) -> bool:
        return self.status == self.Status.ON_HOLD
