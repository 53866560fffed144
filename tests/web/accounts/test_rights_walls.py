"""Members take no rights they were not given, links die, and what was refused is written down."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.membership import invitations
from accounts.models import AccessRequest, AuditEvent, Customer, Invitation, Role, User
from portal.logs.hidden_secrets import HideSecrets
from tests.factories import (
    PASSWORD,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_staff,
    make_user,
    with_second_factor,
)

pytestmark = pytest.mark.django_db
ROLES = reverse("accounts:role-edit")
INVITE = reverse("accounts:invitation-new")
EVIL = "a\r\nBcc: evil@example.com http://evil.example click"


@pytest.fixture
def customer() -> Customer:
    make_organization(signup_open=True, email="help@example.com")
    customer = make_customer("Bright Ltd")
    customer.role_rights = {"viewer": ["see_profile", "manage_people"]}
    customer.save()
    return customer


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_who_may_manage_people_does_not_give_rights_to_roles(customer: Customer) -> None:
    make_member(customer)
    viewer = browser(make_member(customer, Role.VIEWER))
    assert viewer.get(ROLES).status_code == 404
    assert viewer.post(ROLES, {"right": ["viewer:pay", "viewer:see_billing"]}).status_code == 404
    customer.refresh_from_db()
    assert customer.role_rights == {"viewer": ["see_profile", "manage_people"]}
    assert ROLES not in viewer.get(reverse("accounts:person-list")).text


def test_owner_gives_rights_to_roles(customer: Customer) -> None:
    owner = browser(make_member(customer))
    assert ROLES in owner.get(reverse("accounts:person-list")).text
    owner.post(ROLES, {"right": ["viewer:see_billing"]})
    customer.refresh_from_db()
    assert customer.role_rights["viewer"] == ["see_billing"]


def test_own_role_and_reach_are_not_widened_by_oneself(customer: Customer) -> None:
    make_member(customer)
    user = make_member(customer, Role.VIEWER)
    place = user.memberships.get()
    data = {"role": "viewer", "includes_subsidiaries": "on"}
    answer = browser(user).post(reverse("accounts:person-edit", args=[place.pk]), data)
    assert answer.status_code == 422
    place.refresh_from_db()
    assert not place.includes_subsidiaries


def test_role_with_more_rights_is_not_offered_nor_taken_in_an_invitation(
    customer: Customer,
) -> None:
    make_member(customer)
    viewer = browser(make_member(customer, Role.VIEWER))
    data = {"email": "new@example.com", "role": "accounts", "name": ""}
    assert viewer.post(INVITE, data).status_code == 422
    assert not Invitation.objects.exists()


def test_old_link_of_an_expired_invitation_stays_dead(customer: Customer) -> None:
    invitation = invitations.invite(
        customer=customer,
        email="new@example.com",
        role=Role.VIEWER,
        invited_by=make_member(customer),
    )
    Invitation.objects.update(expires_at=timezone.now() - timedelta(30))
    invitation.refresh_from_db()
    link = reverse("accounts:acceptance-new", args=[invitations.token_of(invitation)])
    stranger = Client()
    assert stranger.get(link).status_code == 404
    assert stranger.post(link).status_code == 200
    answer = stranger.post(link, {"name": "Eve", "password": PASSWORD})
    assert answer.status_code == 404
    assert stranger.get(link).status_code == 404
    assert not User.objects.filter(email="new@example.com").exists()


def test_name_of_an_invitation_holds_no_address(customer: Customer, mailoutbox) -> None:
    owner = browser(make_member(customer))
    data = {"email": "inj@example.com", "role": "viewer", "name": EVIL}
    answer = owner.post(INVITE, data)
    assert answer.status_code == 422
    assert not mailoutbox


@pytest.mark.parametrize("field", ["name", "company"])
def test_sign_up_holds_no_address(customer: Customer, mailoutbox, field: str) -> None:
    data = {"name": "Ann", "email": "ann@example.com", "company": "Bright", field: EVIL}
    assert Client().post(reverse("accounts:access-request-new"), data).status_code == 422
    assert not AccessRequest.objects.exists()
    assert not mailoutbox


def test_new_person_holds_no_address(customer: Customer) -> None:
    invitation = invitations.invite(
        customer=customer,
        email="new@example.com",
        role=Role.VIEWER,
        invited_by=make_member(customer),
    )
    link = reverse("accounts:acceptance-new", args=[invitations.token_of(invitation)])
    assert Client().post(link, {"name": EVIL, "password": PASSWORD}).status_code == 422


def test_company_and_contacts_hold_no_address(customer: Customer) -> None:
    owner = browser(make_member(customer))
    company = {"name": EVIL, "statement_frequency": "monthly"}
    assert owner.post(reverse("accounts:company-edit"), company).status_code == 422
    contact = {"name": EVIL, "email": "c@example.com"}
    assert owner.post(reverse("accounts:contact-new"), contact).status_code == 422
    customer.refresh_from_db()
    assert customer.name == "Bright Ltd"


def test_staff_change_their_password_on_the_page_that_is_limited_and_told() -> None:
    staff = browser(make_staff())
    address = "/staff/password_change/"
    for answer in (staff.get(address), staff.post(address, {"old_password": PASSWORD})):
        assert answer.status_code == 302
        assert answer["Location"] == reverse("account_change_password")


def test_wrong_second_factor_stands_in_the_history(customer: Customer) -> None:
    from accounts.membership.people import set_email

    user = with_second_factor(make_member(customer))
    set_email(user)
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    event = AuditEvent.objects.get(kind="second-factor.failed")
    assert event.person == user
    assert "address" in event.after


def test_foreign_object_is_written_to_the_security_log(
    customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    owner = make_member(customer)
    foreign = make_invoice(make_customer())
    with caplog.at_level(logging.WARNING, logger="foyer.security"):
        browser(owner).get(reverse("billing:invoice-detail", args=[foreign.number]))
    [line] = [one.getMessage() for one in caplog.records if one.name == "foyer.security"]
    assert "status=404" in line
    assert "view=billing:invoice-detail" in line
    assert str(foreign.number) in line
    assert f"user={owner.pk} " in line


def test_refused_right_is_written_to_the_security_log(caplog: pytest.LogCaptureFixture) -> None:
    clerk = with_second_factor(make_user(is_staff=True))
    with caplog.at_level(logging.WARNING, logger="foyer.security"):
        browser(clerk).get(reverse("admin:billing_invoice_changelist"))
    assert any("status=403" in one.getMessage() for one in caplog.records)


@pytest.mark.parametrize(
    "path",
    [
        "/shared/s3cret/",
        "/shared/s3cret/pdf/",
        "/invitation/s3cret/",
        "/sign-up/s3cret:x:y/",
        "/accounts/password/reset/key/s3cret-abc/",
    ],
)
def test_link_in_the_log_opens_nothing(path: str) -> None:
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Too Many Requests", path), None
    )
    assert HideSecrets().filter(record)
    assert "s3cret" not in record.getMessage()
    assert record.getMessage().startswith("Too Many Requests: /")


def test_every_handler_hides_links(settings) -> None:
    for handler in settings.LOGGING["handlers"].values():
        assert "hide_secrets" in handler["filters"]


def test_security_contact_is_told(customer: Customer, settings) -> None:
    address = "/.well-known/security.txt"
    told = Client().get(address)
    assert told.headers["Content-Type"].startswith("text/plain")
    assert "Contact: mailto:help@example.com" in told.text
    settings.SECURITY_CONTACT = "https://example.com/security"
    assert "Contact: https://example.com/security" in Client().get(address).text
    settings.SECURITY_CONTACT = ""
    make_organization(email="")
    assert Client().get(address).status_code == 404
