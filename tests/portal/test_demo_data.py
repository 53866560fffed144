from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer, Membership, Organization, User
from billing.ageing import Bucket
from billing.balance import balance_for
from billing.ledger.check import check_ledger
from billing.models import CreditNote, Invoice, JournalEntry, OpenItem, Payment, Retainer
from portal.demo.logins import LOGINS, PASSWORD
from tests.factories import make_customer
from tests.reading import ageing_for


@dataclass(frozen=True)
class Demo:
    """What the command said, and the figures of an earlier filling that was rolled back."""

    said: str
    earlier: list[Any]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[Demo]:
    """Filled once for all tests that only look at it."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as monkeypatch,
        transaction.atomic(),
    ):
        monkeypatch.setenv("FOYER_DEMO", "1")
        before = transaction.savepoint()
        run()
        earlier = figures()
        transaction.savepoint_rollback(before)
        yield Demo(run(), earlier)
        transaction.set_rollback(True)


def run(**options: Any) -> str:
    said = StringIO()
    call_command("demo_data", stdout=said, **options)
    return said.getvalue()


def figures() -> list[Any]:
    items = OpenItem.objects.order_by("kind", "number")
    return list(items.values_list("kind", "number", "issued_on", "due_on", "total", "open"))


def test_it_refuses_where_known_passwords_would_be_a_hole(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FOYER_DEMO", raising=False)
    with pytest.raises(CommandError) as refused:
        run()
    assert "\n" not in str(refused.value)
    assert not User.objects.exists()


def test_printing_the_logins_of_an_empty_database_makes_none_and_says_so(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOYER_DEMO", "1")
    with pytest.raises(CommandError, match="holds no demo"):
        run(print_logins=True)
    assert not User.objects.exists()


def test_it_leaves_a_database_with_other_customers_alone(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOYER_DEMO", "1")
    make_customer()
    with pytest.raises(CommandError, match="holds data already"):
        run()
    assert not Organization.objects.filter(name="Harbour & Vale Trading").exists()


def test_the_ledger_agrees(demo: Demo) -> None:
    assert check_ledger().drift == []


def test_every_state_of_every_document_is_there(demo: Demo) -> None:
    for model in (Invoice, Payment, CreditNote, Retainer):
        found = set(model.objects.values_list("status", flat=True))
        wanted = set(model.Status.values)
        if model in (CreditNote, Retainer):
            wanted.discard("written_off")
        assert found == wanted, model
    assert set(Payment.objects.values_list("method", flat=True)) == set(Payment.Method.values)
    kinds = set(JournalEntry.objects.values_list("kind", flat=True))
    # A dispute comes from the stand-in for Stripe, once it runs (`portal.demo.filling.saved`).
    assert kinds == set(JournalEntry.Kind.values) - {"dispute"}


def test_every_kind_of_account_is_there(demo: Demo) -> None:
    today = Organization.current().today()

    def customer(name: str) -> Customer:
        return Customer.objects.get(name__startswith=name)

    currencies = set(Customer.objects.values_list("currency", flat=True))
    assert currencies == {"GBP", "EUR", "JPY", "KWD", "USD"}
    assert all(ageing_for(customer("Bramblewick Stores"), today=today).amounts.values())
    assert not customer("Fern & Fable").open_items.exists()
    assert balance_for(customer("Tidewater"), today=today).net < 0
    assert balance_for(customer("Oakhollow"), today=today).outstanding == 0
    assert customer("Copper Kettle").is_on_hold
    late = ageing_for(customer("Marlow"), today=today)
    assert all(amount > 0 for bucket, amount in late.amounts.items() if bucket != Bucket.UNAPPLIED)


def test_nothing_happens_in_the_future(demo: Demo) -> None:
    today = Organization.current().today()
    assert not OpenItem.objects.filter(issued_on__gt=today).exists()
    assert not JournalEntry.objects.filter(effective_on__gt=today).exists()


def test_everybody_printed_can_sign_in(demo: Demo) -> None:
    for login in LOGINS:
        assert login.email in demo.said
        user = User.objects.get(email=login.email)
        assert user.check_password(PASSWORD)
        address = EmailAddress.objects.get(user=user)
        assert (address.email, address.verified, address.primary) == (login.email, True, True)
    assert PASSWORD in demo.said


def test_one_person_has_two_companies(demo: Demo) -> None:
    assert Membership.objects.filter(user__email="group@example.com").count() == 2


def test_the_second_time_it_only_says_who_can_sign_in(demo: Demo) -> None:
    before = figures()
    with CaptureQueriesContext(connection) as asked:
        again = run()
    assert len(asked) <= 2
    assert "there already" in again
    assert "owner@example.com" in again
    assert figures() == before


def test_it_comes_out_the_same_every_time(demo: Demo) -> None:
    assert figures() == demo.earlier
