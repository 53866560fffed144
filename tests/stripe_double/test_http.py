"""The double as a server: the SDK over sockets, pages without script, control, journal, process."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import requests
import stripe

from tests.stripe_double import StripeDouble

LINE = {
    "price_data": {"currency": "usd", "unit_amount": 123450, "product_data": {"name": "Inv <1>"}},
    "quantity": 1,
}


def client(double: StripeDouble, url: str = "") -> stripe.StripeClient:
    return stripe.StripeClient(
        double.secret_key, base_addresses={"api": url or double.url}, max_network_retries=0
    )


def open_session(double: StripeDouble, **params: Any) -> Any:
    return client(double).v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": f"{double.url}/_control/?back={{CHECKOUT_SESSION_ID}}",
            "cancel_url": "https://portal.example/cart",
            "line_items": [LINE],
            **params,
        }
    )


def submit(url: str, **fields: str) -> requests.Response:
    return requests.post(url, data={"method": "card", **fields}, timeout=60)


def test_sdk_works_over_sockets(stripe_server):
    session = open_session(stripe_server)
    assert session.url.startswith(stripe_server.url)
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
        client(stripe_server).v1.customers.create({"nam": "?"})  # type: ignore[typeddict-unknown-key]
    with pytest.raises(stripe.CardError):
        client(stripe_server).v1.payment_intents.create(
            {
                "amount": 500,
                "currency": "usd",
                "payment_method": "pm_card_chargeDeclined",
                "confirm": True,
                "return_url": "https://portal.example/",
            }
        )


def test_dropped_and_timed_out_calls_reach_the_sdk_as_such(stripe_server):
    stripe_server.faults.hang_seconds = 0.05
    for fault in ("drop_after", "timeout_after"):
        stripe_server.faults.order(fault)
        with pytest.raises(stripe.APIConnectionError):
            client(stripe_server).v1.customers.create({})
    assert len(stripe_server.objects("customer")) == 2


def test_page_shows_lines_amount_and_the_way_back(stripe_server):
    text = requests.get(open_session(stripe_server).url, timeout=60).text
    assert "Stand-in for Stripe" in text
    assert "Inv &lt;1&gt;" in text
    assert "$1,234.50" in text
    assert 'href="https://portal.example/cart"' in text
    assert "US bank account" in text
    assert "<script" not in text
    assert "Save this payment method" not in text


@pytest.mark.parametrize(
    ("currency", "amount", "shown"),
    [("jpy", 123450, "¥123,450"), ("kwd", 12340, "KWD12.340"), ("eur", 5, "")],
)
def test_amount_is_shown_in_its_currency(stripe_server, currency, amount, shown):
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Invoice"}}
    if not shown:
        with pytest.raises(stripe.InvalidRequestError):
            open_session(stripe_server, line_items=[{"price_data": price, "quantity": 1}])
        return
    session = open_session(stripe_server, line_items=[{"price_data": price, "quantity": 1}])
    assert shown in requests.get(session.url, timeout=60).text.replace("\xa0", "")


def test_paying_goes_back_to_the_portal(stripe_server):
    session = open_session(stripe_server)
    answer = submit(session.url, number="4242 4242 4242 4242", expiry="12/40", cvc="123")
    assert answer.url.endswith(f"?back={session.id}")
    assert [one.status_code for one in answer.history] == [303]
    again = requests.get(session.url, timeout=60, allow_redirects=False)
    assert (again.status_code, again.headers["Location"]) == (303, answer.url)
    assert len(stripe_server.charges()) == 1


def test_second_press_of_pay_charges_once(stripe_server):
    session = open_session(stripe_server)
    for _ in range(2):
        submit(session.url, number="4242424242424242")
    assert len(stripe_server.charges()) == 1


def test_declined_card_keeps_what_was_typed_and_another_may_be_tried(stripe_server):
    session = open_session(stripe_server)
    answer = submit(session.url, number="4000000000000002", email="me@anchor.example", name="Ann")
    assert "Your card was declined." in answer.text
    assert "me@anchor.example" in answer.text
    assert 'value="Ann"' in answer.text
    assert "back=" in submit(session.url, number="4242424242424242").url


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": "4242"}, "card number is incorrect"),
        ({"number": ""}, "card number is incomplete"),
        ({"number": "4242424242424242", "expiry": "13/40"}, "expiry date is incomplete"),
        ({"number": "4242424242424242", "expiry": "12/20"}, "expiry date is in the past"),
        ({"method": "saved:pm_nobody"}, "no longer there"),
    ],
)
def test_mistyped_fields_are_explained(stripe_server, fields, said):
    assert said in submit(open_session(stripe_server).url, **fields).text
    assert not stripe_server.charges()


def test_challenge_page_completes_or_fails(stripe_server):
    session = open_session(stripe_server)
    for result in ("fail", "complete"):
        challenge = submit(session.url, number="4000002760003184")
        assert "Your bank asks" in challenge.text
        assert "$1,234.50" in challenge.text
        answer = requests.post(challenge.url, data={"result": result}, timeout=60)
        assert ("unable to authenticate" in answer.text) is (result == "fail")
    assert answer.url.endswith(f"?back={session.id}")
    assert requests.get(challenge.url, timeout=60).url == answer.url


def test_challenge_of_a_stranger_is_not_shown(stripe_server):
    challenge = submit(open_session(stripe_server).url, number="4000002760003184")
    stranger = re.sub("key=.*", "key=guess", challenge.url)
    assert "No such page" in requests.post(stranger, data={"result": "complete"}, timeout=60).text
    assert not stripe_server.charges()


def test_bank_debit_is_chosen_and_settled_by_the_control(stripe_server):
    session = open_session(stripe_server)
    submit(session.url, method="bank", account="000123456789")
    assert "Settle" in requests.get(f"{stripe_server.url}/_control/", timeout=60).text
    answer = requests.post(
        f"{stripe_server.url}/_control/settle", json={"payment": session.id}, timeout=60
    )
    assert answer.json()["status"] == "succeeded"


def test_saving_box_and_saved_cards(stripe_server):
    customer = client(stripe_server).v1.customers.create({"email": "ap@anchor.example"}).id
    offered = {"saved_payment_method_options": {"payment_method_save": "enabled"}}
    first = open_session(stripe_server, customer=customer, **offered)
    assert "Save this payment method" in requests.get(first.url, timeout=60).text
    submit(first.url, number="4242424242424242", save="yes")
    second = open_session(stripe_server, customer=customer, **offered)
    text = requests.get(second.url, timeout=60).text
    assert "Visa •••• 4242" in text
    saved = re.search('value="(saved:pm_[^"]+)"', text)
    assert saved
    assert "back=" in submit(second.url, method=saved[1]).url


def test_expired_and_unknown_pages(stripe_server):
    session = open_session(stripe_server)
    client(stripe_server).v1.checkout.sessions.expire(session.id)
    assert "has expired" in requests.get(session.url, timeout=60).text
    submit(session.url, number="4242424242424242")
    assert not stripe_server.charges()
    assert requests.get(f"{stripe_server.url}/c/pay/cs_test_none", timeout=60).status_code == 404
    assert requests.get(f"{stripe_server.url}/else", timeout=60).status_code == 404


def test_control_over_http(stripe_server):
    def control(name: str, **given: Any) -> requests.Response:
        return requests.post(f"{stripe_server.url}/_control/{name}", json=given, timeout=60)

    session = open_session(stripe_server)
    submit(session.url, number="4242424242424242")
    dispute = control("open_dispute", payment=session.id).json()["id"]
    assert control("close_dispute", dispute=dispute, won=True).json()["status"] == "won"
    assert control("faults", lost=0.5).ok
    assert control("lie", target="payment_intent", amount=1).ok
    assert control("order", fault="drop_before", path="/refunds").ok
    assert control("clear").ok
    assert control("advance", days=2).ok
    assert control("nonsense").status_code == 400
    assert control("settle", payment="pi_nobody").status_code == 400
    state = requests.get(f"{stripe_server.url}/_control/state", timeout=60).json()
    assert len(state["objects"]["charge"]) == 1
    assert state["requests"][0]["path"] == "/v1/checkout/sessions"


def test_journal_brings_everything_back(tmp_path):
    journal = tmp_path / "stripe.jsonl"
    params = {"metadata": {"attempt_id": "a1"}}
    line = {**LINE, "quantity": 2}
    double = StripeDouble(journal=journal)
    v1 = double.client().v1
    session = v1.checkout.sessions.create(
        {"mode": "payment", "success_url": "https://p.example/", "line_items": [line]},  # type: ignore[list-item]
        {"idempotency_key": "s"},
    )
    double.checkout(session.id).pay("000123456789")
    customer = v1.customers.create(params, {"idempotency_key": "k"})  # type: ignore[arg-type]
    double.advance(seconds=100)
    double.stop()
    with journal.open("a") as file:
        file.write('{"ids": 99, "half a li')  # killed while writing

    again = StripeDouble(journal=journal)
    for kind in ("checkout.session", "payment_intent", "charge", "customer", "event"):
        assert again.objects(kind) == double.objects(kind)
    assert again.clock.offset == 100
    v1 = again.client().v1
    assert v1.customers.create(params, {"idempotency_key": "k"}).id == customer.id  # type: ignore[arg-type]
    assert v1.customers.create({}).id != customer.id
    assert len(again.deliveries()) == len(double.objects("event")) + 1
    again.control.settle(session.id)
    again.stop()
    third = StripeDouble(journal=journal)
    assert third.objects("checkout.session")[0]["payment_status"] == "paid"
    assert len(third.objects("customer")) == 2
    third.stop()


def test_process_survives_being_killed(tmp_path):
    def started() -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.stripe_double", "--journal", str(tmp_path / "j.jsonl")],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert process.stdout
        return process, process.stdout.readline().removeprefix("READY ").strip()

    def state(url: str) -> Any:
        with urlopen(Request(f"{url}/_control/state"), timeout=60) as answer:
            return json.load(answer)

    process, url = started()
    with process:
        double = StripeDouble()
        client(double, url).v1.payment_intents.create({"amount": 500, "currency": "usd"})
        before = state(url)["objects"]
        process.send_signal(signal.SIGKILL)
    process, url = started()
    with process:
        assert state(url)["objects"] == before
        process.terminate()
    assert process.returncode == 0
