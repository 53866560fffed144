"""What staff decide about one account: hold, credit limit, terms. Each returns the sentence to show
afterwards, and is the same for one customer and for many."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.approvals import asked_sentence
from accounts.company.account_hold import release_hold, set_hold
from accounts.company.credit_limits import ask_for_limit, needs_approval
from accounts.models import Customer, Organization, User
from billing.holds import release_conditions
from portal.kit.jobs.events import announce
from portal.kit.money.currencies import exponent
from portal.kit.money.format import written
from portal.kit.web.refusals import Refusal

MAX_TERMS = 366


def hold_account(customer: Customer, *, reason: str, release: Customer.HoldRelease) -> str:
    """Put the account on hold. Raises Refusal as `set_hold` does, for one that is on hold, and
    where the hold would end the moment it begins."""
    if customer.is_on_hold:
        raise Refusal(_("This account is already on hold."))
    if release != Customer.HoldRelease.BY_STAFF:
        asked = Customer.objects.get(pk=customer.pk)
        asked.hold_release = release
        if release_conditions(asked, today=Organization.current().today(), most=0).is_met:
            raise Refusal(
                _(
                    "This condition is already met, so the hold would be lifted immediately. "
                    "Choose “By staff”."
                )
            )
    set_hold(customer, reason=reason, release=release)
    return _("%(customer)s is on hold. The company's owners were told.") % {"customer": customer}


def release_account(customer: Customer) -> str:
    """Lift the hold. Raises Refusal where there is none."""
    if not release_hold(customer, why=_("By staff")):
        raise Refusal(_("This account is not on hold."))
    return _("The hold on %(customer)s was lifted. The company's owners were told.") % {
        "customer": customer
    }


@transaction.atomic
def change_limit(customer: Customer, limit: Decimal | None, *, by: User) -> str:
    """Set the credit limit, or ask a second person where it takes two. Raises Refusal for an amount
    the currency cannot have, and while such a request waits."""
    if limit is not None:
        if limit < 0:
            raise Refusal(_("A credit limit can't be negative."))
        if -int(limit.as_tuple().exponent) > exponent(customer.currency):
            raise Refusal(_("This currency has fewer decimals."))
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if limit is None and locked.is_on_hold and locked.hold_release == "below_limit":
        raise Refusal(_("The hold ends when the balance is within the limit, so set one."))
    if needs_approval(old=locked.credit_limit, new=limit, currency=locked.currency):
        return asked_sentence(ask_for_limit(locked, limit, by=by))
    locked.credit_limit = limit
    locked.save(update_fields=["credit_limit"])
    customer.credit_limit = limit
    if locked.is_on_hold:
        announce("billing.held-account-posted", locked.pk)
    if limit is None:
        return _("%(customer)s has no credit limit.") % {"customer": customer}
    shown = written(limit, customer.currency)
    return _("The credit limit of %(customer)s is %(limit)s.") % {
        "customer": customer,
        "limit": shown,
    }


@transaction.atomic
def change_terms(customer: Customer, days: int) -> str:
    """Set the payment terms of what is issued from now on. Raises Refusal for more than a year."""
    if not 0 <= days <= MAX_TERMS:
        raise Refusal(_("Enter between 0 and %(count)s days.") % {"count": MAX_TERMS})
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    locked.payment_terms_days = days
    locked.save(update_fields=["payment_terms_days"])
    customer.payment_terms_days = days
    sentence = ngettext(
        "New invoices of %(customer)s are due after %(count)s day.",
        "New invoices of %(customer)s are due after %(count)s days.",
        days,
    )
    return sentence % {"customer": customer, "count": days}
