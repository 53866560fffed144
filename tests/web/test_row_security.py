"""Customers' pages behind the second wall, as the people see them."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import Membership, Role, User, ViewAs
from accounts.sharing.shared_links import share
from billing.models import Invoice
from billing.models.querysets import CustomerQuerySet
from tests.factories import make_customer, make_invoice, make_member, make_membership, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def forgotten() -> Iterator[None]:
    """No query of documents says whose it wants."""
    if not settings.DATABASE_PORTAL_ROLE:
        pytest.skip("needs a portal's role (DATABASE_PORTAL_ROLE)")
    everything = {"for_customer": lambda self, _: self.all(), "for_customers": lambda self, _: self}
    with patch.multiple(CustomerQuerySet, **everything):
        yield


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def listed(client: Client) -> str:
    return client.get("/invoices/").content.decode()


@pytest.mark.usefixtures("forgotten")
def test_filter_that_was_forgotten_shows_nothing_foreign() -> None:
    own, foreign = make_invoice(make_customer()), make_invoice(make_customer())
    client = browser(make_member(own.customer))
    page = listed(client)
    assert own.number in page
    assert foreign.number not in page
    assert client.get(f"/invoices/{own.number}/").status_code == 200
    assert client.get(f"/invoices/{foreign.number}/").status_code == 404
    assert client.get(f"/invoices/{foreign.number}/pdf/").status_code == 404


@pytest.mark.usefixtures("forgotten")
def test_document_of_another_of_ones_companies_is_offered_there() -> None:
    own, other = make_invoice(make_customer("Ours")), make_invoice(make_customer("Zebra"))
    person = make_member(own.customer)
    make_membership(other.customer, person)
    client = browser(person)
    assert other.number not in listed(client)
    assert client.get(f"/invoices/{other.number}/").status_code == 409


@pytest.mark.usefixtures("forgotten")
def test_group_sees_its_subsidiaries_and_nobody_elses() -> None:
    parent = make_customer("Parent")
    below = make_invoice(make_customer("Below", parent=parent))
    foreign = make_invoice(make_customer("Foreign"))
    person = make_member(parent)
    Membership.objects.update(includes_subsidiaries=True)
    page = listed(browser(person))
    assert below.number in page
    assert foreign.number not in page


@pytest.mark.usefixtures("forgotten")
def test_staff_who_look_as_a_customer_see_that_company_alone() -> None:
    own, other = make_invoice(make_customer()), make_invoice(make_customer())
    staff = make_staff()
    make_membership(other.customer, staff)
    place = make_membership(own.customer, role=Role.VIEWER)
    client = browser(staff)
    session = client.session
    session["view_as_id"] = ViewAs.objects.create(staff=staff, membership=place, reason="Asked").pk
    session.save()
    page = listed(client)
    assert own.number in page
    assert other.number not in page


def test_shared_link_reaches_its_company_alone() -> None:
    own, foreign = make_invoice(make_customer()), make_invoice(make_customer())
    url = share(
        customer=own.customer,
        kind="invoice",
        number=own.number,
        title="Invoice",
        made_by=make_member(own.customer),
    ).url
    seen: list[set[Invoice]] = []
    from billing.views.sharing import shared

    with patch.object(shared, "kind_of", lambda _: seen.append(set(Invoice.objects.all()))):
        assert Client().get(url).status_code == 404
    assert seen == [{own}]
    assert foreign in Invoice.objects.all()
    assert Client().get(url).status_code == 200


def test_page_that_fails_leaves_no_role_behind() -> None:
    invoice = make_invoice(make_customer())
    client = browser(make_member(invoice.customer))
    client.raise_request_exception = False
    with patch("billing.views.documents.invoices.page", side_effect=ZeroDivisionError):
        assert client.get(f"/invoices/{invoice.number}/").status_code == 500
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('foyer.companies', true)")
        assert cursor.fetchone() == (connection.settings_dict["USER"], "{}")


def test_mail_is_queued_and_the_queue_not_read(settings) -> None:
    settings.MAIL_QUEUED = True
    customer = make_customer()
    client = browser(make_member(customer))
    values = {"email": "new@example.com", "name": "New", "role": "viewer"}
    assert client.post("/company/people/invite/", values).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%send_mail'")
        assert cursor.fetchone() == (1,)
