import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from billing.models import OpenItem
from portal.kit.lists.paging import ListPage, list_page, url_with
from tests.factories import make_customer

pytestmark = pytest.mark.django_db

SORTS = {"issued_on": "-issued_on", "number": "number", "total": "-total"}
DAY = date(2026, 3, 2)


def make_items(count: int, *, days: int = 7) -> list[int]:
    """Items with many equal dates and amounts, so that only the id tells them apart."""
    customer = make_customer()
    items = OpenItem.objects.bulk_create(
        OpenItem(
            customer=customer,
            currency=customer.currency,
            kind=OpenItem.Kind.PAYMENT,
            number=f"{customer.pk}-{n:04}",
            issued_on=DAY + timedelta(n % days),
            total=Decimal(n % 5),
        )
        for n in range(count)
    )
    return [item.pk for item in items]


def asked(query: str = "", **options: object) -> ListPage[OpenItem]:
    return list_page(OpenItem.objects.all(), QueryDict(query), sorts=SORTS, **options)  # type: ignore[arg-type]


def ids(page: ListPage[OpenItem]) -> list[int]:
    return [item.pk for item in page.rows]


def pages_by(way: str, page: ListPage[OpenItem]) -> Iterator[ListPage[OpenItem]]:
    while True:
        yield page
        url = getattr(page, f"{way}_url")
        if url is None:
            return
        page = asked(url.removeprefix("?"), size=10)


def cursor(*parts: object) -> str:
    return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("name", list(SORTS))
def test_next_leads_through_every_row_once_and_in_order(name: str, sign: str) -> None:
    make_items(37)
    sort = f"{sign}{name}"
    found = [pk for page in pages_by("next", asked(f"sort={sort}", size=10)) for pk in ids(page)]
    expected = OpenItem.objects.order_by(sort, f"{sign}pk").values_list("pk", flat=True)
    assert found == list(expected)


def test_previous_leads_back_over_the_same_pages() -> None:
    make_items(37)
    there = [ids(page) for page in pages_by("next", asked(size=10))]
    *_, last = pages_by("next", asked(size=10))
    back = [ids(page) for page in pages_by("previous", last)]
    assert back == there[::-1]


def test_last_page_is_reached_at_once_and_is_full() -> None:
    make_items(37)
    last = asked((asked(size=10).last_url or "").removeprefix("?"), size=10)
    everything = [pk for page in pages_by("next", asked(size=10)) for pk in ids(page)]
    assert ids(last) == everything[-10:]
    assert last.next_url is None
    assert last.last_url is None


def test_a_page_stays_put_when_rows_are_added_before_it() -> None:
    make_items(30)
    second = (asked(size=10).next_url or "").removeprefix("?")
    before = ids(asked(second, size=10))
    OpenItem.objects.create(
        customer=make_customer(),
        currency="EUR",
        kind=OpenItem.Kind.PAYMENT,
        number="new",
        issued_on=DAY + timedelta(99),
        total=1,
    )
    assert ids(asked(second, size=10)) == before


def test_way_back_ends_on_a_full_first_page() -> None:
    make_items(12)
    third_row = asked(size=10).rows[2]
    page = asked(f"page={cursor('before', str(third_row.issued_on), third_row.pk)}", size=10)
    assert ids(page) == ids(asked(size=10))
    assert page.previous_url is None


def test_one_page_leads_nowhere() -> None:
    make_items(3)
    page = asked()
    assert (page.first_url, page.previous_url, page.next_url, page.last_url) == (None,) * 4


def test_empty_list_has_no_rows_and_leads_nowhere() -> None:
    page = asked("page=3")
    assert page.rows == []
    assert (page.first_url, page.next_url, page.range_label) == (None, None, "")


def test_page_number_is_an_offset() -> None:
    make_items(37)
    in_order = [pk for page in pages_by("next", asked(size=10)) for pk in ids(page)]
    assert ids(asked("page=3", size=10)) == in_order[20:30]


@pytest.mark.parametrize("number", ["5", "99", "99999999999999999999999"])
def test_page_number_past_the_end_is_the_last_page(number: str) -> None:
    make_items(37)
    in_order = [pk for page in pages_by("next", asked(size=10)) for pk in ids(page)]
    assert ids(asked(f"page={number}", size=10)) == in_order[-10:]


@pytest.mark.parametrize(
    "page",
    [
        "nonsense",
        "-1",
        "0",
        "²",
        "%00",
        cursor("after", "not a date", 1),
        cursor("after", "2026-03-02\x00", 1),
        cursor("after", "2026-03-02", "one"),
        cursor("after", "2026-03-02", 10**30),
        cursor("after", None, 1),
        cursor("sideways", "2026-03-02", 1),
        cursor({}),
        cursor(),
    ],
)
def test_page_that_makes_no_sense_is_the_first(page: str) -> None:
    make_items(12)
    assert ids(asked(f"page={page}", size=10)) == ids(asked(size=10))


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e999", "x"])
def test_amount_that_is_none_gives_the_first_page(amount: str) -> None:
    make_items(12)
    meddled = asked(f"sort=total&page={cursor('after', amount, 1)}", size=10)
    assert ids(meddled) == ids(asked("sort=total", size=10))


@pytest.mark.parametrize("sort", ["open", "--number", "number;drop", "customer__name"])
def test_only_named_sorts_are_allowed(sort: str) -> None:
    assert asked(f"sort={sort}").sort == "-issued_on"


def test_default_sort_applies_when_none_is_asked_for() -> None:
    assert asked(default="number").sort == "number"


def test_heading_sorts_the_usual_way_first_and_then_the_other() -> None:
    assert asked("sort=number").sort_url("total") == "?sort=-total"
    assert asked("sort=-total").sort_url("total") == "?sort=total"
    assert asked("sort=total").sort_url("total") == "?sort=-total"


def test_heading_says_how_the_list_is_sorted() -> None:
    page = asked("sort=-total")
    assert [page.sort_state(name) for name in SORTS] == [None, None, "descending"]
    assert asked("sort=number").sort_state("number") == "ascending"


def test_addresses_keep_the_other_parameters() -> None:
    make_items(12)
    page = asked("q=a%26b&page=1&status=open", size=10)
    assert page.sort_url("total") == "?q=a%26b&status=open&sort=-total"
    assert "q=a%26b" in (page.next_url or "")


def test_range_is_known_on_the_way_there_and_back_and_by_number() -> None:
    make_items(37)

    def label(query: str | None) -> str:
        return asked((query or "").removeprefix("?"), size=10, count=37).range_label

    first = asked(size=10, count=37)
    second = asked((first.next_url or "").removeprefix("?"), size=10, count=37)
    assert (first.range_label, second.range_label) == ("1–10 of 37", "11–20 of 37")
    assert label(second.next_url) == "21–30 of 37"
    assert label(second.previous_url) == "1–10 of 37"
    assert label(first.last_url) == "28–37 of 37"
    assert label("page=3") == "21–30 of 37"
    assert second.number == 2


def test_range_of_a_list_nobody_has_counted_to_its_end_says_so() -> None:
    make_items(30)
    assert asked(size=10, count=1001).range_label == "1–10 of more than 1,000"
    last = (asked(size=10).last_url or "").removeprefix("?")
    assert asked(last, size=10, count=1001).range_label == "more than 1,000"


@pytest.mark.parametrize("position", ["x", -1, 10**12, None, [1]])
def test_meddled_position_is_no_position(position: object) -> None:
    make_items(30)
    third = asked(size=10).rows[2]
    page = asked(
        f"page={cursor('after', str(third.issued_on), third.pk, position)}", size=10, count=30
    )
    assert page.start is None


@pytest.mark.parametrize("count", [21, 37])
def test_page_costs_the_same_statements_however_long_the_list(
    count: int, django_assert_num_queries: Any
) -> None:
    make_items(count)
    second = (asked(size=10).next_url or "").removeprefix("?")
    for query, statements in (("", 1), (second, 1), ("page=2", 2), ("q=a", 1)):
        with django_assert_num_queries(statements):
            asked(query, size=10)


def test_list_of_one_page_needs_no_counting(django_assert_num_queries: Any) -> None:
    make_items(3)
    with django_assert_num_queries(1):
        assert asked().range_label == "1–3 of 3"


def test_address_without_parameters_still_means_this_page() -> None:
    assert url_with(QueryDict("page=2"), page=None) == "?"
