"""What people read when the disk is full or the database away: 503 and a sentence."""

import errno

import psycopg
import pytest
from django.db import OperationalError
from django.test import Client

from accounts.models import Customer
from billing.documents.files import pdf_store
from portal.kit.files import storage
from tests.factories import make_customer, make_invoice, make_member
from tests.web.billing.browsers import BACKEND, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return make_customer()


@pytest.fixture
def member(customer: Customer) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_member(customer), backend=BACKEND)
    return client


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pdf_store, "write_whole", refuse)


def test_pdf_that_finds_no_room_is_a_sentence(member, customer, full_disk) -> None:
    invoice = make_invoice(customer)
    response = member.get(f"/invoices/{invoice.number}/pdf/")
    assert response.status_code == 503
    assert "disk is full" in text_of(response)
    assert response.headers["Retry-After"]


def test_reserve_that_is_used_up_is_the_same(member, customer, monkeypatch) -> None:
    monkeypatch.setattr(storage, "RESERVE_BYTES", 2**62)
    response = member.get(f"/invoices/{make_invoice(customer).number}/pdf/")
    assert response.status_code == 503
    assert "disk is full" in text_of(response)


def test_zip_that_finds_no_room_never_begins(member, customer, full_disk) -> None:
    make_invoice(customer)
    response = member.get("/exports/new/?download=invoices.shown.zip")
    assert response.status_code == 503
    assert "disk is full" in text_of(response)


@pytest.mark.parametrize("cause", [psycopg.OperationalError(), psycopg.errors.AdminShutdown()])
def test_missing_database_is_a_sentence(member, monkeypatch, cause: Exception) -> None:
    def lost(*args: object, **kwargs: object) -> None:
        raise OperationalError from cause

    monkeypatch.setattr("accounts.middleware._current_membership", lost)
    response = member.get("/profile/")
    assert response.status_code == 503
    assert "cannot reach its database" in text_of(response)


def test_fault_of_our_own_is_still_500(member, monkeypatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError from psycopg.errors.DeadlockDetected()

    monkeypatch.setattr("accounts.middleware._current_membership", fail)
    assert member.get("/profile/").status_code == 500
