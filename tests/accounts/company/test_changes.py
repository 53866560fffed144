"""What a company changes of itself, and what it asks for."""

from __future__ import annotations

import pytest

from accounts.company.changes import (
    approve,
    change_address,
    change_details,
    decline,
    delete_address,
    make_default,
    withdraw,
)
from accounts.models import Address, ChangeRequest
from portal.kit.web.refusals import Refusal
from tests.factories import make_customer, make_invoice, make_member, make_organization, make_staff

pytestmark = pytest.mark.django_db
NEW_PLACE = dict.fromkeys(
    ["attention", "line2", "postcode", "region"], ""
) | {"line1": "2 New Road", "city": "Newtown", "country": "United Kingdom"}  # fmt: skip


@pytest.fixture
def customer():
    make_organization()
    customer = make_customer("Old Ltd", tax_id="A1")
    Address.objects.create(
        customer=customer, kind="billing", is_default=True, line1="1 Old Road", city="Oldtown"
    )
    return customer


@pytest.fixture
def owner(customer):
    return make_member(customer, email="ann@example.com")


def test_before_the_first_document_everything_changes_at_once(customer, owner) -> None:
    saved = change_details(customer, {"name": "New Ltd", "phone": "1"}, by=owner)
    assert saved.changed == ["name", "phone"]
    customer.refresh_from_db()
    assert customer.name == "New Ltd"


def test_after_it_the_legal_part_is_asked_for_and_the_rest_is_done(customer, owner) -> None:
    make_invoice(customer)
    saved = change_details(customer, {"name": "New Ltd", "phone": "1"}, by=owner)
    assert saved.changed == ["phone"]
    (request,) = saved.requested
    assert (request.old_text, request.new_text, request.asked_by) == ("Old Ltd", "New Ltd", owner)
    customer.refresh_from_db()
    assert (customer.name, customer.phone) == ("Old Ltd", "1")


def test_approval_changes_it_and_tells_the_person(customer, owner, mailoutbox) -> None:
    make_invoice(customer)
    (request,) = change_details(customer, {"name": "New Ltd"}, by=owner).requested
    approve(request, decided_by=make_staff())
    customer.refresh_from_db()
    assert customer.name == "New Ltd"
    assert mailoutbox[0].to == ["ann@example.com"]


def test_refusal_leaves_it_and_says_why(customer, owner, mailoutbox) -> None:
    make_invoice(customer)
    (request,) = change_details(customer, {"name": "New Ltd"}, by=owner).requested
    decline(request, decided_by=make_staff(), reason="Send us the register's extract.")
    customer.refresh_from_db()
    assert customer.name == "Old Ltd"
    assert "Send us the register's extract." in mailoutbox[0].body


def test_request_is_decided_once(customer, owner) -> None:
    make_invoice(customer)
    (request,) = change_details(customer, {"name": "New Ltd"}, by=owner).requested
    withdraw(request)
    with pytest.raises(Refusal, match="decided or withdrawn"):
        approve(request, decided_by=make_staff())


def test_newer_wish_replaces_the_older(customer, owner) -> None:
    make_invoice(customer)
    change_details(customer, {"name": "Second Ltd"}, by=owner)
    change_details(customer, {"name": "Third Ltd"}, by=owner)
    assert ChangeRequest.objects.for_customer(customer).open().get().new_text == "Third Ltd"


def test_address_on_invoices_is_asked_for_and_issued_ones_keep_theirs(customer, owner) -> None:
    invoice = make_invoice(customer)
    before = invoice.billing_address
    address = customer.addresses.get()
    (request,) = change_address(address, NEW_PLACE, by=owner).requested
    approve(request, decided_by=make_staff())
    address.refresh_from_db()
    assert address.line1 == "2 New Road"
    invoice.refresh_from_db()
    assert invoice.billing_address == before
    assert "Old Road" in before


def test_other_addresses_change_at_once(customer, owner) -> None:
    make_invoice(customer)
    other = Address.objects.create(customer=customer, kind="shipping", line1="Dock")
    assert change_address(other, NEW_PLACE, by=owner).changed
    other.refresh_from_db()
    assert other.city == "Newtown"


def test_address_on_invoices_is_neither_deleted_nor_replaced_past_staff(customer) -> None:
    make_invoice(customer)
    other = Address.objects.create(customer=customer, kind="billing", line1="Elsewhere")
    with pytest.raises(Refusal, match="can't be deleted"):
        delete_address(customer.addresses.get(is_default=True))
    with pytest.raises(Refusal, match="Ask for a change"):
        make_default(other)


def test_approval_of_an_address_that_is_gone_is_refused_and_stays_open(customer, owner) -> None:
    make_invoice(customer)
    address = customer.addresses.get()
    (request,) = change_address(address, NEW_PLACE, by=owner).requested
    address.delete()
    with pytest.raises(Refusal, match="no longer exists"):
        approve(request, decided_by=make_staff())
    request.refresh_from_db()
    assert request.state == "open"
