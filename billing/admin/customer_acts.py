"""Acts on one account, each on a page that asks: hold, release, limit, terms, account manager."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.company.account_manager import set_account_manager
from accounts.models import Customer, User
from billing.staff.account_acts import (
    MAX_TERMS,
    change_limit,
    change_terms,
    hold_account,
    release_account,
)
from portal.kit.staff.actions import ObjectAction

# As the column of the limit has.
MAX_DIGITS = 20


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("The customer reads it."),
    )
    release = forms.ChoiceField(
        label=gettext_lazy("Hold ends"),
        choices=Customer.HoldRelease.choices,
        initial=Customer.HoldRelease.BY_STAFF,
    )


class LimitForm(forms.Form):
    limit = forms.DecimalField(
        label=gettext_lazy("Credit limit"),
        required=False,
        min_value=0,
        max_digits=MAX_DIGITS,
        decimal_places=3,
        help_text=gettext_lazy("In the account's currency. Leave empty for no limit."),
    )


class TermsForm(forms.Form):
    days = forms.IntegerField(
        label=gettext_lazy("Payment terms (days)"),
        min_value=0,
        max_value=MAX_TERMS,
        help_text=gettext_lazy("For invoices issued from now on."),
    )


class StaffChoice(forms.ModelChoiceField):
    """Active members of staff."""

    def __init__(self, **kwargs: Any) -> None:
        people = User.objects.filter(is_staff=True, is_active=True).order_by("name", "email")
        super().__init__(queryset=people, **kwargs)


class ManagerForm(forms.Form):
    manager = StaffChoice(
        label=gettext_lazy("Account manager"), required=False, empty_label=gettext_lazy("Nobody")
    )


def _hold(_request: HttpRequest, customer: Customer, given: Mapping[str, Any]) -> str:
    release = Customer.HoldRelease(given["release"])
    return hold_account(customer, reason=given["reason"], release=release)


def _release(_request: HttpRequest, customer: Customer, _given: Mapping[str, Any]) -> str:
    return release_account(customer)


def _limit(request: HttpRequest, customer: Customer, given: Mapping[str, Any]) -> str:
    return change_limit(customer, given["limit"], by=cast("User", request.user))


def _terms(_request: HttpRequest, customer: Customer, given: Mapping[str, Any]) -> str:
    return change_terms(customer, given["days"])


def _assign(_request: HttpRequest, customer: Customer, given: Mapping[str, Any]) -> str:
    set_account_manager(customer, given["manager"])
    if given["manager"] is None:
        return _("Nobody looks after %(customer)s.") % {"customer": customer}
    return _("%(person)s looks after %(customer)s.") % {
        "person": given["manager"],
        "customer": customer,
    }


ACCOUNT_ACTS = (
    ObjectAction(
        name="hold",
        label=pgettext_lazy("act", "Hold"),
        run=_hold,
        offered=lambda customer: customer.status == Customer.Status.ACTIVE,
        form=HoldForm,
        explanation=gettext_lazy(
            "No orders are taken until the hold ends. The company's owners are told."
        ),
        is_undoing=True,
    ),
    ObjectAction(
        name="release",
        label=pgettext_lazy("act", "Lift the hold"),
        run=_release,
        offered=lambda customer: customer.is_on_hold,
        explanation=gettext_lazy("Orders are taken again. The company's owners are told."),
    ),
    ObjectAction(
        name="limit",
        label=gettext_lazy("Change the credit limit"),
        run=_limit,
        offered=lambda customer: customer.status != Customer.Status.CLOSED,
        form=LimitForm,
        initial=lambda customer: {"limit": customer.credit_limit},
        permission="accounts.change_credit_limit",
    ),
    ObjectAction(
        name="terms",
        label=gettext_lazy("Change the payment terms"),
        run=_terms,
        offered=lambda customer: customer.status != Customer.Status.CLOSED,
        form=TermsForm,
        initial=lambda customer: {"days": customer.payment_terms_days},
    ),
    ObjectAction(
        name="assign",
        label=gettext_lazy("Assign an account manager"),
        run=_assign,
        offered=lambda customer: customer.status != Customer.Status.CLOSED,
        form=ManagerForm,
        initial=lambda customer: {"manager": customer.account_manager_id},
    ),
)
