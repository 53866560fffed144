"""Signing in: second factors, codes, sessions, and what one cannot get past."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client, override_settings

from accounts.membership.people import set_email
from accounts.models import AuditEvent
from tests.factories import (
    PASSWORD,
    TOTP_SECRET,
    code_now,
    make_customer,
    make_member,
    make_organization,
    make_staff,
    make_user,
    with_second_factor,
)

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def organization():
    return make_organization()


@pytest.fixture
def member():
    user = make_member(make_customer(), email="ann@example.com")
    set_email(user)
    return user


def sign_in(client: Client, email: str = "ann@example.com", **headers: str):
    data = {"login": email, "password": PASSWORD}
    return client.post("/accounts/login/", data, headers=headers)


def reauthenticate(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


# --- Second factor ---------------------------------------------------------------------------


def test_password_alone_does_not_sign_in_who_has_a_second_factor(client, member):
    with_second_factor(member)
    assert sign_in(client).headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/profile/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert client.get("/profile/").status_code == 200


@pytest.mark.parametrize("path", ["/profile/", "/staff/", "/accounts/2fa/", "/accounts/email/",
                                  "/accounts/password/change/", "/company/people/"])  # fmt: skip
def test_half_signed_in_person_gets_past_no_page(client, member, path):
    with_second_factor(member)
    sign_in(client)
    response = client.get(path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(("/accounts/", "/staff/login/"))


def test_wrong_code_is_refused(client, member):
    with_second_factor(member)
    sign_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/profile/").status_code == 302


def test_code_by_mail_does_not_replace_the_second_factor(client, member, mailoutbox):
    with_second_factor(member)
    client.post("/accounts/login/code/", {"email": member.email})
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mailoutbox[0].body, re.MULTILINE).group(1)
    response = client.post("/accounts/login/code/confirm/", {"code": code})
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"


def test_code_by_mail_signs_in(client, member, mailoutbox):
    client.post("/accounts/login/code/", {"email": member.email})
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mailoutbox[0].body, re.MULTILINE).group(1)
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.get("/profile/").status_code == 200


def test_password_reset_does_not_take_the_second_factor_away(client, member, mailoutbox):
    with_second_factor(member)
    client.post("/accounts/password/reset/", {"email": member.email})
    path = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body).group(1)
    form = client.get(path, follow=True).redirect_chain[-1][0]
    fresh = "a fresh long password"
    client.post(form, {"password1": fresh, "password2": fresh})
    client.post("/accounts/login/", {"login": member.email, "password": fresh})
    assert client.get("/profile/").status_code == 302


def test_secret_of_an_authenticator_is_not_readable_in_the_database(member):
    with_second_factor(member)
    stored = str(Authenticator.objects.get(user=member, type="totp").data)
    assert TOTP_SECRET not in stored


@pytest.mark.parametrize("path", ["/staff/", "/staff/accounts/customer/", "/"])
def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, path):
    staff = make_user("stella@example.com", is_staff=True, is_superuser=True)
    set_email(staff)
    sign_in(client, staff.email)
    assert client.get(path).headers["Location"] == "/accounts/2fa/"
    assert client.post("/staff/accounts/customer/add/", {}).headers["Location"] == "/accounts/2fa/"


@pytest.mark.parametrize("by", ["organization", "company"])
def test_company_or_organization_can_require_it_of_everybody(client, member, by):
    if by == "organization":
        make_organization(second_factor_required=True)
    else:
        member.memberships.get().customer.__class__.objects.update(second_factor_required=True)
    sign_in(client)
    assert client.get("/profile/").headers["Location"] == "/accounts/2fa/"
    with_second_factor(member)
    assert client.get("/profile/").status_code == 200


def test_required_second_factor_can_be_set_up_from_where_one_is_sent(client, member):
    make_organization(second_factor_required=True)
    sign_in(client)
    reauthenticate(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert client.get("/profile/").status_code == 200


# --- Sessions --------------------------------------------------------------------------------


def test_session_key_changes_when_one_signs_in(client, member):
    session = client.session
    session["planted"] = "by somebody"
    session.save()
    client.cookies["session"] = session.session_key
    sign_in(client)
    assert client.session.session_key != session.session_key


def test_sessions_are_listed_and_ended_one_by_one(member):
    here, there = Client(), Client()
    sign_in(here, **{"User-Agent": LAPTOP})
    sign_in(there, **{"User-Agent": PHONE})
    body = here.get("/account/sessions/").content.decode()
    assert "Firefox, Linux" in body
    assert "Safari, iPhone" in body
    phone = UserSession.objects.get(user_agent=PHONE)
    here.post(f"/account/sessions/{phone.pk}/end/")
    assert there.get("/profile/").status_code == 302
    assert here.get("/profile/").status_code == 200


def test_somebody_elses_session_is_404(client, member):
    other = make_member(make_customer(), email="bob@example.com")
    set_email(other)
    sign_in(Client(), other.email)
    sign_in(client)
    foreign = UserSession.objects.get(user=other)
    assert client.post(f"/account/sessions/{foreign.pk}/end/").status_code == 404


def test_new_device_is_told_by_mail_and_the_first_or_a_known_one_is_not(member, mailoutbox):
    sign_in(Client(), **{"User-Agent": LAPTOP})
    sign_in(Client(), **{"User-Agent": LAPTOP})
    assert mailoutbox == []
    sign_in(Client(), **{"User-Agent": PHONE})
    assert "Safari, iPhone" in mailoutbox[0].body


def test_sign_ins_and_failures_are_in_the_history(client, member):
    client.post("/accounts/login/", {"login": member.email, "password": "wrong"})
    sign_in(client, **{"User-Agent": LAPTOP})
    kinds = AuditEvent.objects.filter(person=member, kind__startswith="sign-in")
    assert sorted(kinds.values_list("kind", flat=True)) == ["sign-in.done", "sign-in.failed"]


def test_password_change_ends_the_other_sessions(member):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    fresh = "a fresh long password"
    reauthenticate(here)
    here.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh},
    )
    assert there.get("/profile/").status_code == 302


def test_deactivated_person_is_out_on_the_next_click(client, member):
    sign_in(client)
    member.is_active = False
    member.save()
    assert client.get("/profile/").status_code == 302


@pytest.mark.parametrize(("remember", "kept"), [(True, True), (False, False)])
def test_keep_me_signed_in_means_what_it_says(client, member, remember, kept):
    data = {"login": member.email, "password": PASSWORD} | ({"remember": "on"} if remember else {})
    response = client.post("/accounts/login/", data)
    assert bool(response.cookies["session"]["max-age"]) == kept


@pytest.mark.parametrize(
    ("setting", "staff"), [("SESSION_COOKIE_AGE", False), ("STAFF_SESSION_SECONDS", True),
                           ("SESSION_IDLE_SECONDS", False), ("STAFF_SESSION_IDLE_SECONDS", True)]
)  # fmt: skip
def test_session_ends_after_its_time(client, member, setting, staff):
    user = make_staff("stella@example.com") if staff else member
    set_email(user)
    sign_in(client, user.email)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    page = "/staff/" if staff else "/profile/"
    assert client.get(page).status_code == 200
    with override_settings(**{setting: 0}):
        assert client.get(page).headers["Location"] == "/accounts/login/"


# --- Limits -----------------------------------------------------------------------------------


@pytest.fixture
def limits(settings):
    del settings.ACCOUNT_RATE_LIMITS
    settings.RATE_LIMITS_ENABLED = True


def test_many_wrong_passwords_shut_the_door_whatever_address_is_claimed(limits, member):
    for number in range(8):
        client = Client(headers={"X-Forwarded-For": f"203.0.113.{number}"})
        client.post("/accounts/login/", {"login": member.email, "password": "wrong"})
    client = Client(headers={"X-Forwarded-For": "198.51.100.7"})
    sign_in(client)
    assert client.get("/profile/").status_code == 302


def test_limit_is_counted_where_every_process_sees_it(limits, settings):
    make_organization(signup_open=True)
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    ask = {"name": "A", "company": "B", "email": "a@example.com"}
    codes = [Client().post("/sign-up/", ask).status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2


def test_forged_forwarding_header_does_not_reset_the_count(limits):
    make_organization(signup_open=True)
    ask = {"name": "A", "company": "B", "email": "a@example.com"}
    clients = [Client(headers={"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(7)]
    assert [one.post("/sign-up/", ask).status_code for one in clients].count(429) == 2


def test_links_in_mails_come_from_the_base_url_and_not_from_the_host(
    client, member, mailoutbox, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "https://portal.example.com"
    client.post(
        "/accounts/password/reset/", {"email": member.email}, headers={"Host": "evil.example"}
    )
    assert "https://portal.example.com/accounts/password/reset/key/" in mailoutbox[0].body
    assert "evil" not in mailoutbox[0].body


def test_changed_address_is_told_to_the_old_one_and_the_new_one_signs_in(
    client, member, mailoutbox
):
    sign_in(client)
    reauthenticate(client)
    client.post("/accounts/email/", {"email": "new@example.com", "action_add": ""})
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mailoutbox[-1].body, re.MULTILINE).group(1)
    assert mailoutbox[-1].to == ["new@example.com"]
    client.post("/accounts/confirm-email/", {"code": code})
    member.refresh_from_db()
    assert member.email == "new@example.com"
    told = [mail for mail in mailoutbox if mail.to == ["ann@example.com"]]
    assert any("new@example.com" in mail.body for mail in told)
    fresh = Client()
    sign_in(fresh, "new@example.com")
    assert fresh.get("/profile/").status_code == 200
