"""The page of search: what a person may see, and nothing else."""

import pytest

from accounts.models import Membership, Role
from tests.factories import make_customer, make_invoice, make_membership, make_organization
from tests.web.billing.browsers import BACKEND, browser, text_of

pytestmark = pytest.mark.django_db
URL = "/search/"


def test_exact_hit_shows_state_amount_and_leads_to_its_page() -> None:
    today = make_organization().today()
    customer = make_customer(currency="GBP")
    invoice = make_invoice(customer, "1143.24", due_on=today, po_number="PO-9")
    response = browser(customer).get(URL, {"q": "£1,143.24"})
    shown = text_of(response)
    assert f'href="/invoices/{invoice.number}/"' in response.content.decode()
    for part in ("Exact", invoice.number, "PO-9", "Due today", "£1,143.24"):
        assert part in shown


def test_pages_are_found_by_name_as_far_as_the_person_may_open_them() -> None:
    customer = make_customer()
    assert (
        'href="/statements/" data-hit'
        in browser(customer).get(URL, {"q": "statem"}).content.decode()
    )
    assert "Nothing found" in text_of(browser(customer, Role.BUYER).get(URL, {"q": "statem"}))


def test_buyer_finds_no_document() -> None:
    customer = make_customer()
    invoice = make_invoice(customer)
    response = browser(customer, Role.BUYER).get(URL, {"q": invoice.number})
    assert f"/invoices/{invoice.number}/" not in response.content.decode()
    assert "Nothing found" in text_of(response)


def test_company_is_named_where_the_person_sees_several() -> None:
    top = make_customer("Top Ltd")
    below = make_customer("Below Ltd", parent=top)
    membership = make_membership(top)
    Membership.objects.filter(pk=membership.pk).update(includes_subsidiaries=True)
    invoice = make_invoice(below, 5)
    client = browser(make_customer())
    client.force_login(membership.user, backend=BACKEND)
    shown = text_of(client.get(URL, {"q": invoice.number}))
    assert invoice.number in shown
    assert "Below Ltd" in shown.split("Exact")[1]


def test_while_typing_only_the_results_come() -> None:
    headers = {"HX-Request": "true", "HX-Target": "search-results"}
    part = browser(make_customer()).get(URL, {"q": "pay"}, headers=headers).content.decode()
    assert '<div id="search-results"' in part
    assert 'data-for="pay"' in part
    assert "<html" not in part


def test_nothing_typed_says_what_can_be() -> None:
    assert "Try INV-00162" in text_of(browser(make_customer()).get(URL))


def test_every_page_has_the_dialog_and_the_page_of_search_has_none() -> None:
    client = browser(make_customer())
    assert '<dialog id="search"' in client.get("/profile/").content.decode()
    assert '<dialog id="search"' not in client.get(URL).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_number_of_queries_does_not_depend_on_what_is_found(
    count: int, django_assert_num_queries
) -> None:
    customer = make_customer()
    for _ in range(count):
        make_invoice(customer, 10)
    client = browser(customer)
    with django_assert_num_queries(14):
        client.get(URL, {"q": "10.00"})
