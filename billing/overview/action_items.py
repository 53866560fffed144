"""What a customer should look at today, most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Verb
from accounts.models import ChangeRequest, Customer
from billing.balance import Balance
from billing.holds import ReleaseConditions
from billing.models import AttemptLine, PaymentAttempt
from billing.payments.saved_methods.methods import methods_of
from portal.kit.money.format import day_text, written

MOST = 5
DAYS_AHEAD = 14
CARD_DAYS = 45
FAILED_DAYS = 14

# Invoices due today and soon, and unpaid retainer invoices: how many, how much, and the first.
COMING_UP = """
    SELECT CASE WHEN item.kind = 'retainer' THEN 'retainer'
                WHEN item.due_on = %(today)s THEN 'today' ELSE 'soon' END,
           count(*), sum(item.open), min(item.due_on), min(item.number),
           coalesce(min(retainer.description), min(item.reference))
    FROM billing_openitem item
    LEFT JOIN billing_retainer retainer ON retainer.open_item_id = item.id
    WHERE item.customer_id = %(customer)s AND item.open > 0
      AND (item.kind = 'retainer'
           OR (item.kind = 'invoice' AND item.due_on BETWEEN %(today)s AND %(until)s))
    GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class ActionItem:
    """One row: `title` stands out, `text` goes on; `label` is the button to `url`, empty where
    the person may only know about it."""

    icon: str
    title: str
    text: str
    url: str
    label: str
    amount: str = ""
    is_ahead: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    """Documents that fall due alike; `number` and `text` are of the only one where `count` is 1."""

    count: int
    amount: Decimal
    due_on: date
    number: str
    text: str


def action_items_of(
    customer: Customer,
    balance: Balance,
    *,
    today: date,
    hold: ReleaseConditions | None,
    may: Callable[[Verb], bool],
) -> list[ActionItem]:
    """At most five rows for somebody who may see invoices, in the order of urgency.

    A hold; a payment that failed; unused credits that would settle something overdue; what is due
    today; retainer invoices; a card about to expire; a change staff still look at; what falls due
    in the next 14 days. At most four statements.
    """
    return list(islice(_all(customer, balance, today, hold, may), MOST))


def _all(
    customer: Customer,
    balance: Balance,
    today: date,
    hold: ReleaseConditions | None,
    may: Callable[[Verb], bool],
) -> Iterator[ActionItem]:
    groups = _groups(customer, today)
    if customer.is_on_hold:
        yield _hold(customer, hold)
    yield from _failed(customer, may_pay=may(Verb.PAY))
    if balance.overdue and balance.unused:
        yield _unused(balance, may_pay=may(Verb.PAY))
    if "today" in groups:
        yield _due_today(groups["today"], customer, today, may_pay=may(Verb.PAY))
    if "retainer" in groups:
        yield _retainer(groups["retainer"], customer, may_pay=may(Verb.PAY))
    if may(Verb.MANAGE_METHODS):
        yield from _expiring(customer, today)
    if may(Verb.MANAGE_COMPANY):
        yield from _change_requests(customer)
    if "soon" in groups:
        yield _due_soon(groups["soon"], customer, today)


def _groups(customer: Customer, today: date) -> dict[str, _Group]:
    asked: dict[str, Any] = {
        "customer": customer.pk,
        "today": today,
        "until": today + timedelta(DAYS_AHEAD),
    }
    with connection.cursor() as cursor:
        cursor.execute(COMING_UP, asked)
        return {what: _Group(*rest) for what, *rest in cursor.fetchall()}


def _hold(customer: Customer, hold: ReleaseConditions | None) -> ActionItem:
    text = customer.hold_reason
    if hold is not None and hold.is_automatic and hold.amount > 0:
        ends = _("The hold lifts when %(amount)s is paid.") % {
            "amount": written(hold.amount, hold.currency)
        }
        text = _("%(reason)s. %(ends)s") % {"reason": text.rstrip("."), "ends": ends}
    return ActionItem(
        icon="octagon-pause",
        title=_("Your account has been on hold since %(day)s.")
        % {"day": day_text(customer.hold_since)},
        text=text,
        url=reverse("billing:hold-detail"),
        label=_("How to lift it"),
    )


def _failed(customer: Customer, *, may_pay: bool) -> Iterator[ActionItem]:
    """The latest online payment that failed, while its documents are open and nobody has tried
    again."""
    again = AttemptLine.objects.filter(
        item=OuterRef("lines__item"),
        attempt__started_at__gt=OuterRef("started_at"),
        attempt__state__in=(*PaymentAttempt.LIVE, PaymentAttempt.State.SUCCEEDED),
    )
    failed = (
        PaymentAttempt.objects.for_customer(customer)
        .filter(
            ~Exists(again),
            state=PaymentAttempt.State.FAILED,
            started_at__gte=timezone.now() - timedelta(FAILED_DAYS),
            lines__item__open__gt=0,
        )
        .order_by("-started_at")
        .first()
    )
    if failed is not None:
        yield ActionItem(
            icon="circle-alert",
            title=_("A payment failed on %(day)s.") % {"day": day_text(failed.started_at)},
            text=failed.reason,
            url=reverse("billing:attempt-detail", args=[failed.pk]),
            label=_("Try again") if may_pay else _("View"),
            amount=written(failed.amount, failed.currency),
        )


def _unused(balance: Balance, *, may_pay: bool) -> ActionItem:
    left = balance.overdue - balance.unused
    text = _("They cover everything overdue.")
    if left > 0:
        text = _("Used on your oldest invoices, they would leave %(amount)s overdue.") % {
            "amount": written(left, balance.currency)
        }
    return ActionItem(
        icon="coins",
        title=_("%(amount)s in credits and deposits is unused.")
        % {"amount": written(balance.unused, balance.currency)},
        text=text,
        url=pay_url("overdue") if may_pay else reverse("billing:credit-list") + "?status=open",
        label=_("Use it") if may_pay else _("View"),
    )


def _due_today(group: _Group, customer: Customer, today: date, *, may_pay: bool) -> ActionItem:
    if group.count == 1:
        title, text = group.number, _with(_("is due today"), group.text)
        url = reverse("billing:invoice-detail", args=[group.number])
        if may_pay:
            url = f"{reverse('billing:payment-new')}?{urlencode({'invoice': group.number})}"
    else:
        title = _invoices(group.count)
        text, url = _("are due today"), _due_between(today, today)
    return ActionItem(
        icon="clock",
        title=title,
        text=text,
        url=url,
        label=_("Pay") if may_pay and group.count == 1 else _("View"),
        amount=written(group.amount, customer.currency),
    )


def _retainer(group: _Group, customer: Customer, *, may_pay: bool) -> ActionItem:
    if group.count == 1:
        url = reverse("billing:retainer-detail", args=[group.number])
        if may_pay:
            url = f"{reverse('billing:payment-new')}?{urlencode({'invoice': group.number})}"
        asked = _("due by %(day)s") % {"day": day_text(group.due_on)}
        title, text = group.number, _with(group.text, asked)
    else:
        url = reverse("billing:retainer-list") + "?status=outstanding"
        title = ngettext(
            "%(count)s retainer invoice", "%(count)s retainer invoices", group.count
        ) % {"count": group.count}
        text = _("unpaid, the first due by %(day)s") % {"day": day_text(group.due_on)}
    return ActionItem(
        icon="hand-coins",
        title=title,
        text=text,
        url=url,
        label=_("Pay") if may_pay and group.count == 1 else _("View"),
        amount=written(group.amount, customer.currency),
    )


def _expiring(customer: Customer, today: date) -> Iterator[ActionItem]:
    """The method that autopay and the Pay page take first, where its card expires soon."""
    soon = methods_of(customer).filter(
        is_default=True, expires_on__lte=today + timedelta(CARD_DAYS)
    )
    for method in soon[:1]:
        over = method.is_expired(today)
        yield ActionItem(
            icon="credit-card",
            title=method.label,
            text=(_("expired on %(day)s") if over else _("expires on %(day)s"))
            % {"day": day_text(method.expires_on)},
            url=reverse("billing:method-list"),
            label=_("Replace it"),
        )


def _change_requests(customer: Customer) -> Iterator[ActionItem]:
    for asked in ChangeRequest.objects.for_customer(customer).open()[:1]:
        yield ActionItem(
            icon="file-clock",
            title=_("We are reviewing your change: %(what)s.")
            % {"what": asked.get_subject_display().lower()},
            text=_("Requested on %(day)s.") % {"day": day_text(asked.asked_at)},
            url=reverse("accounts:company-detail"),
            label=_("View"),
        )


def _due_soon(group: _Group, customer: Customer, today: date) -> ActionItem:
    days = {"day": day_text(group.due_on)}
    if group.count == 1:
        title, text = group.number, _with(_("falls due on %(day)s") % days, group.text)
        url = reverse("billing:invoice-detail", args=[group.number])
    else:
        title = _invoices(group.count)
        text = _("fall due in the next 14 days, the first on %(day)s") % days
        url = _due_between(today + timedelta(1), today + timedelta(DAYS_AHEAD))
    return ActionItem(
        icon="calendar",
        title=title,
        text=text,
        url=url,
        label=_("View"),
        amount=written(group.amount, customer.currency),
        is_ahead=True,
    )


def pay_url(what: str) -> str:
    """The Pay page with everything that is `overdue`, or with `everything`, chosen."""
    return f"{reverse('billing:payment-new')}?{urlencode({'what': what})}"


def _invoices(count: int) -> str:
    return ngettext("%(count)s invoice", "%(count)s invoices", count) % {"count": count}


def _due_between(first: date, last: date) -> str:
    query = {"status": "outstanding", "due_from": first.isoformat(), "due_to": last.isoformat()}
    return f"{reverse('billing:invoice-list')}?{urlencode(query)}"


def _with(text: str, more: str) -> str:
    return f"{text} · {more}" if more and text else text or more
