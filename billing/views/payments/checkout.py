"""The page for paying: finding what can be paid, showing what follows, and paying it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import CustomerRequest, Verb, allows, customer_view, own_company
from accounts.gate.refused_pages import belongs_elsewhere
from accounts.models import Customer
from billing.checkout.form import PICKED, CheckoutInput, Scope, read_input, signature
from billing.checkout.method_choices import MethodChoice, choices_for
from billing.checkout.page import CheckoutPage
from billing.models import MethodRule, OpenItem, Payment, PaymentAttempt
from billing.payments.online.attempts import start_payment
from billing.payments.online.superseding import supersede
from billing.payments.planning.execution import applied_credits, apply_credits
from billing.payments.planning.items_to_pay import items_to_pay_of
from billing.payments.rules import offers_for
from billing.payments.saved_methods.methods import usable_methods
from billing.payments.transfers import announce_transfer
from billing.views.lookup import see_other
from billing.views.payments.attempts import TO_BANK, attempt_url
from portal.kit.db.row_security import every_row
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page

TEMPLATE = "billing/payment_new.jinja"
LAST_LOOK = "last-look"
# So many documents are named by a link to the page.
MAX_NUMBERS = 200


@customer_view(Verb.PAY)
def payment_new(request: CustomerRequest) -> HttpResponse:
    """What can be paid and with what; what follows from it; and paying it."""
    if request.method == "POST":
        return _posted(request)
    shown = _proposed(request)
    if request.GET.getlist("invoice") and not shown.typed.picks:
        owner = _owner_elsewhere(request)
        if owner is not None:
            return belongs_elsewhere(request, owner)
    return _show(request, shown)


def _owner_elsewhere(request: CustomerRequest) -> Customer | None:
    """Another of the person's companies, whose the first of the documents is that the link
    names."""
    items = OpenItem.objects.filter(
        number__in=_named(request), kind__in=[OpenItem.Kind.INVOICE, OpenItem.Kind.RETAINER]
    )
    with every_row():
        found = items.order_by("pk").values_list("customer_id", flat=True).first()
        return None if found is None else own_company(request, found)


def _named(request: CustomerRequest) -> list[str]:
    """The numbers of the documents that a link to the page names."""
    numbers = [number for number in request.GET.getlist("invoice") if "\x00" not in number]
    return numbers[:MAX_NUMBERS]


def _proposed(request: CustomerRequest) -> CheckoutPage:
    """What the link asks for: the invoices it names, or `what`; else what is overdue, else
    everything. Credits are used first."""
    named = _named(request)
    today = request.organization.today()
    items_to_pay = items_to_pay_of(request.customer, first=Q(number__in=named) if named else None)
    if named:
        keys = frozenset(
            payable_item.key
            for payable_item in items_to_pay.payable_items
            if payable_item.number in set(named)
        )
        picked = CheckoutInput(Scope.CHOOSE, picks=keys, rows=PICKED if keys else "")
        return CheckoutPage(items_to_pay, picked, today=today)
    shown = CheckoutPage(items_to_pay, CheckoutInput(Scope.OVERDUE), today=today)
    asked = request.GET.get("what", "")
    if asked in set(Scope):
        scope = Scope(asked)
    elif shown.by_scope[Scope.OVERDUE]:
        return shown
    elif shown.by_scope[Scope.EVERYTHING]:
        scope = Scope.EVERYTHING
    else:
        scope = Scope.CHOOSE if items_to_pay.payable_items else Scope.ADVANCE
    return CheckoutPage(items_to_pay, CheckoutInput(scope), today=today)


def _read(request: CustomerRequest, typed: CheckoutInput) -> CheckoutPage:
    first = Q(pk__in=typed.picks) if typed.picks else None
    items_to_pay = items_to_pay_of(request.customer, first=first)
    return CheckoutPage(items_to_pay, typed, today=request.organization.today())


def _posted(request: CustomerRequest) -> HttpResponse:
    shown = _read(request, read_input(request.POST, request.customer.currency))
    if not request.POST.keys() & {"_pay", "_confirm", "_look"}:
        return _show(request, shown)
    try:
        _check(shown)
        chosen = _chosen(request, shown) if shown.plan.charge else None
        promised = signature(shown.plan, chosen.value if chosen else "")
        if _asks_first(request, shown, promised):
            return _last_look(request, shown, chosen, promised)
        return _pay(request, shown, chosen)
    except Refusal as refusal:
        if done := _done_before(request, shown.typed):
            return done
        fresh = _read(request, shown.typed.again())
        return _show(request, fresh, refusal=refusal.sentence)


def _check(shown: CheckoutPage) -> None:
    if not shown.plan.is_sound:
        raise Refusal(_("Please correct the amounts marked below."))
    if shown.plan.is_empty:
        raise Refusal(_("Choose what you want to pay."))


def _chosen(request: CustomerRequest, shown: CheckoutPage) -> MethodChoice:
    choices = _choices(request, shown)
    chosen = next((one for one in choices if one.is_chosen), None)
    if chosen is None or chosen.value != shown.typed.method:
        raise Refusal(_("Choose how you want to pay."))
    return chosen


def _asks_first(request: CustomerRequest, shown: CheckoutPage, promised: str) -> bool:
    """Whether a last look comes first: it was asked for, the button promised something else, or
    the sum is above the seller's limit."""
    if "_look" in request.POST:
        return True
    if "_confirm" in request.POST:
        return request.POST["_confirm"] != promised
    limit = request.organization.confirm_above
    if limit is not None and shown.plan.charge > limit:
        return True
    return request.POST["_pay"] not in {"", promised}


def _done_before(request: CustomerRequest, typed: CheckoutInput) -> HttpResponse | None:
    """Where the first press of this page's button led: a second one finds the amounts changed by
    the first, which is no news to whoever pressed twice."""
    mine = PaymentAttempt.objects.for_customer(request.customer).filter(pk=typed.once)
    attempt = mine.filter(started_by=request.user).first()
    if attempt is not None and (attempt.is_live or attempt.payment_id):
        return see_other(_place_of(attempt))
    if applied_credits(request.customer, typed.once):
        return see_other(reverse("billing:invoice-list"))
    return None


def _place_of(attempt: PaymentAttempt) -> str:
    """Where it is paid, or else told about."""
    waiting = attempt.state == PaymentAttempt.State.SUBMITTED and attempt.page_url
    if waiting and attempt.saved_method_id:
        return f"{attempt_url(attempt)}?{TO_BANK}=1"
    return attempt.page_url if waiting else attempt_url(attempt)


def _pay(
    request: CustomerRequest, shown: CheckoutPage, chosen: MethodChoice | None
) -> HttpResponse:
    typed, customer = shown.typed, request.customer
    supersede(customer, [line.payable_item.key for line in shown.plan.lines])
    if chosen is None:
        return _settle(request, shown)
    if chosen.value == MethodRule.Method.BANK_TRANSFER:
        transfer = announce_transfer(
            customer=customer, asked=shown.asked, by=request.user, key=typed.once
        )
        return see_other(reverse("billing:transfer-detail", args=[transfer.reference]))
    return _pay_online(request, shown, chosen)


def _settle(request: CustomerRequest, shown: CheckoutPage) -> HttpResponse:
    """Credits and deposits cover all of it."""
    apply_credits(
        customer=request.customer,
        asked=shown.asked,
        on=request.organization.today(),
        by=request.user,
        key=shown.typed.once,
    )
    used, numbers = shown.text(shown.plan.from_credits), shown.numbers
    sentence = ngettext(
        "%(amount)s of your credits and deposits was used for %(number)s.",
        "%(amount)s of your credits and deposits was used for %(count)s invoices.",
        len(numbers),
    )
    values = {"amount": used, "number": numbers[0], "count": len(numbers)}
    messages.success(request, sentence % values)
    if len(numbers) > 1 or not shown.plan.lines[0].payable_item.is_invoice:
        return see_other(reverse("billing:invoice-list"))
    return see_other(reverse("billing:invoice-detail", args=numbers))


def _pay_online(
    request: CustomerRequest, shown: CheckoutPage, chosen: MethodChoice
) -> HttpResponse:
    typed, saved = shown.typed, chosen.saved
    attempt = start_payment(
        customer=request.customer,
        asked=shown.asked,
        method=Payment.Method(chosen.kind),
        by=request.user,
        key=typed.once,
        saved=saved,
        saves_method=typed.saves_method and chosen.can_be_kept and _may_keep(request),
    )
    if saved and attempt.state == PaymentAttempt.State.FAILED:
        sentence = _("%(name)s was not charged: %(reason)s You can choose another way to pay.")
        raise Refusal(sentence % {"name": saved, "reason": attempt.reason})
    return see_other(_place_of(attempt))


def _may_keep(request: CustomerRequest) -> bool:
    return allows(request.membership, Verb.MANAGE_METHODS, request.customer)


def _choices(request: CustomerRequest, shown: CheckoutPage) -> list[MethodChoice]:
    items = [line.payable_item.key for line in shown.plan.lines]
    offers = offers_for(request.customer, seller=request.organization, items=items)
    return choices_for(
        offers,
        shown.plan.charge,
        chosen=shown.typed.method,
        usual=request.customer.default_payment_method,
        saved=usable_methods(request.customer, today=request.organization.today()),
    )


def _show(request: CustomerRequest, shown: CheckoutPage, *, refusal: str = "") -> HttpResponse:
    """The page, with status 422 where something was refused."""
    choices = _choices(request, shown)
    chosen = next((one for one in choices if one.is_chosen), None)
    limit = request.organization.confirm_above
    plan = shown.plan
    context: dict[str, object] = {
        "shown": shown,
        "plan": plan,
        "choices": choices,
        "chosen": chosen,
        "may_keep": any(one.can_be_kept for one in choices) and _may_keep(request),
        "refusal": refusal,
        "promised": signature(plan, chosen.value if chosen else ""),
        "is_above_limit": limit is not None and plan.charge > limit,
        "is_live": request.headers.get("HX-Target") == "pay-till",
    }
    if refusal and request.headers.get("HX-Target") == LAST_LOOK:
        # The last look was refused: the form that says why takes its place.
        response = render(request, f"{TEMPLATE}#payment-form", context, status=422)
        response["HX-Retarget"], response["HX-Reswap"] = "#payment-form", "outerHTML"
        return response
    regions = ("pay-till", "payment-form", "pay-rows")
    return page(request, TEMPLATE, context, partials=regions, status=422 if refusal else 200)


def _last_look(
    request: CustomerRequest, shown: CheckoutPage, chosen: MethodChoice | None, promised: str
) -> HttpResponse:
    """What the button will do, once more: a dialog on the page, or a page of its own. Nothing
    has been paid yet."""
    pressed = request.POST.get("_confirm") or request.POST.get("_pay") or ""
    limit = request.organization.confirm_above
    context: dict[str, object] = {
        "shown": shown,
        "plan": shown.plan,
        "chosen": chosen,
        "promised": promised,
        "has_changed": bool(pressed) and pressed != promised,
        "limit": limit if limit is not None and shown.plan.charge > limit else None,
    }
    return page(request, "billing/payment_confirm.jinja", context, partials=(LAST_LOOK,))
