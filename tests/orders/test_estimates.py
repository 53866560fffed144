"""Offers: what is asked, what is offered, and that one answer counts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from accounts.models import Customer, Organization, Role, User
from catalog.models import Variant
from orders.estimates.accepting import (
    Acceptance,
    OfferChanged,
    accept_estimate,
    ask_to_renew,
    decline_estimate,
)
from orders.estimates.offering import (
    OfferedLine,
    newest_offer,
    offer,
    request_estimate,
    withdraw_estimate,
)
from orders.lines.checking import Wanted
from orders.models import Estimate, EstimateLine, EstimateVersion, OrderSettings, SalesOrder
from orders.tasks import mail_estimate_answered, mail_estimate_requested, mail_estimate_sent
from portal.kit.web.refusals import Refusal
from tests.factories import make_customer, make_member, make_organization, make_staff
from tests.orders.factories import priced_variant

pytestmark = pytest.mark.django_db
Status = Estimate.Status


@pytest.fixture
def customer() -> Customer:
    make_organization(email="desk@example.com", currency="EUR")
    return make_customer(currency="EUR")


@pytest.fixture
def staff() -> User:
    return make_staff("s@example.com")


@pytest.fixture
def owner(customer: Customer) -> User:
    return make_member(customer, Role.OWNER)


@pytest.fixture
def variant(customer: Customer) -> Variant:
    return priced_variant(customer, "5", sku="MUG-1", min_quantity=6, multiple=6)


def in_days(days: int):
    return Organization.current().today() + timedelta(days=days)


@pytest.fixture
def sent(customer: Customer, staff: User, variant: Variant) -> Estimate:
    """10 at 4.50, valid for 30 days."""
    lines = [OfferedLine(variant.sku, Decimal(10), Decimal("4.5"))]
    return offer(lines, customer=customer, by=staff, valid_until=in_days(30))


def signed(estimate: Estimate, version: int = 1) -> Acceptance:
    return Acceptance(version, "Olive  Bramwell", po_number="PO-7")


def test_accepting_makes_the_order_at_the_prices_offered(sent: Estimate, owner: User) -> None:
    accepted = accept_estimate(sent, signed(sent), by=owner)
    order = accepted.order
    line = order.lines.get()
    assert (line.ordered, line.unit_price, order.total) == (10, Decimal("4.5"), Decimal(45))
    assert (order.po_number, line.why["source"]) == ("PO-7", "estimate")
    assert accepted.signed_name == "Olive Bramwell"


def test_what_was_signed_is_the_pdf_as_it_was_sent(sent: Estimate, owner: User) -> None:
    version = newest_offer(sent)
    with version.pdf.open("rb") as file:
        assert sha256(file.read()).hexdigest() == version.pdf_sha256
    assert accept_estimate(sent, signed(sent), by=owner).signed_sha256 == version.pdf_sha256


def test_one_of_two_colleagues_accepts_and_the_other_is_told(sent: Estimate, owner: User) -> None:
    accept_estimate(sent, signed(sent), by=owner)
    with pytest.raises(Refusal, match=f"{owner} has accepted this estimate already"):
        accept_estimate(sent, signed(sent), by=owner)
    assert SalesOrder.objects.count() == 1


def test_a_newer_version_is_looked_at_first(
    sent: Estimate, owner: User, staff: User, variant: Variant
) -> None:
    lines = [OfferedLine(variant.sku, Decimal(10), Decimal(4))]
    offer(lines, customer=sent.customer, by=staff, valid_until=in_days(3), estimate=sent)
    with pytest.raises(OfferChanged):
        accept_estimate(sent, signed(sent), by=owner)
    assert accept_estimate(sent, signed(sent, 2), by=owner).order.total == 40


def test_an_offer_holds_to_the_end_of_its_last_day(
    customer: Customer, staff: User, variant: Variant, owner: User
) -> None:
    lines = [OfferedLine(variant.sku, Decimal(6))]
    today = offer(lines, customer=customer, by=staff, valid_until=in_days(0))
    assert accept_estimate(today, signed(today), by=owner).order.total == 30


def test_an_offer_that_has_ended_is_renewed_and_not_accepted(
    sent: Estimate, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = in_days(31)
    with pytest.raises(Refusal, match="can still be accepted"):
        ask_to_renew(sent, by=owner)
    monkeypatch.setattr(Organization, "today", lambda self: later)
    with pytest.raises(Refusal, match="has ended"):
        accept_estimate(sent, signed(sent), by=owner)
    assert ask_to_renew(sent, by=owner).status == Status.REQUESTED


def test_declining_says_why_and_can_be_answered_with_another_offer(
    sent: Estimate, owner: User, staff: User, variant: Variant
) -> None:
    with pytest.raises(Refusal, match="in a few words"):
        decline_estimate(sent, reason=" ", by=owner)
    declined = decline_estimate(sent, reason="Too dear.", by=owner)
    with pytest.raises(Refusal, match="not waiting for an answer"):
        accept_estimate(declined, signed(sent), by=owner)
    lines = [OfferedLine(variant.sku, Decimal(10), Decimal(4))]
    again = offer(
        lines, customer=sent.customer, by=staff, valid_until=in_days(3), estimate=declined
    )
    assert (again.status, again.reason) == (Status.SENT, "")


def test_a_request_keeps_what_was_wanted_at_todays_prices(
    customer: Customer, owner: User, variant: Variant
) -> None:
    key, today = uuid4(), in_days(0)
    wanted = [Wanted(variant.pk, Decimal(12))]
    for _ in range(2):
        made = request_estimate(wanted, customer=customer, by=owner, key=key, today=today)
    assert Estimate.objects.count() == 1
    version = made.versions.get()
    assert (version.is_offer, version.total) == (False, 60)
    with pytest.raises(Refusal, match="not waiting"):
        accept_estimate(made, signed(made), by=owner)


@pytest.mark.parametrize(
    ("sku", "price", "days", "sentence"),
    [
        ("NOPE", None, 3, "no product with the SKU NOPE"),
        ("MUG-1", Decimal(-1), 3, "has no price"),
        ("MUG-1", Decimal("NaN"), 3, "has no price"),
        ("MUG-1", None, -1, "The last day has passed"),
    ],
)
def test_what_cannot_be_offered_is_refused(
    customer: Customer, staff: User, variant: Variant, sku: str, price, days: int, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        offer(
            [OfferedLine(sku, Decimal(6), price)],
            customer=customer,
            by=staff,
            valid_until=in_days(days),
        )
    assert not Estimate.objects.exists()


def test_the_credit_limit_holds_for_estimates_too(sent: Estimate, owner: User) -> None:
    OrderSettings.objects.create(pk=1, over_limit=OrderSettings.OverLimit.REFUSE)
    Customer.objects.filter(pk=sent.customer_id).update(credit_limit=10)
    with pytest.raises(Refusal, match="over your credit limit"):
        accept_estimate(sent, signed(sent), by=owner)
    sent.refresh_from_db()
    assert sent.status == Status.SENT


@pytest.mark.parametrize(
    "change",
    [
        lambda one: EstimateVersion.objects.filter(estimate=one).update(total=1),
        lambda one: EstimateLine.objects.filter(version__estimate=one).update(unit_price=1),
        lambda one: Estimate.objects.filter(pk=one.pk).update(status="accepted"),
        lambda one: Estimate.objects.filter(pk=one.pk).update(number="EST-X"),
        lambda one: Estimate.objects.filter(pk=one.pk).delete(),
    ],
)
def test_the_database_keeps_what_was_offered(sent: Estimate, change) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change(sent)


def test_an_accepted_estimate_never_changes(sent: Estimate, owner: User) -> None:
    accept_estimate(sent, signed(sent), by=owner)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Estimate.objects.filter(pk=sent.pk).update(signed_name="Somebody Else")
    with pytest.raises(Refusal, match="answered already"):
        withdraw_estimate(sent)


def test_mails_go_to_the_side_whose_turn_it_is(
    sent: Estimate, owner: User, variant: Variant
) -> None:
    mail_estimate_sent(object_id=sent.pk)
    made = request_estimate(
        [Wanted(variant.pk, Decimal(6))],
        customer=sent.customer,
        by=owner,
        key=uuid4(),
        today=in_days(0),
    )
    mail_estimate_requested(object_id=made.pk)
    accept_estimate(sent, signed(sent), by=owner)
    mail_estimate_answered(object_id=sent.pk)
    assert [one.to for one in mail.outbox if "stimate" in one.subject or "EST" in one.subject] == [
        [owner.email],
        ["desk@example.com"],
        ["desk@example.com"],
    ]
