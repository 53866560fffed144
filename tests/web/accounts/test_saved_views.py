"""Views of lists that people save: their own, by name, as tabs with a count."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Customer, Membership, Role, SavedView
from accounts.sharing import saved_views
from tests.factories import make_customer, make_invoice, make_organization
from tests.web.billing.browsers import browser, numbers_in, text_of

pytestmark = pytest.mark.django_db

NEW = "/account/views/new/"


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer(currency="GBP")


def form(name: str, query: str = "q=PO-7&status=all") -> dict[str, str]:
    return {"list": "invoices", "name": name, "query": query, "next": "/invoices/"}


def test_view_is_a_tab_with_its_own_count_and_filters(customer: Customer) -> None:
    found = make_invoice(customer, po_number="PO-7")
    make_invoice(customer, po_number="PO-8")
    client = browser(customer)
    response = client.post(NEW, form("Month end"))
    assert (response.status_code, response["Location"]) == (303, "/invoices/?q=PO-7&status=all")
    shown = client.get(response["Location"])
    assert numbers_in(shown) == [found.number]
    assert "View “Month end” saved." in text_of(shown)
    assert "Outstanding 2 Overdue" in text_of(shown)
    assert "Month end 1" in text_of(shown)
    assert "<title>Month end · " in shown.text
    assert "Month end 1" in text_of(client.get("/invoices/"))


def test_saving_under_the_same_name_changes_the_view(customer: Customer) -> None:
    client = browser(customer)
    client.post(NEW, form("Month end"))
    client.post(NEW, form("month END", "q=PO-9"))
    assert list(SavedView.objects.values_list("name", "query")) == [("month END", "q=PO-9")]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "Give the view a name."), ("  ", "Give the view a name."), ("x" * 41, "at most 40")],
)
def test_name_that_cannot_be_saved_is_said_and_kept(
    customer: Customer, name: str, sentence: str
) -> None:
    response = browser(customer).post(NEW, form(name))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert 'value="q=PO-7&amp;status=all"' in response.text
    assert not SavedView.objects.exists()


def test_so_many_views_and_no_more(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MAX_VIEWS", 1)
    client = browser(customer)
    client.post(NEW, form("One"))
    response = client.post(NEW, form("Two"))
    assert "You can save up to 1 views of a list." in text_of(response)
    assert 'value="Two"' in response.text


def test_view_is_renamed_and_deleted(customer: Customer) -> None:
    client = browser(customer)
    client.post(NEW, form("One"))
    client.post(NEW, form("Two"))
    one, two = SavedView.objects.all()
    page = f"/account/views/{one.pk}/"
    assert 'value="One"' in client.get(page, {"next": "/invoices/"}).text
    taken = client.post(page, {"name": "two", "next": "/invoices/"})
    assert taken.status_code == 422
    assert "You already have a view called “two”." in text_of(taken)
    renamed = client.post(page, {"name": "Three", "next": "/invoices/"})
    assert renamed["Location"] == "/invoices/?q=PO-7&status=all"
    client.post(f"/account/views/{two.pk}/delete/", {"next": "/invoices/"})
    assert [one.name for one in SavedView.objects.all()] == ["Three"]


def test_nobody_sees_or_changes_a_colleagues_view(customer: Customer) -> None:
    browser(customer).post(NEW, form("Mine"))
    view = SavedView.objects.get()
    other = browser(customer, Role.ACCOUNTS)
    assert "Mine" not in text_of(other.get("/invoices/"))
    for path in (f"/account/views/{view.pk}/", f"/account/views/{view.pk}/delete/"):
        assert other.post(path, {"name": "Theirs"}).status_code == 404


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example", "x", ""])
def test_one_goes_back_to_pages_of_ours_alone(customer: Customer, following: str) -> None:
    response = browser(customer).post(NEW, {**form("One"), "next": following or "?"})
    assert response["Location"].startswith("/profile/")


def test_database_refuses_two_of_a_name_and_none(customer: Customer) -> None:
    browser(customer)
    place = Membership.objects.get()
    SavedView.objects.create(membership=place, list="invoices", name="One", query="")
    for name in ("ONE", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedView.objects.create(membership=place, list="invoices", name=name, query="")


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_views(
    customer: Customer, count: int, django_assert_num_queries: Any
) -> None:
    make_invoice(customer)
    client = browser(customer)
    for number in range(count):
        client.post(NEW, form(f"View {number}", f"q=PO-{number}"))
    client.get("/invoices/")
    with django_assert_num_queries(11):
        client.get("/invoices/")
