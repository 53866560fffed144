from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse

from accounts.access import ALLOWED, Verb, can, customer_view, open_view
from accounts.models import Membership, Role
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
    },
    Role.BUYER: {Verb.SEE_PROFILE, Verb.ORDER},
    Role.VIEWER: {Verb.SEE_PROFILE, Verb.SEE_BILLING, Verb.SEE_STATEMENTS},
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


@pytest.mark.django_db
def test_without_the_right_the_page_does_not_exist() -> None:
    membership = factories.make_membership(role=Role.VIEWER)

    with pytest.raises(Http404):
        _page(_request(membership.user, membership))


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
