"""A customer's settings as they are in force, each with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings as django_settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from accounts.access import Verb
from accounts.models import ContactPerson, Customer, Organization
from billing.models import PartialPaymentRule
from orders.models import OrderSettings
from portal.kit.money.format import day_text, written

# Who last changed each of these columns of the customer's.
CHANGES = """
    SELECT DISTINCT ON (key) key, event.at, coalesce(nullif(person.name, ''), person.email)
    FROM accounts_auditevent event
    CROSS JOIN LATERAL jsonb_object_keys(event.after) AS key
    LEFT JOIN accounts_user person ON person.id = event.actor_id
    WHERE event.customer_id = %s AND event.kind = 'customer.changed'
    ORDER BY key, event.id DESC
"""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """`origin` says where the value comes from, in words."""

    label: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class _Changed:
    at: datetime
    who: str | None


def settings_of(customer: Customer, seller: Organization) -> list[SettingRow]:
    """Four statements: who changed what, the contacts, the orders' settings, the rules for
    part payments."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, [customer.pk])
        changes = {key: _Changed(at, who) for key, at, who in cursor.fetchall()}

    def here(*columns: str) -> str:
        made = [changes[one] for one in columns if one in changes]
        return _set_here(max(made, key=lambda one: one.at) if made else None)

    return [
        SettingRow(_("Payment terms"), _terms(customer), here("payment_terms_days")),
        SettingRow(
            _("Credit limit"),
            _("None")
            if customer.credit_limit is None
            else written(customer.credit_limit, customer.currency),
            here("credit_limit"),
        ),
        SettingRow(_("Order over the limit"), _over_limit(), _("From the order settings")),
        SettingRow(_("Part payments"), *_part_payments(customer)),
        SettingRow(
            _("Statements"),
            str(customer.get_statement_frequency_display()),
            here("statement_frequency"),
        ),
        SettingRow(
            _("Statements go to"), _recipients(customer), _("Contacts marked for statements")
        ),
        _second_factor(customer, seller, here("second_factor_required")),
        _language(customer, here("language")),
        SettingRow(
            _("Default payment method"),
            str(customer.get_default_payment_method_display() or _("None")),
            here("default_payment_method"),
        ),
        SettingRow(_("Not offered"), _withheld(customer), here("withheld_verbs")),
    ]


def _set_here(changed: _Changed | None) -> str:
    if changed is None:
        return _("Unchanged since the account was opened")
    values = {"day": day_text(timezone.localtime(changed.at)), "who": changed.who}
    if changed.who:
        return _("Set for this customer by %(who)s, %(day)s") % values
    return _("Set for this customer, %(day)s") % values


def _terms(customer: Customer) -> str:
    days = customer.payment_terms_days
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def _over_limit() -> str:
    return str(OrderSettings.current().get_over_limit_display())


def _part_payments(customer: Customer) -> tuple[str, str]:
    rules = PartialPaymentRule.objects.filter(
        Q(customer=customer) | Q(customer=None),
        invoice=None,
        currency__in=["", customer.currency],
    )
    rule = max(rules, key=lambda one: one.reach, default=None)
    if rule is None:
        return _("Any amount"), _("No rule is set")
    is_own = rule.customer_id is not None
    origin = _("A rule for this customer") if is_own else _("A rule for every customer")
    return str(rule.get_allows_display()).capitalize(), origin


def _recipients(customer: Customer) -> str:
    contacts = ContactPerson.objects.filter(customer=customer, receives_statements=True)
    names = [one.email or one.name for one in contacts[:5]]
    return ", ".join(names) or _("Nobody")


def _second_factor(customer: Customer, seller: Organization, here: str) -> SettingRow:
    if seller.second_factor_required:
        return SettingRow(_("Second factor"), _("Required"), _("From the organization"))
    if customer.second_factor_required:
        return SettingRow(_("Second factor"), _("Required"), here)
    return SettingRow(_("Second factor"), _("Not required"), _("From the organization"))


def _language(customer: Customer, here: str) -> SettingRow:
    code = customer.language or django_settings.LANGUAGE_CODE
    name = capfirst(get_language_info(code)["name_local"])
    origin = here if customer.language else _("The portal's default")
    return SettingRow(_("Language"), name, origin)


def _withheld(customer: Customer) -> str:
    labels = dict(Verb.choices)
    names = [str(labels[one]) for one in customer.withheld_verbs if one in labels]
    return ", ".join(names) or _("Nothing")
