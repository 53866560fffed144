"""What a member of a company may be allowed to do, as words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """A permission. Roles carry them (`accounts.access`), owners and staff narrow them."""

    SEE_PROFILE = "see_profile", _("See the profile")
    SEE_BILLING = "see_billing", _("See invoices, credits and payments")
    SEE_STATEMENTS = "see_statements", _("See statements")
    PAY = "pay", _("Pay")
    SHARE = "share", _("Share links to documents")
    MANAGE_METHODS = "manage_methods", _("Manage payment methods")
    ORDER = "order", _("Order")
    MANAGE_COMPANY = "manage_company", _("Change details, addresses and contacts")
    MANAGE_PEOPLE = "manage_people", _("Manage people and rights")
    SEE_HISTORY = "see_history", _("See who did what")
