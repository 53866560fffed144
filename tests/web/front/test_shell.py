"""The frame: who sees which entries, and what it may cost."""

import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import ResolverMatch, reverse

from accounts.groups import companies_of
from accounts.models import Role
from portal.front import navigation
from tests.factories import (
    DAY,
    make_customer,
    make_invoice,
    make_member,
    make_membership,
    make_organization,
)

pytestmark = pytest.mark.django_db
BILLING = ["Invoices", "Credits and deposits", "Retainers", "Payments", "Statements"]


def make_request(membership=None, *, view_name="front:profile-detail", theme=""):
    request = RequestFactory().get("/")
    request.user = membership.user if membership else AnonymousUser()
    request.membership = membership
    request.customer = membership.customer if membership else None
    request.reached = companies_of(membership.user_id) if membership else []
    request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name=view_name)
    request.session = {}
    if theme:
        request.COOKIES["theme"] = theme
    return request


def labels(role: Role) -> list[str]:
    shell = navigation.Shell(make_request(make_membership(role=role)))
    return [item.label for group in shell.menu.groups for item in group.items]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            Role.OWNER,
            [
                "My Profile",
                "Notifications",
                "Shop",
                "Cart",
                "Quick order",
                "Orders",
                "Estimates",
                "Buy again",
                "Order lists",
                "Favourites",
                *BILLING,
                "Tickets",
                "Documents",
                "Company details",
                "People and roles",
                "Approvals and budgets",
                "Payment methods",
                "Autopay",
                "Shared links",
                "History",
            ],
        ),
        (
            Role.ACCOUNTS,
            [
                "My Profile",
                "Notifications",
                "Orders",
                "Estimates",
                *BILLING,
                "Tickets",
                "Documents",
                "Company details",
                "Payment methods",
                "Autopay",
                "Shared links",
            ],
        ),
        (
            Role.VIEWER,
            [
                "My Profile",
                "Notifications",
                "Orders",
                "Estimates",
                *BILLING,
                "Tickets",
                "Company details",
            ],
        ),
        (
            Role.BUYER,
            [
                "My Profile",
                "Notifications",
                "Shop",
                "Cart",
                "Quick order",
                "Orders",
                "Estimates",
                "Buy again",
                "Order lists",
                "Favourites",
                "Tickets",
                "Documents",
                "Company details",
            ],
        ),
    ],
)
def test_menu_holds_what_the_role_may_use(role, expected):
    assert labels(role) == expected


def test_stranger_has_no_menu():
    assert list(navigation.Shell(make_request()).menu.items) == []


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.OWNER, ["My Profile", "Shop", "Invoices", "Pay"]),
        (Role.VIEWER, ["My Profile", "Invoices", "Statements"]),
        (Role.BUYER, ["My Profile", "Shop"]),
    ],
)
def test_phone_has_shortcuts_to_what_the_role_may_use(role, expected):
    shell = navigation.Shell(make_request(make_membership(role=role)))
    assert [item.label for item in shell.menu.shortcuts] == expected
    assert (shell.menu.pay is not None) == ("Pay" in expected)


def test_overdue_invoices_are_counted_beside_the_menu():
    customer = make_customer()
    make_invoice(customer, due_on=DAY)
    make_invoice(customer, due_on=make_organization().today())
    text = render_to_string("base.html", request=make_request(make_membership(customer)))
    assert '<span class="visually-hidden">1 overdue</span>' in text


@pytest.mark.parametrize(
    ("view_name", "expected"),
    [
        ("billing:invoice-list", ["Invoices"]),
        ("billing:invoice-detail", ["Invoices"]),
        ("billing:payment-detail", ["Payments"]),
        ("billing:deposit-list", ["Credits and deposits"]),
        ("billing:balance-detail", ["My Profile"]),
        ("billing:payment-new", []),
    ],
)
def test_menu_marks_the_noun_of_the_page_shown(view_name, expected):
    shell = navigation.Shell(make_request(make_membership(), view_name=view_name))
    items = [item for group in shell.menu.groups for item in group.items]
    assert [item.label for item in items if item.active] == expected
    assert shell.menu.pay.active == (view_name == "billing:payment-new")


def test_frame_nobody_draws_asks_nothing(django_assert_num_queries):
    request = make_request(make_membership())
    with django_assert_num_queries(0):
        assert navigation.shell(request)["shell"].theme == ""


def test_whole_frame_asks_twice(django_assert_num_queries):
    make_organization()
    request = make_request(make_membership())
    with django_assert_num_queries(2):  # the seller, what is overdue
        render_to_string("base.html", request=request)


def test_frame_names_the_seller_and_the_company():
    make_organization(name="Northwind", email="hello@northwind.example")
    request = make_request(make_membership(make_customer("Halden & Voss")))
    text = render_to_string("base.html", request=request)
    assert "Northwind" in text
    assert "mailto:hello@northwind.example" in text
    assert "Halden &amp; Voss" in text


def test_switcher_offers_ones_own_companies_and_no_others():
    membership = make_membership(make_customer("First Ltd"))
    make_membership(make_customer("Second Ltd"), membership.user)
    make_membership(make_customer("Stranger Ltd"))
    text = render_to_string("base.html", request=make_request(membership))
    assert f'action="{reverse("accounts:switch-new")}"' in text
    assert "Second Ltd" in text
    assert "Stranger Ltd" not in text


def test_one_company_needs_no_switcher():
    text = render_to_string("base.html", request=make_request(make_membership()))
    assert reverse("accounts:switch-new") not in text


def test_sign_out_is_a_form_that_posts():
    text = render_to_string("base.html", request=make_request(make_membership()))
    assert f'<form method="post" action="{reverse("account_logout")}">' in text


def test_hold_says_why_and_leaves_the_way_to_pay():
    customer = make_customer(status="on_hold", hold_reason="Two cheques came back")
    invoice = make_invoice(customer, due_on=DAY)
    text = render_to_string("base.html", request=make_request(make_membership(customer)))
    assert "Two cheques came back" in text
    assert f'href="{reverse("billing:payment-new")}?invoice={invoice.number}">Pay now</a>' in text


def test_hold_shows_a_viewer_no_way_to_pay():
    customer = make_customer(status="on_hold", hold_reason="Two cheques came back")
    make_invoice(customer, due_on=DAY)
    text = render_to_string(
        "base.html", request=make_request(make_membership(customer, role=Role.VIEWER))
    )
    assert "Two cheques came back" in text
    assert "Pay now" not in text


@pytest.mark.parametrize(("cookie", "expected"), [("dark", "dark"), ('"><script>', ""), ("", "")])
def test_look_comes_from_the_cookie_if_it_is_one_of_ours(cookie, expected):
    text = render_to_string("base.html", request=make_request(make_membership(), theme=cookie))
    assert f'data-theme="{expected}"' in text


def test_signed_in_answers_stay_in_no_cache(client):
    client.force_login(make_member(make_customer()))
    response = client.get(reverse("account_change_password"))
    assert "no-store" in response.headers["Cache-Control"]


def test_every_answer_carries_the_security_headers(client):
    headers = client.get(reverse("account_login")).headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_address_of_a_form_opened_by_hand_says_what_it_is(client) -> None:
    client.force_login(make_membership().user)
    response = client.get(reverse("accounts:switch-new"))
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert "This address only takes what a form sends." in response.content.decode()


def test_a_swap_copies_no_style_that_the_policy_would_refuse(client) -> None:
    # "Paying…" keeps its button's width by a style, which htmx would set again as an attribute.
    page = client.get(reverse("account_login")).content.decode()
    config = json.loads(re.search(r"htmx-config\" content='([^']*)'", page).group(1))
    assert config["attributesToSettle"] == ["class", "width", "height"]
