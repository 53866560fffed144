from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum import bic, iban

from accounts.models.approval_limits import validate_limits
from portal.kit.db.compiled import compiled
from portal.kit.money.fields import CurrencyField
from portal.kit.text.names import validate_company_name
from portal.kit.web.colours import accent_of
from portal.kit.web.refusals import Refusal

# What looks like an account number in a text, as banks print it.
IBAN_IN_TEXT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
# Texts that customers read where they read the bank details.
BESIDE_BANK_DETAILS = ("name", "legal_name", "address", "welcome_text", "document_footer")
# Customers are told of changed bank details for so long.
BANK_CHANGE_SHOWN = timedelta(days=60)


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})


def validate_iban(value: str) -> None:
    if not iban.is_valid(value, check_country=False):
        raise ValidationError(_("This is not a valid IBAN: the check digits don't match."))


def _bare(number: str) -> str:
    return re.sub(r"[\s-]", "", number).upper()


def _ibans_in(text: str) -> list[str]:
    """The account numbers that a text names, what follows them left out."""
    found = []
    for match in IBAN_IN_TEXT.finditer(text):
        bare = _bare(match[0])
        found += [bare[:end] for end in range(len(bare), 14, -1) if iban.is_valid(bare[:end])][:1]
    return found


def validate_bic(value: str) -> None:
    if not bic.is_valid(value):
        raise ValidationError(_("Enter a valid BIC, such as BUKBGB22."))


ONE_TO_A_YEAR = [MinValueValidator(1), MaxValueValidator(366)]
ONE_TO_TEN_YEARS = [MinValueValidator(1), MaxValueValidator(3660)]


def validate_colour(value: str) -> None:
    try:
        accent_of(value)
    except ValueError:
        raise ValidationError(_("Enter a colour as #rrggbb, such as #1b7183.")) from None


class Organization(models.Model):
    """The seller whose portal this is. There is exactly one row."""

    name = models.CharField(_("name"), max_length=150, validators=[validate_company_name])
    legal_name = models.CharField(
        _("legal name"), max_length=200, blank=True, validators=[validate_company_name]
    )
    logo = models.ImageField(_("logo"), upload_to="logo/", blank=True)
    logo_dark = models.ImageField(
        _("logo for dark backgrounds"),
        upload_to="logo/",
        blank=True,
        help_text=_("Shown in dark mode. If empty, the logo above is used."),
    )
    logo_mark = models.ImageField(
        _("square mark"),
        upload_to="logo/",
        blank=True,
        help_text=_("Shown where only a small square fits."),
    )
    accent_colour = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[validate_colour],
        help_text=_(
            "For buttons, links and emails, such as #1b7183. It is darkened or lightened where "
            "it would be hard to read."
        ),
    )
    address = models.TextField(_("address"), blank=True)
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    tax_id = models.CharField(_("tax ID"), max_length=40, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=60, blank=True)
    bank_details = models.TextField(
        _("bank details"), blank=True, help_text=_("Printed on invoices under “How to pay”.")
    )
    bank_account_holder = models.CharField(
        _("account holder"),
        max_length=70,
        blank=True,
        help_text=_("As registered with the bank."),
    )
    bank_iban = models.CharField(_("IBAN"), max_length=42, blank=True, validators=[validate_iban])
    bank_bic = models.CharField(_("BIC"), max_length=11, blank=True, validators=[validate_bic])
    bank_name = models.CharField(_("bank"), max_length=70, blank=True)
    bank_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    approval_above = models.CharField(
        _("refunds, write-offs, voids and credit notes above"),
        max_length=200,
        blank=True,
        validators=[validate_limits],
        help_text=_(
            "These need a second person's approval. By currency, such as “EUR 1000, USD 1200”; "
            "other currencies then always need it. Leave empty to never ask."
        ),
    )
    credit_limit_approval_above = models.CharField(
        _("credit limits above"),
        max_length=200,
        blank=True,
        validators=[validate_limits],
        help_text=_("These need a second person's approval in the same way."),
    )
    currency = CurrencyField(_("usual currency"), default="EUR")
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="UTC", validators=[validate_time_zone]
    )
    confirm_above = models.DecimalField(
        _("confirm payments above"),
        max_digits=18,
        decimal_places=3,
        default=5000,
        null=True,
        blank=True,
        help_text=_(
            "In the account's currency. Above this, customers confirm amount, method and "
            "documents before they pay. Leave empty to ask only on phones, where every payment "
            "is confirmed."
        ),
    )
    welcome_text = models.TextField(_("welcome text on My Profile"), blank=True)
    document_footer = models.TextField(_("footer of every document"), blank=True)

    fixed_for_customers = models.JSONField(
        _("not editable by customers"),
        default=list,
        blank=True,
        help_text=_("Parts of the company page that customers can see but not change."),
    )
    signup_open = models.BooleanField(
        _("open sign-up"),
        default=False,
        help_text=_("Staff approve each sign-up before it gives access."),
    )
    second_factor_required = models.BooleanField(
        _("second factor required for everyone"),
        default=False,
        help_text=_("Staff always need one."),
    )
    invitation_days = models.PositiveSmallIntegerField(
        _("invitations expire after (days)"), default=3, validators=ONE_TO_A_YEAR
    )
    shared_link_days = models.PositiveSmallIntegerField(
        _("shared links expire after (days)"), default=14, validators=ONE_TO_A_YEAR
    )
    audit_years = models.PositiveSmallIntegerField(
        _("history is kept for (years)"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    inactive_years = models.PositiveSmallIntegerField(
        _("inactive people are deleted after (years)"),
        default=0,
        help_text=_("0 means never. Their documents stay."),
    )
    leftover_days = models.PositiveSmallIntegerField(
        _("expired links, invitations and access requests are deleted after (days)"),
        default=90,
        validators=ONE_TO_TEN_YEARS,
    )
    payload_days = models.PositiveSmallIntegerField(
        _("payment service messages are deleted after (days)"),
        default=400,
        validators=ONE_TO_TEN_YEARS,
        help_text=_("The raw messages only. Payments and their references stay."),
    )

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organization")
        permissions = [("change_bank_details", _("Can change bank details"))]
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="organization_is_one"),
            models.CheckConstraint(
                condition=models.Q(confirm_above__isnull=True) | models.Q(confirm_above__gte=0),
                name="organization_confirm_above_not_negative",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__gte": 1}), name=f"organization_{name}"
                )
                for name in (
                    *("invitation_days", "shared_link_days", "audit_years"),
                    *("leftover_days", "payload_days"),
                )
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """No text beside the bank details names another account: those alone say where money
        goes, and change with a second person's approval."""
        own = {_bare(self.bank_iban), *_ibans_in(self.bank_details)}
        errors = {
            name: _("Bank details are filled in under “Change bank details”.")
            for name in BESIDE_BANK_DETAILS
            if any(one not in own for one in _ibans_in(getattr(self, name)))
        }
        if errors:
            raise ValidationError(errors)

    @classmethod
    def current(cls) -> Organization:
        """The seller; an unsaved one with a neutral name before staff have filled it in."""
        found = _the_one(pk=1)
        return found[0] if found else cls(pk=1, name="Foyer")

    @property
    def is_set_up(self) -> bool:
        """Whether staff have said who sells: documents bear this name and this address."""
        return not self._state.adding and bool(self.name and self.address)

    def check_is_set_up(self) -> None:
        """Raises Refusal while documents would go out with nobody's name and address."""
        if not self.is_set_up:
            raise Refusal(
                _(
                    "Fill in your organization's name and address first. They appear on every "
                    "document."
                )
            )

    @property
    def has_bank_account(self) -> bool:
        """Whether it is known where to send money."""
        return bool(self.bank_iban or self.bank_details)

    @property
    def bank_details_changed_on(self) -> datetime | None:
        """When they last changed, while customers should still be told; None otherwise."""
        changed_at = self.bank_changed_at
        is_recent = changed_at is not None and timezone.now() - changed_at < BANK_CHANGE_SHOWN
        return changed_at if is_recent else None

    def today(self) -> date:
        """Today by the seller's calendar, which decides what is overdue."""
        return timezone.localdate(timezone=ZoneInfo(self.time_zone))


_the_one = compiled(lambda pk: Organization.objects.filter(pk=pk), pk=int)
