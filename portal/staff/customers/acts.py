"""What can be done with a customer, as buttons on their page; each asks on a page of its own."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Customer, User
from portal.kit.staff.actions import Button

Person = User | AnonymousUser


def acts_for(customer: Customer, person: Person) -> list[Button]:
    """The daily ones, for who may."""
    hold = (
        ("release", pgettext("act", "Lift the hold"))
        if customer.is_on_hold
        else ("hold", pgettext("act", "Hold"))
    )
    offered = [
        ("billing.add_payment", _("Record payment"), _add("billing_payment", customer)),
        ("billing.add_invoice", _("New invoice"), _add("billing_invoice", customer)),
        (
            "billing.view_openitem",
            pgettext("act", "Statement"),
            reverse("admin:customer-statement", args=[customer.pk]),
        ),
        ("accounts.invite_person", pgettext("act", "Invite"), _act("invite", customer)),
        ("accounts.change_customer", hold[1], _act(hold[0], customer)),
    ]
    return [Button(label, url) for right, label, url in offered if person.has_perm(right)]


def more_for(customer: Customer, person: Person) -> list[Button]:
    """The rarer ones."""
    lists = f"?customer__id__exact={customer.pk}"
    offered = [
        ("billing.add_creditnote", _("New credit note"), _add("billing_creditnote", customer)),
        ("billing.add_retainer", _("New retainer invoice"), _add("billing_retainer", customer)),
        ("accounts.view_as_customer", _("View as customer"), _act("look", customer)),
        ("accounts.change_credit_limit", _("Change the credit limit"), _act("limit", customer)),
        ("accounts.change_customer", _("Change the payment terms"), _act("terms", customer)),
        ("accounts.change_customer", _("Assign an account manager"), _act("assign", customer)),
        (PERMISSION, _("Details and settings"), _act("change", customer)),
        (PERMISSION, _("Check a person's access"), _act("why", customer)),
        (
            "support.add_shareddocument",
            _("Share a document"),
            _add("support_shareddocument", customer),
        ),
        (
            "support.add_documentrequest",
            _("Ask for a document"),
            _add("support_documentrequest", customer),
        ),
        (
            "billing.view_journalentry",
            pgettext("act", "Ledger"),
            reverse("admin:billing_journalentry_changelist") + lists,
        ),
        (
            "accounts.view_auditevent",
            pgettext("act", "History"),
            reverse("admin:accounts_auditevent_changelist") + lists,
        ),
    ]
    return [Button(label, url) for right, label, url in offered if person.has_perm(right)]


PERMISSION = "accounts.view_customer"


def _add(model: str, customer: Customer) -> str:
    return reverse(f"admin:{model}_add", query={"customer": customer.pk})


def _act(name: str, customer: Customer) -> str:
    back = reverse("admin:customer-page", args=[customer.pk])
    return reverse(f"admin:accounts_customer_{name}", args=[customer.pk], query={"back": back})
