"""Staff look as a customer: read-only, bannered, for a while, and known to the customer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Membership, Role, ViewAs
from tests.factories import make_customer, make_invoice, make_member, make_organization, make_staff

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def member():
    make_organization()
    return make_member(make_customer("Kettle & Co"), Role.ACCOUNTS, "ann@example.com")


@pytest.fixture
def staff():
    return make_staff("stella@example.com", name="Stella")


@pytest.fixture
def client(staff) -> Client:
    client = Client()
    client.force_login(staff, backend=BACKEND)
    return client


def look(client: Client, member, reason: str = "Cannot find an invoice"):
    place = Membership.objects.get(user=member)
    url = reverse("admin:accounts_customer_look", args=[place.customer_id])
    return client.post(url, {"membership": place.pk, "reason": reason}, follow=True)


def test_staff_see_what_the_person_sees_under_a_banner(client, member):
    customer = member.memberships.get().customer
    invoice = make_invoice(customer)
    body = look(client, member).content.decode()
    assert "You are viewing the portal as" in body
    assert "Cannot find an invoice" in body
    assert invoice.number in client.get("/invoices/").content.decode()
    assert client.get("/company/people/").status_code == 403


def test_look_needs_a_reason(client, member):
    assert look(client, member, reason=" ").status_code == 422
    assert not ViewAs.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["/pay/", "/company/switch/", "/company/people/invite/", "/accounts/password/change/"],
)
def test_nothing_can_be_changed_or_paid_meanwhile(client, member, path):
    look(client, member)
    response = client.post(path, {"amount": "1"})
    assert response.status_code == 403
    assert "Read-only view" in response.content.decode()


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/2fa/", "/account/sessions/"])
def test_sign_in_details_are_not_shown_meanwhile(client, member, path):
    look(client, member)
    assert client.get(path).status_code == 403


def test_look_ends_by_the_button(client, member):
    look(client, member)
    client.post("/account/view-as/end/")
    assert client.get("/invoices/").url == "/"
    assert ViewAs.objects.get().ended_at


def test_look_ends_by_itself(client, member):
    look(client, member)
    ViewAs.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get("/invoices/").url == "/"


def test_look_ends_when_its_member_of_staff_is_none_any_more(client, member, staff):
    look(client, member)
    staff.is_staff = staff.is_superuser = False
    staff.save()
    assert client.get("/invoices/").url == "/"


def test_staff_are_no_target(client):
    other = make_staff("other@example.com")
    place = Membership.objects.create(user=other, customer=make_customer(), role=Role.OWNER)
    assert "not as staff" in look(client, place.user).content.decode()
    assert not ViewAs.objects.exists()


def test_without_the_right_to_change_customers_nobody_looks(member):
    weak = make_staff("weak@example.com", is_superuser=False)
    client = Client()
    client.force_login(weak, backend=BACKEND)
    assert look(client, member).status_code == 403


def test_foreign_look_cannot_be_carried_over_to_another_session(client, member):
    look(client, member)
    thief = Client()
    thief.force_login(make_staff("thief@example.com"), backend=BACKEND)
    session = thief.session
    session["view_as_id"] = ViewAs.objects.get().pk
    session.save()
    assert thief.get("/invoices/").url == "/"


def test_company_sees_that_it_happened_and_why(client, member):
    customer = member.memberships.get().customer
    invoice = make_invoice(customer)
    look(client, member)
    client.get(f"/invoices/{invoice.number}/pdf/")
    owner = Client()
    owner.force_login(make_member(customer), backend=BACKEND)
    body = owner.get("/company/history/").content.decode()
    assert "Stella" in body
    assert "Cannot find an invoice" in body
    download = AuditEvent.objects.get(kind="document.downloaded")
    assert (download.actor.name, download.on_behalf_of) == ("Stella", member)
