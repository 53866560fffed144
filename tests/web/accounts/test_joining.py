"""The pages that a mail's link opens, and signing up by oneself."""

from __future__ import annotations

import re
from datetime import timedelta
from time import perf_counter
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from accounts.membership.access_requests import approve, decline, proposed_customers
from accounts.membership.people import set_email
from accounts.models import (
    AccessRequest,
    ContactPerson,
    Customer,
    Invitation,
    Membership,
    Role,
    User,
)
from portal.kit.web.refusals import Refusal
from tests.factories import (
    PASSWORD,
    make_customer,
    make_member,
    make_organization,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db
ASK = {"name": "Ann", "email": "ann@example.com", "company": "Ann's Ltd"}


@pytest.fixture(autouse=True)
def organization():
    return make_organization(signup_open=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def link(mail) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", mail.body).group(1)


def test_owner_invites_and_the_person_comes_in_with_a_password_of_their_own(client, mailoutbox):
    customer = make_customer()
    owner = signed_in(make_member(customer))
    owner.post("/company/people/invite/", {"email": "ann@example.com", "role": "accounts"})
    response = client.post(link(mailoutbox[0]), {"name": "Ann", "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0] == "/profile/"
    assert customer.account_number in response.content.decode()
    assert PASSWORD not in "".join(mail.body for mail in mailoutbox)


def test_weak_password_is_refused_and_the_name_stays(client, mailoutbox):
    owner = signed_in(make_member(make_customer()))
    owner.post("/company/people/invite/", {"email": "ann@example.com", "role": "viewer"})
    response = client.post(link(mailoutbox[0]), {"name": "Ann Otter", "password": "password"})
    assert response.status_code == 422
    assert 'value="Ann Otter"' in response.content.decode()


def test_session_begins_anew_when_one_joins(client, mailoutbox):
    owner = signed_in(make_member(make_customer()))
    owner.post("/company/people/invite/", {"email": "ann@example.com", "role": "viewer"})
    client.get(link(mailoutbox[0]))
    session = client.session
    session["planted"] = 1
    session.save()
    before = session.session_key
    client.cookies["session"] = before
    client.post(link(mailoutbox[0]), {"name": "Ann", "password": PASSWORD})
    assert client.session.session_key != before


def test_somebody_else_who_is_signed_in_cannot_take_the_invitation(mailoutbox):
    owner = signed_in(make_member(make_customer()))
    owner.post("/company/people/invite/", {"email": "ann@example.com", "role": "owner"})
    eve = make_user("eve@example.com")
    set_email(eve)
    body = signed_in(eve).post(link(mailoutbox[0])).content.decode()
    assert "different address" in body
    assert not Membership.objects.filter(user=eve).exists()


def test_known_person_is_asked_to_sign_in_and_comes_back(client, mailoutbox):
    ann = make_user("ann@example.com")
    set_email(ann)
    owner = signed_in(make_member(make_customer()))
    owner.post("/company/people/invite/", {"email": "ann@example.com", "role": "viewer"})
    path = link(mailoutbox[0])
    assert f"next={quote(path)}" in client.get(path).content.decode()
    signed_in(ann).post(path)
    assert Membership.objects.get(user=ann).role == Role.VIEWER


def test_expired_link_offers_a_new_one_to_the_same_address(client, mailoutbox):
    owner = signed_in(make_member(make_customer()))
    owner.post("/company/people/invite/", {"email": "ann@example.com", "role": "viewer"})
    Invitation.objects.update(expires_at=timezone.now() - timedelta(1))
    path = link(mailoutbox[0])
    assert client.get(path).status_code == 404
    client.post(path, {"email": "eve@example.com"})
    assert [mail.to for mail in mailoutbox] == [["ann@example.com"], ["ann@example.com"]]


def test_withdrawn_link_is_404(client, mailoutbox):
    owner = signed_in(make_member(make_customer()))
    owner.post("/company/people/invite/", {"email": "ann@example.com", "role": "viewer"})
    owner.post(f"/company/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert client.get(link(mailoutbox[0])).status_code == 404


def test_owner_role_cannot_be_forged_by_who_may_not_give_it():
    customer = make_customer(role_rights={"accounts": ["manage_people"]})
    make_member(customer)
    clerk = signed_in(make_member(customer, Role.ACCOUNTS))
    response = clerk.post("/company/people/invite/", {"email": "a@example.com", "role": "owner"})
    assert response.status_code == 422
    assert not Invitation.objects.exists()


# --- Signing up by oneself -----------------------------------------------------------------


def test_sign_up_is_404_unless_the_organization_lets_people(client):
    make_organization(signup_open=False)
    assert client.get("/sign-up/").status_code == 404
    assert client.post("/sign-up/", ASK).status_code == 404


def test_applicant_confirms_waits_and_is_let_in_by_staff(client, mailoutbox):
    client.post("/sign-up/", ASK)
    assert AccessRequest.objects.get().state == "unconfirmed"
    client.post(link(mailoutbox[0]), {"password": PASSWORD})
    access_request = AccessRequest.objects.get()
    assert access_request.state == "awaiting"
    assert "Awaiting approval" in client.get("/", follow=True).content.decode()
    assert client.get("/invoices/").url == "/"
    approve(access_request, decided_by=make_staff(), role=Role.OWNER, currency="EUR")
    assert Customer.objects.get().name == "Ann's Ltd"
    assert client.get("/invoices/").status_code == 200
    assert "You now have access" in mailoutbox[-1].body


def test_declined_applicant_reads_the_reason(client, mailoutbox):
    client.post("/sign-up/", ASK)
    client.post(link(mailoutbox[0]), {"password": PASSWORD})
    decline(
        AccessRequest.objects.get(), decided_by=make_staff(), reason="Please use your work mail."
    )
    assert "Please use your work mail." in mailoutbox[-1].body
    assert "Please use your work mail." in client.get("/", follow=True).content.decode()


def test_confirmation_link_works_once(client, mailoutbox):
    client.post("/sign-up/", ASK)
    path = link(mailoutbox[0])
    client.post(path, {"password": PASSWORD})
    assert Client().get(path).status_code == 404


def test_exactly_the_address_of_a_known_contact_is_proposed_never_its_domain(client, mailoutbox):
    known = make_customer("Known")
    ContactPerson.objects.create(customer=known, name="Ann", email="Ann@example.com")
    make_customer("Same domain", email="bob@example.com")
    client.post("/sign-up/", ASK)
    client.post(link(mailoutbox[0]), {"password": PASSWORD})
    assert proposed_customers(AccessRequest.objects.get()) == [known]
    assert not Membership.objects.exists()


def test_application_is_decided_once(client, mailoutbox):
    client.post("/sign-up/", ASK)
    client.post(link(mailoutbox[0]), {"password": PASSWORD})
    access_request, staff = AccessRequest.objects.get(), make_staff()
    decline(access_request, decided_by=staff, reason="No")
    with pytest.raises(Refusal):
        approve(access_request, decided_by=staff, role=Role.OWNER)


# --- Nobody learns who is known --------------------------------------------------------------

FLOWS = {
    "sign-up": ("/sign-up/", lambda email: ASK | {"email": email}),
    "password reset": ("/accounts/password/reset/", lambda email: {"email": email}),
    "code by email": ("/accounts/login/code/", lambda email: {"email": email}),
    "password": ("/accounts/login/", lambda email: {"login": email, "password": "wrong"}),
}


def answer(path: str, data: dict[str, str], email: str) -> tuple[int, str, str]:
    response = Client().post(path, data, follow=True)
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return response.status_code, str(response.redirect_chain), body.replace(email, "")


@pytest.mark.parametrize("flow", FLOWS)
def test_answer_is_the_same_for_a_known_and_an_unknown_address(flow: str) -> None:
    set_email(make_member(make_customer(), email="known@example.com"))
    path, data = FLOWS[flow]
    known, unknown = (
        answer(path, data(email), email) for email in ("known@example.com", "other@example.com")
    )
    assert known == unknown


@pytest.mark.parametrize("flow", FLOWS)
def test_answer_takes_as_long_within_noise(flow: str) -> None:
    """The work is the same: the medians of alternating tries lie close together. Wide on purpose,
    for a busy machine; what it finds is a hash or a mail made on one side only."""
    set_email(make_member(make_customer(), email="known@example.com"))
    path, data = FLOWS[flow]
    times: dict[str, list[float]] = {"known@example.com": [], "other@example.com": []}
    for _round in range(15):
        for email, taken in times.items():
            began = perf_counter()
            Client().post(path, data(email))
            taken.append(perf_counter() - began)
    known, other = (sorted(taken)[7] for taken in times.values())
    assert 0.4 < known / other < 2.5


def test_inviter_is_told_the_same_of_a_known_and_an_unknown_address(mailoutbox):
    set_email(make_member(make_customer(), email="known@example.com"))
    told = []
    for email in ("known@example.com", "other@example.com"):
        owner = signed_in(make_member(make_customer()))
        form = {"email": email, "role": "viewer"}
        body = owner.post("/company/people/invite/", form, follow=True).content.decode()
        told.append(
            (re.findall(r"<main.*?</main>", body, re.DOTALL)[0].count(email), len(mailoutbox))
        )
    assert told[0][0] == told[1][0]
    assert [count for _times, count in told] == [1, 2]
