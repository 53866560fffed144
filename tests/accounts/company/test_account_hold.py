"""A hold begins with a reason, knows since when, stops ordering alone, and ends once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import Verb, can, rules_for
from accounts.company.account_hold import HOLD_BEGUN, HOLD_ENDED, release_hold, set_hold
from accounts.models import AuditEvent, Customer, Role
from portal.kit.web.refusals import Refusal
from tests.factories import make_customer, make_member, make_organization

pytestmark = pytest.mark.django_db
Release = Customer.HoldRelease


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer("Bright Ltd")


def test_hold_begins_with_its_reason_and_moment(customer: Customer) -> None:
    set_hold(customer, reason="Two cheques came back", release=Release.NOTHING_OVERDUE)
    assert customer.is_on_hold
    assert customer.hold_reason == "Two cheques came back"
    assert customer.hold_since is not None
    assert timezone.now() - customer.hold_since < timedelta(minutes=1)


def test_moment_is_filled_and_emptied_whoever_writes_the_row(customer: Customer) -> None:
    Customer.objects.update(status="on_hold", hold_reason="By an import")
    customer.refresh_from_db()
    began = customer.hold_since
    assert began is not None
    Customer.objects.update(hold_reason="Still", hold_since=None)
    customer.refresh_from_db()
    assert customer.hold_since == began
    Customer.objects.update(status="active")
    customer.refresh_from_db()
    assert customer.hold_since is None


def test_bringing_a_hold_up_to_date_keeps_its_moment_and_tells_nobody(customer: Customer) -> None:
    make_member(customer)
    began = set_hold(customer, reason="First").hold_since
    mail.outbox.clear()
    set_hold(customer, reason="Second")
    assert (customer.hold_since, customer.hold_reason) == (began, "Second")
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("status", "reason", "release"),
    [
        ("closed", "Late", Release.BY_STAFF),
        ("active", "  ", Release.BY_STAFF),
        ("active", "Late", Release.BELOW_LIMIT),
    ],
)
def test_hold_is_refused(customer: Customer, status: str, reason: str, release: Release) -> None:
    Customer.objects.update(status=status)
    with pytest.raises(Refusal):
        set_hold(customer, reason=reason, release=release)
    customer.refresh_from_db()
    assert customer.status == status


def test_database_refuses_a_hold_below_a_limit_that_is_not_set(customer: Customer) -> None:
    with pytest.raises(IntegrityError, match="hold_below_limit"), transaction.atomic():
        Customer.objects.update(
            status="on_hold", hold_reason="Late", hold_release=Release.BELOW_LIMIT
        )


@pytest.mark.parametrize("verb", list(Verb))
def test_hold_stops_ordering_and_nothing_else(customer: Customer, verb: Verb) -> None:
    owner = make_member(customer)
    set_hold(customer, reason="Late")
    assert can(owner, verb, customer) == (verb != Verb.ORDER)


def test_staff_read_which_rule_stops_ordering(customer: Customer) -> None:
    owner = make_member(customer)
    set_hold(customer, reason="Late")
    broken = [rule for rule in rules_for(owner, Verb.ORDER, customer) if not rule.holds]
    assert [rule.detail for rule in broken] == ["On hold"]


def test_owners_are_told_when_it_begins_and_when_it_ends(customer: Customer) -> None:
    make_member(customer, email="owner@example.com")
    make_member(customer, Role.VIEWER, email="viewer@example.com")
    set_hold(customer, reason="Two cheques came back")
    release_hold(customer, why="Nothing is overdue")
    begun, ended = mail.outbox
    assert begun.to == ended.to == ["owner@example.com"]
    assert begun.subject == "Acme Supplies: the account of Bright Ltd is on hold"
    assert "Two cheques came back" in begun.body
    assert "/hold/" in begun.body
    assert ended.subject == "Acme Supplies: the hold on Bright Ltd has been lifted"


def test_begin_and_end_stand_in_the_history(customer: Customer) -> None:
    set_hold(customer, reason="Late")
    release_hold(customer, why="By staff")
    kinds = [HOLD_BEGUN, HOLD_ENDED]
    events = AuditEvent.objects.filter(kind__in=kinds, customer=customer).order_by("id")
    assert [event.kind for event in events] == kinds
    assert events[1].after["why"] == "By staff"
    assert events[1].after["reason"] == "Late"


def test_hold_ends_once(customer: Customer) -> None:
    make_member(customer)
    set_hold(customer, reason="Late")
    mail.outbox.clear()
    assert release_hold(customer, why="Paid") is True
    assert release_hold(customer, why="Paid") is False
    assert len(mail.outbox) == 1
    assert (customer.status, customer.hold_reason, customer.hold_since) == ("active", "", None)
