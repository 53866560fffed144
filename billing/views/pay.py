from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, allows, customer_view
from billing.forms_pay import Typed, read_typed
from billing.models import MethodRule, Payment, PaymentAttempt
from billing.pay_choices import Choice, choices_for
from billing.pay_page import PayPage
from billing.payments.attempts import start_payment
from billing.payments.carrying_out import funds_used, use_funds
from billing.payments.methods import usable_methods
from billing.payments.offers import offers_for
from billing.payments.payables import MOST_DEBTS, payables_of
from billing.payments.replacing import make_way
from billing.payments.transfers import announce_transfer
from billing.views.attempts import TO_BANK, attempt_url
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
        if done := _done_before(request, typed):
            return done
        # What was refused once stays refused under its key: the next press is another attempt.
        again = replace(typed, once=uuid4())
        fresh = PayPage(payables_of(request.customer, keys=typed.keys), again)
        return _show(request, fresh, refusal=refusal.sentence)


def _done_before(request: CustomerRequest, typed: Typed) -> HttpResponse | None:
    """Where the first press of this page's button led: a second one finds the amounts changed by
    the first, which is no news to whoever pressed twice."""
    mine = PaymentAttempt.objects.for_customer(request.customer).filter(pk=typed.once)
    attempt = mine.filter(begun_by=request.user).first()
    if attempt is not None and (attempt.is_live or attempt.payment_id):
        return see_other(_place_of(attempt))
    if funds_used(request.customer, typed.once):
        return see_other(reverse("billing:balance-detail"))
    return None


def _place_of(attempt: PaymentAttempt) -> str:
    """Where it is paid, or else told about."""
    waiting = attempt.state == PaymentAttempt.State.SUBMITTED and attempt.page_url
    if waiting and attempt.saved_method_id:
        return f"{attempt_url(attempt)}?{TO_BANK}=1"
    return attempt.page_url if waiting else attempt_url(attempt)


def _look_again(shown: PayPage) -> None:
    if shown.is_stale:
        raise Refusal(_("Some amounts have changed while you looked; please check them again."))
    if not shown.plan.is_sound:
        raise Refusal(_("Please correct the amounts marked below."))
    if shown.plan.is_empty:
        raise Refusal(_("Choose what you want to pay."))


def _pay(request: CustomerRequest, shown: PayPage) -> HttpResponse:
    typed, customer = shown.typed, request.customer
    make_way(customer, [line.debt.key for line in shown.plan.lines])
    if not shown.plan.charge:
        on = request.organization.today()
        use_funds(customer=customer, asked=typed.asked, on=on, by=request.user, key=typed.once)
        used = written(shown.plan.from_funds, shown.currency)
        numbers = ", ".join(line.debt.number for line in shown.plan.lines)
        sentence = _("%(amount)s of your credits and deposits was used for %(numbers)s.")
        messages.success(request, sentence % {"amount": used, "numbers": numbers})
        return see_other(reverse("billing:balance-detail"))
    chosen = next((one for one in _choices(request, shown, typed.method) if one.is_chosen), None)
    if chosen is None or chosen.value != typed.method:
        raise Refusal(_("Choose how you want to pay."))
    if typed.method == MethodRule.Method.BANK_TRANSFER:
        transfer = announce_transfer(
            customer=customer, asked=typed.asked, by=request.user, key=typed.once
        )
        return see_other(reverse("billing:transfer-detail", args=[transfer.reference]))
    return _pay_online(request, shown, chosen)


def _pay_online(request: CustomerRequest, shown: PayPage, chosen: Choice) -> HttpResponse:
    typed, saved = shown.typed, chosen.saved
    attempt = start_payment(
        customer=request.customer,
        asked=typed.asked,
        method=Payment.Method(saved.kind if saved else chosen.value),
        by=request.user,
        key=typed.once,
        saved=saved,
        keeps=typed.keeps and chosen.can_be_kept and _may_keep(request),
    )
    if saved and attempt.state == PaymentAttempt.State.FAILED:
        sentence = _("%(name)s was not charged: %(reason)s You can choose another way to pay.")
        raise Refusal(sentence % {"name": saved, "reason": attempt.reason})
    return see_other(_place_of(attempt))


def _may_keep(request: CustomerRequest) -> bool:
    return allows(request.membership, Verb.MANAGE_METHODS, request.customer)


def _choices(request: CustomerRequest, shown: PayPage, chosen: str) -> list[Choice]:
    items = [line.debt.key for line in shown.plan.lines]
    offers = offers_for(request.customer, seller=request.organization, items=items)
    usual = request.customer.default_payment_method
    saved = usable_methods(request.customer, today=request.organization.today())
    return choices_for(offers, shown.plan.charge, chosen=chosen, usual=usual, saved=saved)


def _show(
    request: CustomerRequest, shown: PayPage, *, numbers: Sequence[str] = (), refusal: str = ""
) -> HttpResponse:
    """The page, with status 422 where something was refused."""
    choices = _choices(request, shown, shown.typed.method)
    context: dict[str, object] = {
        "shown": shown,
        "plan": shown.plan,
        "today": request.organization.today(),
        "choices": choices,
        "may_keep": any(one.can_be_kept for one in choices) and _may_keep(request),
        "has_saved": any(one.saved for one in choices),
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
