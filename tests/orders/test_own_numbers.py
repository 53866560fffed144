"""The customer's own item numbers, order lists, the calendar feed and the search."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, Membership, Role, User
from catalog.models import Variant
from orders.changing.asking import Alteration, ask_for_change
from orders.changing.deciding import accept_change
from orders.models import CartLine, OwnNumber, ShoppingList
from orders.own_numbers.learning import learn
from orders.quick_order.matching import match
from orders.shopping_lists.keeping import make_list
from portal.kit.web.refusals import Refusal
from tests.factories import DAY, make_customer, make_member, make_organization, make_staff
from tests.orders.factories import make_confirmed, make_order, priced_variant

pytestmark = pytest.mark.django_db
QUICK = reverse("orders:quick-order-new")
NUMBERS = reverse("orders:own-number-list")


@pytest.fixture
def customer() -> Customer:
    make_organization(currency="EUR")
    return make_customer(currency="EUR")


@pytest.fixture
def buyer(customer: Customer) -> User:
    return make_member(customer, Role.BUYER)


@pytest.fixture
def client(buyer: User) -> Client:
    client = Client()
    client.force_login(buyer)
    return client


@pytest.fixture
def mug(customer: Customer) -> Variant:
    return priced_variant(customer, "5", sku="MUG-100")


def test_quick_order_reads_the_customers_own_number(
    customer: Customer, buyer: User, mug: Variant
) -> None:
    assert match(customer, "K 77-1 6", today=DAY).ready == []
    learn(customer, "K77-1", mug, by=buyer)
    (line,) = match(customer, "k77/1 6", today=DAY).ready
    assert (line.checked.variant, line.checked.quantity) == (mug, Decimal(6))


def test_own_number_is_the_companys_alone(customer: Customer, buyer: User, mug: Variant) -> None:
    learn(customer, "K77-1", mug, by=buyer)
    other = make_customer(currency="EUR")
    assert match(other, "K77-1 6", today=DAY).ready == []


def test_sellers_number_is_no_own_number(customer: Customer, buyer: User, mug: Variant) -> None:
    other = priced_variant(customer, sku="CUP-1")
    with pytest.raises(Refusal, match="one of our item numbers"):
        learn(customer, "cup 1", mug, by=buyer)
    with pytest.raises(Refusal):
        learn(customer, " -/ ", other, by=buyer)
    assert not OwnNumber.objects.exists()


def test_number_that_is_taught_anew_means_the_new_item(
    customer: Customer, buyer: User, mug: Variant
) -> None:
    other = priced_variant(customer, sku="CUP-1")
    learn(customer, "K77-1", mug, by=buyer)
    learn(customer, "K77-1", other, by=buyer)
    assert OwnNumber.objects.get().variant == other


def test_quick_order_remembers_what_was_chosen(client: Client, mug: Variant) -> None:
    page = client.post(QUICK, {"text": "MUG1 6"}).content.decode()
    assert "Remember “MUG1” as our number for it" in page
    client.post(QUICK, {"add": "1", "choice-1": "MUG100=6", "remember-1": "MUG1"})
    assert OwnNumber.objects.get().variant == mug
    assert CartLine.objects.get().quantity == 6
    client.post(QUICK, {"add": "1", "choice-1": "", "remember-1": "OTHER1"})
    assert OwnNumber.objects.count() == 1


def test_list_of_numbers_is_kept_by_hand(client: Client, mug: Variant) -> None:
    client.post(NUMBERS, {"number": "K77-1", "sku": "mug 100"})
    assert "K77-1" in client.get(NUMBERS + "?q=k77").content.decode()
    wrong = client.post(NUMBERS, {"number": "K78", "sku": "NO-SUCH"})
    assert wrong.status_code == 422
    assert "K78" in wrong.content.decode()
    client.post(reverse("orders:own-number-delete", args=[OwnNumber.objects.get().pk]))
    assert not OwnNumber.objects.exists()


def test_list_is_made_of_the_cart_and_put_back_into_it(client: Client, mug: Variant) -> None:
    client.post(reverse("orders:cart-line-new"), {"variant": "MUG-100", "quantity": "4"})
    client.post(reverse("orders:shopping-list-new"), {"from": "cart", "name": "Every  week"})
    kept = ShoppingList.objects.get()
    assert (kept.name, kept.lines.get().quantity) == ("Every week", 4)
    url = reverse("orders:shopping-list-detail", args=[kept.pk])
    assert "€20.00" in client.get(url).content.decode()
    client.post(url, {f"quantity-{kept.lines.get().pk}": "6"})
    client.post(url, {"cart": "1"})
    assert CartLine.objects.get().quantity == 10
    client.post(url, {"sku": "mug100", "quantity": "9"})
    assert kept.lines.get().quantity == 9
    client.post(url, {"remove": str(kept.lines.get().pk)})
    assert not kept.lines.exists()
    client.post(reverse("orders:shopping-list-delete", args=[kept.pk]))
    assert not ShoppingList.objects.exists()


@pytest.mark.parametrize("quantity", ["", "-1", "0", "NaN", "1e9", "many"])
def test_quantity_that_is_none_is_said_beside_its_field(
    client: Client, customer: Customer, buyer: User, mug: Variant, quantity: str
) -> None:
    kept = make_list(customer, buyer, "Weekly", [(mug.pk, Decimal(1))])
    url = reverse("orders:shopping-list-detail", args=[kept.pk])
    assert client.post(url, {"sku": "MUG-100", "quantity": quantity}).status_code == 422
    client.post(url, {f"quantity-{kept.lines.get().pk}": quantity})
    assert kept.lines.get().quantity == 1


def test_lists_are_ones_own_unless_they_are_shared(
    client: Client, customer: Customer, mug: Variant
) -> None:
    colleague = make_member(customer, Role.BUYER)
    own = make_list(customer, colleague, "Hers")
    shared = make_list(customer, colleague, "Ours", is_shared=True)
    page = client.get(reverse("orders:shopping-list-list")).content.decode()
    assert "Ours" in page
    assert "Hers" not in page
    assert client.get(reverse("orders:shopping-list-detail", args=[own.pk])).status_code == 404
    delete = reverse("orders:shopping-list-delete", args=[shared.pk])
    assert "Only the person" in client.post(delete, follow=True).content.decode()
    assert ShoppingList.objects.filter(pk=shared.pk).exists()


def test_two_lists_of_a_name_are_refused(client: Client, customer: Customer, buyer: User) -> None:
    make_list(customer, buyer, "Weekly")
    response = client.post(reverse("orders:shopping-list-new"), {"name": "Weekly"})
    assert "You have a list of this name." in response.content.decode()


def _address(client: Client) -> str:
    page = client.post(reverse("orders:calendar-feed-new")).content.decode()
    start = page.index('value="http', page.index('id="feed-address"')) + len('value="')
    return "/calendar/" + page[start : page.index('"', start)].partition("/calendar/")[2]


def test_calendar_tells_when_orders_are_expected(client: Client, customer: Customer) -> None:
    staff = make_staff()
    order = make_confirmed(customer, by=staff, po_number="PO;7")
    alteration = Alteration(wanted_on=DAY + timedelta(days=3))
    accept_change(ask_for_change(order, alteration, by=order.placed_by), by=staff)
    address = _address(client)
    stranger = Client()
    text = stranger.get(address).content.decode()
    assert "SUMMARY:Delivery of order SO-00001\\, PO PO\\;7" in text
    assert "DTSTART;VALUE=DATE:20260305" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_calendar_is_shut_when_it_is_revoked_or_its_person_has_gone(
    client: Client, buyer: User
) -> None:
    first = _address(client)
    second = _address(client)
    stranger = Client()
    assert stranger.get(first).status_code == 404
    assert stranger.get(second).status_code == 200
    Membership.objects.filter(user=buyer).delete()
    assert stranger.get(second).status_code == 404


def test_revoked_calendar_opens_nothing(client: Client) -> None:
    address = _address(client)
    client.post(reverse("orders:calendar-feed-delete"))
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("text", ["so-00001", "1", "PO-77", "po-7"])
def test_search_finds_an_order_by_number_and_po_number(
    client: Client, customer: Customer, text: str
) -> None:
    make_order(customer, po_number="PO-778")
    make_order(make_customer(currency="EUR"), po_number="PO-779")
    page = client.get(reverse("front:search-list"), {"q": text}).content.decode()
    assert "Order SO-00001" in page
    assert "SO-00002" not in page
