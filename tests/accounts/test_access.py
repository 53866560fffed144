from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client

from accounts.access import ALLOWED, Verb, can, customer_view, open_view
from accounts.models import Membership, Role, User
from tests import factories

ROLES = {
    Role.OWNER: set(Verb),
    Role.ACCOUNTS: {
        Verb.SEE_PROFILE,
        Verb.SEE_BILLING,
        Verb.SEE_STATEMENTS,
        Verb.PAY,
        Verb.SHARE,
        Verb.MANAGE_METHODS,
        Verb.MANAGE_COMPANY,
        Verb.SEE_ORDERS,
        Verb.SEE_TICKETS,
        Verb.SEE_DOCUMENTS,
    },
    Role.BUYER: {
        Verb.SEE_PROFILE,
        Verb.SEE_SHOP,
        Verb.SEE_ORDERS,
        Verb.ORDER,
        Verb.SEE_TICKETS,
        Verb.SEE_DOCUMENTS,
    },
    Role.VIEWER: {
        Verb.SEE_PROFILE,
        Verb.SEE_BILLING,
        Verb.SEE_STATEMENTS,
        Verb.SEE_ORDERS,
        Verb.SEE_TICKETS,
    },
}


@customer_view(Verb.PAY)
def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("paid")


def _request(user: object, membership: Membership | None) -> HttpRequest:
    request = HttpRequest()
    request.META = {"SERVER_NAME": "testserver", "SERVER_PORT": "80"}
    request.user = user  # type: ignore[assignment]
    request.membership = membership  # type: ignore[attr-defined]
    request.customer = membership and membership.customer  # type: ignore[attr-defined]
    request.companies = [request.customer]  # type: ignore[attr-defined]
    request.view_as = None  # type: ignore[attr-defined]
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_this_and_nothing_else(role: Role) -> None:
    customer = factories.make_customer()
    user = factories.make_member(customer, role)

    assert {verb for verb in Verb if can(user, verb, customer)} == ROLES[role]


@pytest.mark.django_db
def test_a_right_holds_for_ones_own_company_only() -> None:
    user = factories.make_member(factories.make_customer())

    assert not can(user, Verb.SEE_PROFILE, factories.make_customer())


@pytest.mark.django_db
def test_a_deactivated_person_may_do_nothing() -> None:
    customer = factories.make_customer()
    user = factories.make_member(customer)
    user.is_active = False

    assert not can(user, Verb.SEE_PROFILE, customer)


@pytest.mark.django_db
def test_staff_are_not_members() -> None:
    assert not can(factories.make_staff(), Verb.SEE_PROFILE, factories.make_customer())


@pytest.mark.django_db
def test_a_stranger_may_do_nothing() -> None:
    assert not can(AnonymousUser(), Verb.SEE_PROFILE, factories.make_customer())


def test_every_role_is_given_its_rights() -> None:
    assert set(ALLOWED) == set(Role)


@pytest.mark.django_db
def test_with_the_right_the_page_opens() -> None:
    membership = factories.make_membership(role=Role.ACCOUNTS)

    assert _page(_request(membership.user, membership)).content == b"paid"


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.django_db
def test_missing_right_is_named_with_the_owner_to_ask() -> None:
    customer = factories.make_customer()
    factories.make_member(customer, Role.OWNER, "olive@example.com")
    response = _client(factories.make_member(customer, Role.BUYER)).get("/invoices/")
    page = response.content.decode()

    assert response.status_code == 403
    assert "Your role (Buyer) does not show invoices and payments." in page
    assert "Ask olive@example.com." in page
    assert 'aria-label="Main"' in page  # inside the frame


@pytest.mark.django_db
def test_what_staff_withhold_sends_nobody_to_the_owner() -> None:
    customer = factories.make_customer(withheld_verbs=["pay"])
    response = _client(factories.make_member(customer, Role.OWNER)).get("/pay/")

    assert response.status_code == 403
    assert "does not offer this to your company" in response.content.decode()


@pytest.mark.django_db
def test_region_of_a_page_without_the_right_is_opened_as_a_page() -> None:
    client = _client(factories.make_member(factories.make_customer(), Role.BUYER))
    response = client.get("/invoices/?q=a", headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == "/invoices/?q=a"


@pytest.mark.django_db
def test_document_of_ones_other_company_offers_to_switch_and_opens_after_it() -> None:
    user = factories.make_member(factories.make_customer("Alpha Ltd"))
    other = factories.make_customer("Beta Ltd")
    factories.make_membership(other, user)
    url = f"/invoices/{factories.make_invoice(other).number}/"
    client = _client(user)
    response = client.get(url)
    page = response.content.decode()

    assert response.status_code == 409
    assert "This belongs to Beta Ltd" in page
    assert f'name="next" value="{url}"' in page
    opened = client.post("/company/switch/", {"customer": other.pk, "next": url}, follow=True)
    assert opened.redirect_chain == [(url, 302)]
    assert "You are now working for Beta Ltd." in opened.content.decode()


@pytest.mark.django_db
def test_right_in_the_other_company_decides_there_and_not_here() -> None:
    user = factories.make_member(factories.make_customer("Alpha Ltd"), Role.BUYER)
    other = factories.make_customer("Beta Ltd")
    factories.make_membership(other, user)

    response = _client(user).get(f"/invoices/{factories.make_invoice(other).number}/")
    assert response.status_code == 409


@pytest.mark.django_db
def test_without_a_company_the_page_does_not_exist() -> None:
    with pytest.raises(Http404):
        _page(_request(factories.make_user(), None))


def test_a_stranger_is_sent_to_sign_in() -> None:
    response = _page(_request(AnonymousUser(), None))

    assert response.status_code == 302
    assert "login" in response.headers["Location"]


def test_pages_carry_their_mark() -> None:
    assert _page.verb == Verb.PAY  # type: ignore[attr-defined]
    assert open_view(lambda request: HttpResponse()).verb is None  # type: ignore[attr-defined]
