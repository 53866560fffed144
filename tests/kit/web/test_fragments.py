"""Parts that are drawn once for the values they show."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real

from portal.front.menu import menu_for
from portal.front.rail import Brand, Company, Person, Rail
from portal.kit.web.fragments import fragment
from tests.factories import make_customer, make_membership, make_organization

RAIL = Rail(
    brand=Brand("Northwind", logo=False, logo_dark=False, logo_mark=False),
    company=Company(1, "Halden & Voss", "C-1"),
    companies=(Company(1, "Halden & Voss", "C-1"), Company(2, "Second", "C-2")),
    path="/profile/",
    search_url="/search/",
    menu=menu_for(frozenset(), shown="", overdue=0),
    person=Person("Ada", "Ada", "ada@example.com", is_staff=False),
    theme="",
    is_view_as=False,
)
TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def drawn(request: HttpRequest, shown: Rail = RAIL) -> str:
    return str(fragment(request, "frame/rail.jinja", shown))


def bare(request: HttpRequest, shown: Rail = RAIL) -> str:
    """Without the tokens, which differ from answer to answer."""
    return TOKENS.sub("", drawn(request, shown))


def test_text_is_escaped() -> None:
    assert "Halden &amp; Voss" in drawn(RequestFactory().get("/"))


def test_each_answer_has_a_token_of_its_own() -> None:
    first, second = (TOKENS.findall(drawn(RequestFactory().get("/"))) for _ in range(2))
    assert len(set(first)) == len(set(second)) == 1
    assert first != second


@pytest.mark.parametrize(
    "change",
    [
        {"brand": replace(RAIL.brand, name="Southwind")},
        {"company": Company(2, "Second", "C-2")},
        {"companies": RAIL.companies[:1]},
        {"path": "/invoices/"},
        {"search_url": ""},
        {"person": Person("Bob", "", "bob@example.com", is_staff=True)},
        {"theme": "dark"},
        {"is_view_as": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_value_is_drawn_anew(change: dict[str, object]) -> None:
    request = RequestFactory().get("/")
    before = bare(request)
    assert bare(request, replace(RAIL, **change)) != before  # type: ignore[arg-type]
    assert bare(request) == before


def test_another_language_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(trans_real.translation("de"))["_known"], "Sign out", "Abmelden")
    request = RequestFactory().get("/")
    before = bare(request)
    with translation.override("de"):
        assert "Abmelden" in bare(request)
    assert bare(request) == before


@pytest.mark.django_db
def test_what_changes_in_the_database_is_on_the_next_page(client: Client) -> None:
    membership, seller = make_membership(make_customer("Before Ltd")), make_organization()
    client.force_login(membership.user)
    url = reverse("accounts:company-detail")
    assert "Before Ltd" in client.get(url).content.decode()
    membership.customer.name = "After Ltd"
    membership.customer.save()
    seller.name = "Another seller"
    seller.save()
    page = client.get(url).content.decode()
    assert "After Ltd" in page
    assert "Another seller" in page
    assert "Before Ltd" not in page


@pytest.mark.django_db
def test_a_right_that_was_taken_away_is_off_the_next_menu(client: Client) -> None:
    membership = make_membership()
    client.force_login(membership.user)
    url, invoices = reverse("accounts:company-detail"), reverse("billing:invoice-list")
    assert f'href="{invoices}"' in client.get(url).content.decode()
    membership.customer.withheld_verbs = ["see_billing"]
    membership.customer.save()
    assert f'href="{invoices}"' not in client.get(url).content.decode()


@pytest.mark.django_db
def test_form_of_a_remembered_part_is_taken(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    membership = make_membership()
    strict.force_login(membership.user)
    for _ in range(2):
        page = strict.get(reverse("accounts:company-detail")).content.decode()
        token = TOKENS.search(page)
    assert token
    answer = strict.post(reverse("account_logout"), {"csrfmiddlewaretoken": token[1]})
    assert answer.status_code == 302
