"""Changing what only two people together may change of the seller: where customers send their
money, and above which amounts a second person is needed."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.approvals import Work, ask
from accounts.models import Approval, Organization, User
from accounts.staff import staff_with
from portal.kit.messages.mail import send_mail_to
from portal.kit.web.refusals import Refusal

Kind = Approval.Kind
BANK_FIELDS = ("bank_account_holder", "bank_iban", "bank_bic", "bank_name", "bank_details")
LIMIT_FIELDS = ("approval_above", "credit_limit_approval_above")
CHANGE_BANK = "accounts.change_bank_details"


@transaction.atomic
def change_bank_details(values: Mapping[str, str], *, by: User, reason: str) -> Approval | None:
    """Fill in bank details where there are none yet; otherwise ask a second person.

    `values` has every one of `BANK_FIELDS`. Returns the request, or None when it was done at once.
    Everybody who may change them is told by mail of either. Raises Refusal when nothing would
    change, or while another change waits.
    """
    seller = _locked()
    new = {name: values[name] for name in BANK_FIELDS}
    if all(getattr(seller, name) == value for name, value in new.items()):
        raise Refusal(_("Nothing was changed."))
    if any(getattr(seller, name) for name in BANK_FIELDS):
        return _ask(Kind.BANK_DETAILS, seller, new, by=by, reason=reason)
    Organization.objects.filter(pk=1).update(**new)
    _tell_of_bank_details(by=by, approved_by=None)
    return None


@transaction.atomic
def change_limits(values: Mapping[str, str], *, by: User) -> Approval | None:
    """Set the limits of `values` that are not set yet, and ask a second person to change others.

    Returns the request, or None when it was done at once. Raises Refusal while another waits.
    """
    seller = _locked()
    fresh = {name: new for name, new in values.items() if not getattr(seller, name)}
    if fresh:
        Organization.objects.filter(pk=1).update(**fresh)
    changed = {name: new for name, new in values.items() if getattr(seller, name) not in ("", new)}
    if not changed:
        return None
    return _ask(Kind.APPROVAL_LIMITS, seller, changed, by=by, reason=_("Approval limits"))


def _ask(
    kind: Kind, seller: Organization, new: Mapping[str, str], *, by: User, reason: str
) -> Approval:
    old = {name: getattr(seller, name) for name in new}
    subject = seller.name
    return ask(kind, by=by, object_id=1, subject=subject, old=old, new=new, reason=reason)


def _carry_out(approval: Approval) -> str:
    """Set what was asked for, unless it has changed since. The database compares as well."""
    seller = _locked()
    if any(getattr(seller, name) != old for name, old in approval.old.items()):
        raise Refusal(_("These have changed since then. Decline the request."))
    Organization.objects.filter(pk=1).update(**approval.new)
    if approval.kind == Kind.BANK_DETAILS:
        _tell_of_bank_details(by=approval.asked_by, approved_by=approval.decided_by)
    return _("Changed.")


def _tell_of_bank_details(*, by: User, approved_by: User | None) -> None:
    seller = Organization.current()
    for person in staff_with(CHANGE_BANK):
        known = {
            "organization": seller,
            "person": person,
            "by": by,
            "approved_by": approved_by,
            "seller": seller,
        }
        send_mail_to(person.email, "mail/accounts/bank_details_changed", known)


def _locked() -> Organization:
    return Organization.objects.select_for_update(no_key=True).get(pk=1)


BANK_WORK = Work(permission=CHANGE_BANK, run=_carry_out)
LIMITS_WORK = Work(permission="accounts.change_organization", run=_carry_out)
