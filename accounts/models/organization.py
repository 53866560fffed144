from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kit.fields import CurrencyField


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})


class Organization(models.Model):
    """The seller whose portal this is. There is exactly one row."""

    name = models.CharField(_("name"), max_length=150)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    logo = models.ImageField(_("logo"), upload_to="logo/", blank=True)
    address = models.TextField(_("address"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    tax_id = models.CharField(_("tax id"), max_length=40, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=60, blank=True)
    bank_details = models.TextField(
        _("bank details"), blank=True, help_text=_("Printed on invoices under “How to pay”.")
    )
    currency = CurrencyField(_("usual currency"), default="EUR")
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="UTC", validators=[validate_time_zone]
    )
    welcome_text = models.TextField(_("welcome text on My Profile"), blank=True)
    document_footer = models.TextField(_("foot of every document"), blank=True)

    signup_open = models.BooleanField(
        _("people may sign up by themselves"),
        default=False,
        help_text=_("Staff approve each before it sees anything."),
    )
    second_factor_required = models.BooleanField(
        _("second factor required of everybody"),
        default=False,
        help_text=_("Staff always need one."),
    )
    invitation_days = models.PositiveSmallIntegerField(
        _("invitations expire after (days)"), default=3
    )
    shared_link_days = models.PositiveSmallIntegerField(
        _("shared links expire after (days)"), default=14
    )
    audit_years = models.PositiveSmallIntegerField(_("history is kept for (years)"), default=10)
    inactive_years = models.PositiveSmallIntegerField(
        _("people unseen for so many years are erased"),
        default=0,
        help_text=_("0: never. Their documents stay."),
    )

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organization")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="organization_is_one"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Organization:
        """The seller; an unsaved one with a neutral name before staff have filled it in."""
        return cls.objects.filter(pk=1).first() or cls(pk=1, name="Foyer")

    def today(self) -> date:
        """Today by the seller's calendar, which decides what is overdue."""
        return timezone.localdate(timezone=ZoneInfo(self.time_zone))
