"""Forty people at the pay page at the same moment: one wins, the others read why, nobody fails.

Each session is a browser of its own with a connection of its own; any error of the server or the
database is raised. What each guard is worth is shown by taking it away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from threading import Event, Thread, get_ident
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg import Cursor

from accounts.company.account_hold import set_hold
from accounts.models import Customer
from billing.documents import invoices
from billing.documents.invoices import void_invoice
from billing.ledger import allocation, posting
from billing.ledger.check import check_ledger
from billing.ledger.posting import LedgerRefusal
from billing.models import Invoice, PaymentAttempt
from billing.payments.online import attempts, operation
from billing.payments.online.attempts import converge
from billing.payments.planning import execution
from tests import factories
from tests.billing.payments.paying import CARD, begin, posted
from tests.concurrency.conftest import Race
from tests.factories import DAY, item_of, make_credit_note, make_invoice, make_member
from tests.simulation.portal import turn_on
from tests.stripe_double import StripeDouble
from tests.waiting import PATIENCE_SECONDS, lock_is_awaited, until
from tests.web.billing.browsers import BACKEND, text_of
from tests.web.billing.paying import fields

pytestmark = pytest.mark.django_db(transaction=True)

SESSIONS = 40
URL = "/pay/"
UNIQUE = "attempt_one_live_an_item"
OPEN_GUARD = "open_item_open_not_negative"
LOCKERS = (operation, execution, posting, allocation)
TO_STRIPE, TO_ITS_PAGE, USED, REFUSED = "to Stripe", "to its page", "credit used", "refused"


@pytest.fixture
def stripe(stripe_double, settings, monkeypatch) -> StripeDouble:
    turn_on(stripe_double, settings, monkeypatch)
    return stripe_double


@pytest.fixture
def customer() -> Customer:
    factories.make_organization()
    return factories.make_customer()


def browsers(customer: Customer, *, people: int) -> list[Client]:
    """Forty signed-in browsers of so many colleagues."""
    users = [factories.make_member(customer) for _ in range(people)]
    clients = [Client() for _ in range(SESSIONS)]
    for number, client in enumerate(clients):
        client.force_login(users[number % people], backend=BACKEND)
    return clients


def press_pay(client: Client, typed: dict[str, str], once: str) -> str:
    """Where the button leads, in a word."""
    response = client.post(URL, {"method": "card", **typed, "once": once, "_pay": ""})
    if response.status_code == 422:
        assert 'role="alert"' in response.content.decode(), text_of(response)
        return REFUSED
    assert response.status_code == 303, response.status_code
    place = response["Location"]
    if place.startswith(reverse("billing:invoice-list")):
        return USED
    return TO_ITS_PAGE if place.startswith("/") else TO_STRIPE


def presses(clients: Sequence[Client], *, once: str = "", **typed: str) -> list[Callable[[], str]]:
    """Each presses the button of the page that the first of them sees; one key, or one each."""
    shown = {**fields(clients[0].get(URL)), **typed}
    if typed:  # these documents alone
        shown.pop("scope")
    return [partial(press_pay, one, shown, once or str(uuid4())) for one in clients]


def pay_at_stripe(stripe: StripeDouble) -> PaymentAttempt:
    """The winner pays; the portal looks."""
    attempt: PaymentAttempt = PaymentAttempt.objects.get()
    stripe.checkout(attempt.page_id).pay(CARD)
    return converge(attempt)


# --- Guards taken away ----------------------------------------------------------------------


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for an account, and two at least plan before anybody writes."""
    for module in LOCKERS:
        monkeypatch.setattr(module, "lock_account", lambda customer: customer)
    real, planned = execution.validated_plan, set()

    def slow(**asked: Any) -> Any:
        found = real(**asked)
        planned.add(get_ident())
        until(lambda: len(planned) > 1)
        return found

    for module in (attempts, execution):
        monkeypatch.setattr(module, "validated_plan", slow)


@pytest.fixture
def without_the_unique_line(owner_cursor: Cursor[Any]) -> Iterator[None]:
    owner_cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [UNIQUE])
    ((definition,),) = owner_cursor.fetchall()
    owner_cursor.execute(f"DROP INDEX {UNIQUE}")
    yield
    # The rows this test made do not satisfy it.
    owner_cursor.execute("TRUNCATE billing_attemptline")
    owner_cursor.execute(definition)


@pytest.fixture
def without_the_open_guard(owner_cursor: Cursor[Any]) -> Iterator[None]:
    owner_cursor.execute(f"ALTER TABLE billing_openitem DROP CONSTRAINT {OPEN_GUARD}")
    yield
    owner_cursor.execute(
        f"ALTER TABLE billing_openitem ADD CONSTRAINT {OPEN_GUARD} CHECK (open >= 0) NOT VALID"
    )


# --- Double click ---------------------------------------------------------------------------


def test_one_button_pressed_40_times_is_one_page_at_stripe(race: Race, stripe, customer) -> None:
    make_invoice(customer, 100)

    outcomes = race(presses(browsers(customer, people=1), once=str(uuid4())))

    assert set(outcomes) <= {TO_STRIPE, TO_ITS_PAGE}, outcomes
    assert PaymentAttempt.objects.count() == 1
    assert len(stripe.objects("checkout.session")) == 1


def _started_with_one_key(race: Race, customer: Customer) -> Counter[str]:
    invoice, payer, key = make_invoice(customer, 100), make_member(customer), uuid4()
    return race([partial(begin, customer, payer, {invoice: 100}, key=key)] * SESSIONS)


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_a_press_is_refused_by_another_of_itself(
    race: Race, stripe, customer
) -> None:
    """The control: the key alone keeps the second attempt away, but answers with a refusal."""
    outcomes = _started_with_one_key(race, customer)

    assert outcomes["Refusal"] + outcomes["PlanRefused"] > 0


# --- Two tabs, two colleagues ---------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 8])
def test_one_of_40_tabs_pays_and_the_others_read_who(race: Race, stripe, customer, people) -> None:
    """Tabs of one person, or of eight colleagues."""
    make_invoice(customer, 100)
    clients = browsers(customer, people=people)

    outcomes = race(presses(clients))

    assert outcomes == {TO_STRIPE: 1, REFUSED: SESSIONS - 1}
    assert len(stripe.objects("checkout.session")) == 1
    assert PaymentAttempt.objects.get().payer in text_of(clients[-1].get(URL))
    assert pay_at_stripe(stripe).state == "succeeded"
    assert posted() == [("card", 100)]
    assert check_ledger().drift == []


@pytest.mark.usefixtures("without_locks", "without_the_unique_line")
def test_without_lock_and_constraint_several_tabs_pay(race: Race, stripe, customer) -> None:
    """The control."""
    make_invoice(customer, 100)

    outcomes = race(presses(browsers(customer, people=1)))

    assert outcomes[TO_STRIPE] > 1


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_the_constraint_lets_one_through(race: Race, stripe, customer) -> None:
    make_invoice(customer, 100)

    outcomes = race(presses(browsers(customer, people=8)))

    assert outcomes == {TO_STRIPE: 1, REFUSED: SESSIONS - 1}


# --- A credit used twice --------------------------------------------------------------------


def _with_credit(customer: Customer) -> tuple[Any, dict[str, str]]:
    """A credit of 60 and what somebody types to use it for an invoice of 1,000."""
    invoice, credit = make_invoice(customer, 1000), make_credit_note(customer, 60)
    typed = {f"pay-{invoice.open_item_id}": "60", f"use-{credit.open_item_id}": "60"}
    return credit, typed


def test_one_of_40_sessions_uses_the_credit(race: Race, stripe, customer) -> None:
    credit, typed = _with_credit(customer)

    outcomes = race(presses(browsers(customer, people=8), **typed))

    assert outcomes == {USED: 1, REFUSED: SESSIONS - 1}
    assert item_of(credit).open == 0
    assert check_ledger().drift == []


def test_credit_button_pressed_40_times_uses_it_once(race: Race, stripe, customer) -> None:
    credit, typed = _with_credit(customer)

    outcomes = race(presses(browsers(customer, people=1), once=str(uuid4()), **typed))

    assert outcomes == {USED: SESSIONS}
    assert item_of(credit).open == 0


@pytest.mark.usefixtures("without_locks", "without_the_open_guard")
def test_without_lock_and_constraint_a_credit_is_used_several_times(
    race: Race, stripe, customer
) -> None:
    """The control."""
    credit, typed = _with_credit(customer)

    outcomes = race(presses(browsers(customer, people=8), **typed))

    assert outcomes[USED] > 1
    assert item_of(credit).open < 0


# --- Hold and void meanwhile ----------------------------------------------------------------


def test_hold_set_meanwhile_does_not_hinder_who_pays(race: Race, stripe, customer) -> None:
    """Paying is the way out of a hold. That a hold does not end by money that is being taken
    back has its control in test_hold_races."""
    make_invoice(customer, 100)
    holds = [partial(set_hold, customer, reason="Late")] * 4

    outcomes = race([*presses(browsers(customer, people=8)[4:]), *holds])

    assert outcomes == {TO_STRIPE: 1, REFUSED: SESSIONS - 5, "done": 4}
    assert Customer.objects.get(pk=customer.pk).is_on_hold
    assert pay_at_stripe(stripe).state == "succeeded"
    assert posted() == [("card", 100)]


def test_invoice_voided_meanwhile_is_not_paid_and_no_money_is_lost(
    race: Race, stripe, customer
) -> None:
    """Who was quicker than the voiding pays all the same: a deposit then."""
    invoice = make_invoice(customer, 100)
    voids = [partial(void_invoice, invoice, voided_on=DAY)] * 10

    outcomes = race([*presses(browsers(customer, people=8)[10:]), *voids])

    assert (outcomes["done"], outcomes["Refusal"]) == (1, 9)
    assert outcomes[TO_STRIPE] <= 1
    assert outcomes[TO_STRIPE] + outcomes[REFUSED] == SESSIONS - 10
    if outcomes[TO_STRIPE]:
        payment = pay_at_stripe(stripe).payment
        assert payment is not None
        assert payment.unallocated == 100
    assert item_of(invoice).open == 0
    assert check_ledger().drift == []


def _paid_while_it_is_voided(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> Invoice:
    """One session voids and has looked whether anything is paid; another pays before it goes on."""
    invoice = make_invoice(customer, 100)
    looked, paid = Event(), Event()
    real = invoices.reverse

    def reverse_late(*args: Any, **fields: Any) -> Any:
        looked.set()
        until(lambda: paid.is_set() or lock_is_awaited())
        return real(*args, **fields)

    def void() -> None:
        try:
            void_invoice(invoice, voided_on=DAY)
        finally:
            connection.close()

    monkeypatch.setattr(invoices, "reverse", reverse_late)
    other = Thread(target=void)
    other.start()
    assert looked.wait(PATIENCE_SECONDS)
    with suppress(LedgerRefusal):
        factories.pay(invoice)
    paid.set()
    other.join()
    return invoice


def test_invoice_is_not_paid_while_it_is_voided(customer, monkeypatch) -> None:
    invoice = _paid_while_it_is_voided(customer, monkeypatch)

    assert item_of(invoice).open == 0
    assert posted() == []


@pytest.mark.usefixtures("without_the_open_guard")
def test_without_lock_and_constraint_it_is_both_paid_and_voided(customer, monkeypatch) -> None:
    """The control."""
    monkeypatch.setattr(invoices, "lock_account", lambda customer: customer)

    invoice = _paid_while_it_is_voided(customer, monkeypatch)

    assert item_of(invoice).open == -100
