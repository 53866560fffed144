from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Customer, Role, SharedLink
from accounts.sharing.shared_links import NewLink, share
from tests.factories import make_customer, make_member, make_organization
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer("Bright Ltd")


def made(customer: Customer, number: str, **fields: Any) -> NewLink:
    values = {"kind": "invoice", "title": "x", "made_by": make_member(customer)}
    return share(customer=customer, number=number, **(values | fields))


def test_live_links_stand_first_and_all_in_another_tab(customer: Customer) -> None:
    made(customer, "INV-1", name="Kim Boss")
    over = made(customer, "INV-2").link
    SharedLink.objects.filter(pk=over.pk).update(expires_at=timezone.now())
    client = browser(customer)
    shown = text_of(client.get("/links/"))
    assert "Invoice INV-1 Kim Boss" in shown
    assert "INV-2" not in shown
    assert "INV-2" in text_of(client.get("/links/?status=all"))


def test_links_of_another_company_are_not_in_it(customer: Customer) -> None:
    made(make_customer(), "INV-9")
    shown = text_of(browser(customer).get("/links/?status=all"))
    assert "INV-9" not in shown
    assert "No links" in shown


def test_link_of_a_kind_that_is_gone_is_listed_without_a_page(customer: Customer) -> None:
    made(customer, "EST-1", kind="estimate")
    assert "estimate EST-1" in text_of(browser(customer).get("/links/"))


def test_list_is_for_those_who_may_share(customer: Customer) -> None:
    assert browser(customer, Role.VIEWER).get("/links/").status_code == 403


@pytest.mark.parametrize("links", [1, 3])
def test_list_asks_the_same_for_one_link_and_three(
    customer: Customer, links: int, django_assert_num_queries: Any
) -> None:
    for number in range(links):
        made(customer, f"INV-{number}")
    client = browser(customer)
    client.get("/links/")
    with django_assert_num_queries(11):
        client.get("/links/")
