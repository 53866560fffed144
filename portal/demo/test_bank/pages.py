"""The Test Bank's hosted page: for a payment, for adding a method, and for the bank's question."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from urllib.request import Request, urlopen

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from accounts.access import open_view
from billing.payments.gateways.base import GatewayRefused
from billing.payments.gateways.test_bank import books
from billing.payments.gateways.test_bank.gateway import HEADER, Gateway, sign
from portal.demo.test_bank import payer
from portal.kit.messages.mail import absolute
from portal.kit.web.rendering import page

NUMBERS = {
    "card": ("4242424242424242", "5555555555554444", "4000002760003184", "4000000000000002"),
    "bank_debit": ("000123456789",),
}
SECONDS = 5


@open_view
@csrf_exempt
def bank_page_detail(request: HttpRequest, number: str) -> HttpResponse:
    """What is paid and by what; a press pays, and leads back to where the payer came from.

    Its address is all that a payer needs, as at any bank's hosted page: a token against forged
    forms would add nothing.
    """
    try:
        record = books.find(number)
    except GatewayRefused as unknown:
        raise Http404 from unknown
    outcome = _press(request, record) if request.method == "POST" else ""
    deliver()
    record = books.find(number)
    if record["status"] != "open" or "back" in request.POST:
        return HttpResponseRedirect(record.get("back_url") or "/")
    kind = str(record.get("kind") or record.get("method"))
    context = {
        "outcome": outcome,
        "amount": Decimal(record["amount"]) if "amount" in record else None,
        "currency": record.get("currency"),
        "lines": [(name, Decimal(part)) for name, part in record.get("lines", ())],
        "is_asking": number.startswith("charge-") or outcome == "challenge",
        "choices": [(one, payer.label_of(one)) for one in NUMBERS.get(kind, NUMBERS["card"])],
    }
    return page(request, "portal/bank_page_detail.jinja", context)


def _press(request: HttpRequest, record: books.Record) -> str:
    number = record["id"]
    if "back" in request.POST:
        return ""
    if "answer" in request.POST:
        allows = request.POST["answer"] == "yes"
        if number.startswith("charge-"):
            payer.answer(number, allows=allows)
            return ""
        return payer.allow(number) if allows else "declined"
    return payer.pay(number, request.POST.get("number", ""))


def deliver() -> None:
    """Tell the portal what has happened, signed; the poller sees what does not get through."""
    url = absolute(reverse("billing:webhook-new", args=[Gateway.name]))
    for event in books.take_events():
        body = json.dumps(event).encode()
        with suppress(OSError):
            urlopen(Request(url, body, {HEADER: sign(body)}), timeout=SECONDS).close()  # noqa: S310 - our own address
