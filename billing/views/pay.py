from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, customer_view
from billing.forms_pay import read_typed
from billing.models import MethodRule, Payment, PaymentAttempt
from billing.pay_page import Choice, PayPage, choices_for
from billing.payments.attempts import start_payment
from billing.payments.carrying_out import use_funds
from billing.payments.offers import offers_for
from billing.payments.payables import MOST_DEBTS, payables_of
from billing.payments.transfers import announce_transfer
from billing.views.attempts import attempt_url
from billing.views.lookup import see_other
from portal.kit.refusals import Refusal
from portal.kit.rendering import page
from portal.kit.templatetags.money import written


@customer_view(Verb.PAY)
def payment_new(request: CustomerRequest) -> HttpResponse:
    """What can be paid and with what; what follows from it; and paying it."""
    if request.method == "POST":
        return _posted(request)
    numbers = [number for number in request.GET.getlist("invoice") if "\x00" not in number]
    payables = payables_of(request.customer, numbers=numbers[:200])
    return _show(request, PayPage.proposed(payables, chosen=bool(numbers)), numbers=numbers)


def _posted(request: CustomerRequest) -> HttpResponse:
    typed = read_typed(request.POST)
    shown = PayPage(payables_of(request.customer, keys=typed.keys), typed)
    if "_spread" in request.POST:
        return _show(request, shown if typed.wrong else shown.spread())
    if "_pay" not in request.POST:
        return _show(request, shown)
    try:
        _look_again(shown)
        return _pay(request, shown)
    except Refusal as refusal:
        fresh = PayPage(payables_of(request.customer, keys=typed.keys), typed)
        return _show(request, fresh, refusal=refusal.sentence)


def _look_again(shown: PayPage) -> None:
    if shown.is_stale:
        raise Refusal(_("Some amounts have changed while you looked; please check them again."))
    if not shown.plan.is_sound:
        raise Refusal(_("Please correct the amounts marked below."))
    if shown.plan.is_empty:
        raise Refusal(_("Choose what you want to pay."))


def _pay(request: CustomerRequest, shown: PayPage) -> HttpResponse:
    typed, customer = shown.typed, request.customer
    if not shown.plan.charge:
        on = request.organization.today()
        use_funds(customer=customer, asked=typed.asked, on=on, by=request.user, key=typed.once)
        used = written(shown.plan.from_funds, shown.currency)
        numbers = ", ".join(line.debt.number for line in shown.plan.lines)
        sentence = _("%(amount)s of your credits and deposits was used for %(numbers)s.")
        messages.success(request, sentence % {"amount": used, "numbers": numbers})
        return see_other(reverse("billing:balance-detail"))
    if not any(choice.is_chosen for choice in _choices(request, shown, typed.method)):
        raise Refusal(_("Choose how you want to pay."))
    if typed.method == MethodRule.Method.BANK_TRANSFER:
        transfer = announce_transfer(
            customer=customer, asked=typed.asked, by=request.user, key=typed.once
        )
        return see_other(reverse("billing:transfer-detail", args=[transfer.reference]))
    attempt = start_payment(
        customer=customer,
        asked=typed.asked,
        method=Payment.Method(typed.method),
        by=request.user,
        key=typed.once,
    )
    waiting = attempt.state == PaymentAttempt.State.SUBMITTED and attempt.page_url
    return see_other(attempt.page_url if waiting else attempt_url(attempt))


def _choices(request: CustomerRequest, shown: PayPage, chosen: str) -> list[Choice]:
    items = [line.debt.key for line in shown.plan.lines]
    offers = offers_for(request.customer, seller=request.organization, items=items)
    usual = request.customer.default_payment_method
    return choices_for(offers, shown.plan.charge, chosen=chosen, usual=usual)


def _show(
    request: CustomerRequest, shown: PayPage, *, numbers: Sequence[str] = (), refusal: str = ""
) -> HttpResponse:
    """The page, with status 422 where something was refused."""
    context: dict[str, object] = {
        "shown": shown,
        "plan": shown.plan,
        "today": request.organization.today(),
        "choices": _choices(request, shown, shown.typed.method),
        "numbers": numbers,
        "refusal": refusal,
        "most": MOST_DEBTS,
        "is_live": request.headers.get("HX-Target") == "payment-summary",
    }
    return page(
        request,
        "billing/payment_new.html",
        context,
        partials=("payment-summary", "payment-form", "picked-sum"),
        status=422 if refusal else 200,
    )
