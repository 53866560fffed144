"""What can be done with many customers at once. Each act is the one of a customer's own page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.company.account_manager import set_account_manager
from accounts.membership import invitations
from accounts.models import Customer, Invitation, Organization, Role, User
from billing.admin.customer_acts import HoldForm, LimitForm, ManagerForm, TermsForm
from billing.staff.account_acts import change_limit, change_terms, hold_account, release_account
from billing.statements.batches.mailing import recipients
from billing.statements.figures import Kind
from billing.statements.request_form import preset
from billing.statements.sending import ask_statement
from portal.kit.money.format import written
from portal.kit.web.refusals import Refusal

Given = Mapping[str, Any]
# What is kept of a customer before and after, in JSON.
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """`now` and `then` say in words what is so and what will be; `run` does it and returns the
    sentence of what came of it. `values` is kept before and after; `undo` puts `before` back where
    nothing has changed since, and is None for what cannot be taken back. Both raise Refusal."""

    name: str
    label: str | Promise
    permission: str
    form: type[forms.Form]
    now: Callable[[Customer], str]
    then: Callable[[Customer, Given], str]
    run: Callable[[Customer, Given, User], str]
    values: Callable[[Customer], Values]
    undo: Callable[[Customer, Values, User], None] | None
    explanation: str | Promise = ""


class InviteForm(forms.Form):
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[choice for choice in Role.choices if choice[0] != Role.OWNER],
        initial=Role.VIEWER,
    )


class StatementPeriodForm(forms.Form):
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=Kind.choices)
    range = forms.ChoiceField(
        label=gettext_lazy("Period"),
        choices=[
            ("last-month", gettext_lazy("Last month")),
            ("this-month", gettext_lazy("This month")),
            ("quarter", gettext_lazy("Quarter")),
            ("year", gettext_lazy("Year")),
        ],
    )


def _status(customer: Customer) -> str:
    if customer.is_on_hold:
        return _("On hold: %(reason)s") % {"reason": customer.hold_reason}
    return str(customer.get_status_display())


def _hold_values(customer: Customer) -> Values:
    return {
        "status": customer.status,
        "reason": customer.hold_reason,
        "release": customer.hold_release,
    }


def _hold(customer: Customer, given: Given, _by: User) -> str:
    release = Customer.HoldRelease(given["release"])
    return hold_account(customer, reason=given["reason"], release=release)


def _release(customer: Customer, _before: Values, _by: User) -> None:
    release_account(customer)


def _hold_again(customer: Customer, before: Values, _by: User) -> None:
    hold_account(customer, reason=before["reason"], release=Customer.HoldRelease(before["release"]))


def _limit_text(limit: Decimal | None, currency: str) -> str:
    return _("No limit") if limit is None else written(limit, currency)


def _put_limit_back(customer: Customer, before: Values, by: User) -> None:
    limit = None if before["limit"] is None else Decimal(before["limit"])
    change_limit(customer, limit, by=by)


def _put_terms_back(customer: Customer, before: Values, _by: User) -> None:
    change_terms(customer, before["days"])


def _days(days: int) -> str:
    return _("%(count)s days") % {"count": days}


def _manager(manager: User | None) -> str:
    return str(manager) if manager else _("Nobody")


def _assign(customer: Customer, given: Given, _by: User) -> str:
    if not set_account_manager(customer, given["manager"]):
        raise Refusal(_("That is so already."))
    return _manager(given["manager"])


def _put_manager_back(customer: Customer, before: Values, _by: User) -> None:
    manager = User.objects.filter(pk=before["manager"]).first() if before["manager"] else None
    set_account_manager(customer, manager)


def _invite(customer: Customer, given: Given, by: User) -> str:
    if customer.status == Customer.Status.CLOSED:
        raise Refusal(_("This account is closed."))
    if not customer.email:
        raise Refusal(_("This customer has no email address."))
    invitation = invitations.invite(
        customer=customer, email=customer.email, role=Role(given["role"]), invited_by=by
    )
    return _("Invitation sent to %(email)s.") % {"email": invitation.email}


def _open_invitation(customer: Customer) -> Invitation | None:
    rows = Invitation.objects.for_customer(customer).open()
    found: Invitation | None = rows.filter(email__iexact=customer.email).first()
    return found


def _invitation_values(customer: Customer) -> Values:
    found = _open_invitation(customer) if customer.email else None
    return {"invitation": found.pk if found else None}


def _withdraw(customer: Customer, _before: Values, _by: User) -> None:
    found = _open_invitation(customer)
    if found is None:
        raise Refusal(_("The invitation was accepted or withdrawn."))
    invitations.withdraw(found)


def _to(customer: Customer) -> list[str]:
    return recipients(customer) or ([customer.email] if customer.email else [])


def _send(customer: Customer, given: Given, _by: User) -> str:
    to = _to(customer)
    if not to:
        raise Refusal(_("Nobody of this customer gets statements, and it has no email address."))
    today = Organization.current().today()
    ask_statement(customer, Kind(given["type"]), preset(given["range"], today), to=to)
    return _("On its way to %(to)s.") % {"to": ", ".join(to)}


ACTS = {
    act.name: act
    for act in (
        Act(
            "hold",
            pgettext_lazy("act", "Hold"),
            "accounts.change_customer",
            HoldForm,
            _status,
            lambda _customer, given: _("On hold: %(reason)s") % given,
            _hold,
            _hold_values,
            _release,
            gettext_lazy(
                "No orders are taken until the hold ends. The companies' owners are told."
            ),
        ),
        Act(
            "release",
            pgettext_lazy("act", "Lift the hold"),
            "accounts.change_customer",
            forms.Form,
            _status,
            lambda _customer, _given: str(Customer.Status.ACTIVE.label),
            lambda customer, _given, _by: release_account(customer),
            _hold_values,
            _hold_again,
            gettext_lazy("Orders are taken again. The owners are told."),
        ),
        Act(
            "limit",
            gettext_lazy("Change the credit limit"),
            "accounts.change_credit_limit",
            LimitForm,
            lambda customer: _limit_text(customer.credit_limit, customer.currency),
            lambda customer, given: _limit_text(given["limit"], customer.currency),
            lambda customer, given, by: change_limit(customer, given["limit"], by=by),
            lambda customer: {
                "limit": None
                if customer.credit_limit is None
                else f"{customer.credit_limit.normalize():f}"
            },
            _put_limit_back,
            gettext_lazy("Each account's limit is in its own currency."),
        ),
        Act(
            "terms",
            gettext_lazy("Change the payment terms"),
            "accounts.change_customer",
            TermsForm,
            lambda customer: _days(customer.payment_terms_days),
            lambda _customer, given: _days(given["days"]),
            lambda customer, given, _by: change_terms(customer, given["days"]),
            lambda customer: {"days": customer.payment_terms_days},
            _put_terms_back,
        ),
        Act(
            "assign",
            gettext_lazy("Assign an account manager"),
            "accounts.change_customer",
            ManagerForm,
            lambda customer: _manager(customer.account_manager),
            lambda _customer, given: _manager(given["manager"]),
            _assign,
            lambda customer: {"manager": customer.account_manager_id},
            _put_manager_back,
        ),
        Act(
            "invite",
            pgettext_lazy("act", "Invite"),
            "accounts.invite_person",
            InviteForm,
            lambda customer: customer.email or _("No email address"),
            lambda _customer, given: str(Role(given["role"]).label),
            _invite,
            _invitation_values,
            _withdraw,
            gettext_lazy("An invitation goes to the email address of each company."),
        ),
        Act(
            "statement",
            gettext_lazy("Send statements"),
            "billing.add_statementdelivery",
            StatementPeriodForm,
            lambda customer: ", ".join(_to(customer)) or _("Nobody"),
            lambda _customer, _given: _("Statement by email"),
            _send,
            lambda _customer: {},
            None,
            gettext_lazy("A statement that was sent cannot be taken back."),
        ),
    )
}
