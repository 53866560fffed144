"""A link to one presentation: for whoever holds it, and at nobody's own prices."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, Role
from catalog.models import Presentation
from tests.catalog.factories import (
    make_assortment,
    make_presentation,
    make_price,
    make_price_list,
    make_product,
)
from tests.factories import make_customer, make_member, make_organization
from tests.orders.factories import priced_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization(currency="EUR")
    return make_customer("Bramblewick", currency="EUR")


@pytest.fixture
def client(customer: Customer) -> Client:
    client = Client()
    client.force_login(make_member(customer, Role.OWNER))
    return client


def shown(customer: Customer, **fields: Any) -> Presentation:
    """A product that costs this customer 3 and everybody else 9."""
    variant = priced_variant(customer, "3", sku="MUG-1")
    make_price(make_price_list(is_default=True), variant, "9")
    secret = make_product("Secret", is_shown=False)
    make_assortment(secret, customer=make_customer())
    return make_presentation(variant.product, secret, name="Spring", **fields)


def link_to(client: Client, presentation: Presentation) -> str:
    url = reverse("orders:presentation-link-new", args=[presentation.code])
    page = client.post(url, {"name": "Ann"}).content.decode()
    found = re.search(r'value="([^"]+/shared/[^"]+)"', page)
    assert found, page[:500]
    return found[1].partition("//")[2].partition("/")[2]


@pytest.mark.parametrize(
    ("link_prices", "seen", "unseen"),
    [("none", "MUG-1", "€9.00"), ("list", "€9.00", "€3.00")],
)
def test_link_shows_what_staff_chose_and_never_the_companys_prices(
    link_prices: str, seen: str, unseen: str, client: Client, customer: Customer
) -> None:
    address = "/" + link_to(client, shown(customer, link_prices=link_prices))
    page = Client().get(address).content.decode()
    assert seen in page
    for words in (unseen, "€3.00", "Secret", "Bramblewick"):
        assert words not in page
    assert Client().get(reverse("catalog:presentation-list")).status_code == 302


def test_presentation_that_staff_let_nobody_share_has_no_links(
    client: Client, customer: Customer
) -> None:
    presentation = shown(customer, link_prices="none")
    address = "/" + link_to(client, presentation)
    Presentation.objects.update(link_prices="no_links")
    assert Client().get(address).status_code == 404
    url = reverse("orders:presentation-link-new", args=[presentation.code])
    assert client.get(url).status_code == 404
    page = client.get(reverse("catalog:presentation-detail", args=[presentation.code]))
    assert url not in page.content.decode()


def test_link_ends_with_the_companys_right_to_see_it(client: Client, customer: Customer) -> None:
    presentation = shown(customer)
    address = "/" + link_to(client, presentation)
    assert Client().get(address).status_code == 200
    Presentation.objects.update(is_for_all=False)
    assert Client().get(address).status_code == 404
