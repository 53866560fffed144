"""No address answers 500, whatever stands in its path or in its query string."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import User
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_payment,
    make_retainer,
    make_staff,
)
from tests.test_doors import our_urls

# As they stand in an address, percent-encoded: a zero byte, half a surrogate pair with a byte that
# is no UTF-8, the ends of the calendar, numbers that no column holds.
HOSTILE = ["%00", "%ED%A0%80%FF", "0001-01-01", "9999-12-31", "-1", "9" * 30, "1e400"]
WORDS = ("q", "status", "sort", "page", "company", "invoice", "number", "type", "range", "period",
         "lines", "download", "address", "theme", "token", "next", "reason")  # fmt: skip
DATES = ("from", "to", "due_from", "due_to", "start", "end", "shown_from", "shown_to",
         "shown_start", "shown_end")  # fmt: skip
# Each by itself too, as a page may stop at the first of several mistakes.
ALONE = ("to", "due_to", "end", "page")
SLOW_TO_MAKE = ("pdf", "xlsx", "archive")

site = admin.site._registry
pytestmark = pytest.mark.django_db
WITH_PARTS = [(name, pattern) for name, pattern in our_urls() if pattern.pattern.converters]
WITHOUT_PARTS = [(name, pattern) for name, pattern in our_urls() if not pattern.pattern.converters]


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker) -> Iterator[dict[str, Client]]:
    """An owner whose company has one of everything, and somebody of the seller's."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_organization()
        customer = make_customer()
        for make in (make_invoice, make_credit_note, make_payment, make_retainer):
            make(customer)
        yield {"owner": signed_in(make_member(customer)), "staff": signed_in(make_staff())}
        transaction.set_rollback(True)


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def failures(client: Client, addresses: list[str], *methods: str) -> list[str]:
    """The addresses that answer 500. 503 is an answer: without a worker, its probe says so."""
    found = []
    for address in addresses:
        for method in methods or ("GET",):
            with transaction.atomic():
                response = client.generic(method, address)
                if response.status_code < 500:
                    response.getvalue()  # to its end, where lists are streamed
                transaction.set_rollback(True)
            if response.status_code >= 500 and response.status_code != 503:
                found.append(f"{method} {address}")
    return found


def path_with(pattern: URLPattern, value: str) -> str | None:
    """The address with `value` in it, or None where its route takes no such thing."""
    route = f"/{pattern.pattern}"
    for name in pattern.pattern.converters:
        for kind in ("path", "str", "int"):
            route = route.replace(f"<{kind}:{name}>", value)
    return None if "<" in route else route


def queries(url: str) -> list[str]:
    """The address with each hostile value: in every parameter, in every date, and alone."""
    every = (*WORDS, *DATES)
    found = [f"{url}?" + "&".join(f"{name}={value}" for name in every) for value in HOSTILE]
    if not any(word in url for word in SLOW_TO_MAKE):
        found += [f"{url}?{name}={day}" for name in ALONE for day in ("0001-01-01", "9999-12-31")]
    return found


@pytest.mark.parametrize(("name", "pattern"), WITH_PARTS)
def test_anything_in_a_path_is_not_an_error(
    name: str, pattern: URLPattern, people: dict[str, Client]
) -> None:
    addresses = [path for value in HOSTILE if (path := path_with(pattern, value))]
    assert not failures(people["owner"], addresses, "GET", "POST")


@pytest.mark.parametrize(("name", "pattern"), WITHOUT_PARTS)
def test_anything_in_a_query_is_not_an_error(
    name: str, pattern: URLPattern, people: dict[str, Client]
) -> None:
    assert not failures(people["owner"], queries(reverse(name)))


# Every parameter meets two of the values, and every value some parameters of each model; with
# bin/test --long all meet all.
@pytest.mark.parametrize("values", [2, pytest.param(len(HOSTILE), marks=pytest.mark.long)])
@pytest.mark.parametrize("model", site, ids=lambda model: model._meta.label)
def test_anything_in_a_staff_address_is_not_an_error(
    model: type[Model], values: int, people: dict[str, Client]
) -> None:
    options = model._meta
    name = f"admin:{options.app_label}_{options.model_name}"
    listed, added = reverse(f"{name}_changelist"), reverse(f"{name}_add")
    narrowing = [one for one in site[model].list_filter if isinstance(one, str)]
    names = ["q", "p", "o", *narrowing, *(f"{one}__exact" for one in narrowing)]
    wanted = [
        f"{added}?customer={{0}}&amount={{0}}",
        f"{listed}{{0}}/change/",
        f"{listed}{{0}}/delete/",
        *(f"{listed}?{one}={{0}}" for one in names),
    ]
    # Begun elsewhere for each model, so that no parameter meets the same two everywhere.
    start = len(model._meta.label)
    addresses = [
        one.format(HOSTILE[(start + place * values + turn) % len(HOSTILE)])
        for place, one in enumerate(wanted)
        for turn in range(values)
    ]
    assert not failures(people["staff"], addresses)


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "address",
    [
        "/statements/?to={}",
        "/statements/?from={}&to={}",
        "/statements/?type=open-items&to={}",
        "/invoices/?from={}",
        "/invoices/?due_to={}",
        "/credits/?to={}",
        "/payments/?to={}",
        "/sales/?period=custom&end={}",
    ],
)
def test_day_that_nobody_means_gets_a_sentence(
    address: str, day: str, people: dict[str, Client]
) -> None:
    response = people["owner"].get(address.replace("{}", day))
    assert "Enter a date between 1900 and 2199." in response.content.decode()


def test_the_last_likely_days_are_taken(people: dict[str, Client]) -> None:
    for day in ("1900-01-01", "2199-12-31"):
        assert people["owner"].get(f"/statements/?to={day}").status_code == 200
