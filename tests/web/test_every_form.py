"""Every form on every customer's page: each field is drawn as its widget, under a label, and what
is wrong with it stands beside it, after a swap by HTMX as after a full load."""

from __future__ import annotations

from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import Address, ContactPerson, Customer, Membership, Role
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_payment,
    make_retainer,
    pay,
)
from tests.test_doors import our_urls
from tests.web.billing.browsers import BACKEND

pytestmark = pytest.mark.django_db

# Inputs that nobody fills in.
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
KINDS = {
    forms.DateField: "date",
    forms.EmailField: "email",
    forms.IntegerField: "number",
    forms.BooleanField: "checkbox",
}


class Page(HTMLParser):
    """The controls of a page and what labels them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.controls: list[dict[str, str]] = []
        self.labels: set[str] = set()
        self.options: dict[str, int] = {}
        self._select = ""
        self._in_label = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "label":
            self._in_label += 1
            self.labels.add(found.get("for", ""))
        if tag in {"input", "select", "textarea"}:
            found["tag"] = tag
            found["type"] = found.get("type", "text") if tag == "input" else tag
            found["wrapped"] = "yes" if self._in_label else ""
            self.controls.append(found)
            self._select = found.get("name", "") if tag == "select" else self._select
        if tag == "option":
            self.options[self._select] = self.options.get(self._select, 0) + 1

    def handle_endtag(self, tag: str) -> None:
        self._in_label -= tag == "label"

    def unlabelled(self) -> list[str]:
        return [
            str(one)
            for one in self.controls
            if one["type"] not in UNLABELLED
            and not one["wrapped"]
            and not one.get("aria-label")
            and not one.get("aria-labelledby")
            and one.get("id", "?") not in self.labels
        ]


@pytest.fixture
def client() -> Client:
    """The owner of a company with one of everything and a company below it."""
    seller = make_organization()
    today: date = seller.today()
    customer = make_customer("Kettle Ltd", "GBP")
    below = make_customer("Kettle Japan", "JPY", parent=customer)
    user = make_member(customer, Role.OWNER)
    Membership.objects.update(includes_subsidiaries=True)
    Address.objects.create(customer=customer, kind="billing", is_default=True, line1="1 Quay")
    ContactPerson.objects.create(customer=customer, name="Ada", email="a@x.example")
    overdue = make_invoice(customer, 90, issued_on=today - timedelta(80))
    make_invoice(customer, 1000, issued_on=today), make_invoice(below, 500, issued_on=today)
    pay(overdue, 40, received_on=today)
    make_payment(customer, 5), make_credit_note(customer, 10), make_retainer(customer, 50)
    signed_in = Client()
    signed_in.force_login(user, backend=BACKEND)
    return signed_in


def numbers_of(customer: Customer) -> dict[str, Any]:
    """One object of each noun that addresses name by number."""
    found: dict[str, Any] = {}
    for kind, noun in (
        ("invoice", "invoice"),
        ("credit_note", "credit"),
        ("payment", "payment"),
        ("retainer", "retainer"),
    ):
        found[noun] = customer.open_items.filter(kind=kind).order_by("pk")[0].number
    for noun in ("dispute", "invoice-link", "autopay-skip"):
        found[noun] = found["invoice"]
    found["address"] = customer.addresses.get().pk
    found["contact"] = customer.contacts.get().pk
    found["person"] = customer.memberships.get().pk
    return found


def customers_pages() -> list[tuple[str, URLPattern]]:
    return [
        (name, pattern)
        for name, pattern in our_urls()
        if getattr(pattern.callback, "verb", None) is not None
        and not any(word in name for word in ("pdf", "csv", "xlsx", "archive", "export", "logo"))
    ]


def address_of(name: str, pattern: URLPattern, numbers: dict[str, Any]) -> str | None:
    if not pattern.pattern.converters:
        return reverse(name)
    noun = name.split(":")[1].rpartition("-")[0]
    (parameter,) = pattern.pattern.converters
    return reverse(name, kwargs={parameter: numbers[noun]}) if noun in numbers else None


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[forms.BaseForm]:
    """Every form that a view makes, whichever engine draws it."""
    seen: list[forms.BaseForm] = []
    init = forms.BaseForm.__init__

    def look(self: forms.BaseForm, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        seen.append(self)

    monkeypatch.setattr(forms.BaseForm, "__init__", look)
    return seen


def faults_of(page: Page, form: forms.BaseForm) -> list[str]:
    """Fields of `form` that are not drawn as their widget is."""
    faults = []
    for field in form:
        if field.is_hidden:
            continue
        drawn = [one for one in page.controls if one.get("name") == field.html_name]
        if not drawn:
            continue
        widget = field.field.widget
        if isinstance(widget, forms.Select) and not isinstance(widget, forms.RadioSelect):
            options = len(list(field.field.choices))  # type: ignore[attr-defined]
            if drawn[0]["tag"] != "select" or page.options.get(field.html_name, 0) < options:
                faults.append(f"{field.html_name} is no select with its options")
            continue
        expected = getattr(widget, "attrs", {}).get("type") or getattr(widget, "input_type", "")
        for kind, input_type in KINDS.items():
            if type(field.field) is kind:
                expected = expected if isinstance(widget, forms.HiddenInput) else input_type
        if expected and all(one["type"] != expected for one in drawn):
            faults.append(f"{field.html_name} is {drawn[0]['type']}, not {expected}")
    return faults


def test_every_field_is_drawn_as_its_widget_and_has_a_label(
    client: Client, made: list[forms.BaseForm]
) -> None:
    numbers = numbers_of(Customer.objects.get(name="Kettle Ltd"))
    faults, forms_seen = [], 0
    for name, pattern in customers_pages():
        url = address_of(name, pattern, numbers)
        if url is None:
            continue
        made.clear()
        response = client.get(url)
        if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/h"):
            continue
        page = Page(response.content.decode())
        faults += [f"{url}: no label: {one}" for one in page.unlabelled()]
        for form in made:
            forms_seen += 1
            faults += [f"{url}: {one}" for one in faults_of(page, form)]
    assert faults == []
    assert forms_seen > 20, "the walk has found hardly any form"


LISTS = ("invoices", "credits", "deposits", "retainers", "payments", "links", "company/history")
REGIONS = {"links": "link-list", "company/history": "history-list"}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("by_htmx", [False, True])
def test_mistake_in_a_filter_is_said_beside_its_field(
    client: Client, name: str, by_htmx: bool
) -> None:
    region = REGIONS.get(name, "document-list")
    headers = {"HX-Request": "true", "HX-Target": region} if by_htmx else {}
    response = client.get(f"/{name}/", {"from": "soon"}, headers=headers)
    assert response.status_code == 422
    text = response.content.decode()
    assert 'value="soon"' in text
    control = next(one for one in Page(text).controls if one.get("name") == "from")
    assert control["type"] == "date"
    assert control.get("aria-invalid") == "true"
    assert f'id="{control["aria-describedby"].split()[0]}"' in text
    assert "Nothing is shown until the filters are corrected" in text
