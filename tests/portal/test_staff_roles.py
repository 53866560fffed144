"""What each role may do: model by model, action by action, without a hole."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import AuditEvent, CustomerNote, Membership, User
from billing.models import JournalEntry, StoredDocument
from orders.models import OrderSettings
from portal.staff.roles import ACTIONS, ROLES
from tests.factories import (
    draft_invoice,
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_payment,
    make_retainer,
    make_user,
    with_second_factor,
)

pytestmark = pytest.mark.django_db

# By model: sales, receivables, support, auditor, administrator.
TABLE = """
accounts.accessrequest         vc   v    vc   v  vacd
accounts.approval              v    v    v    v  v
accounts.auditevent            v    v    v    v  v
accounts.changerequest         vc   vc   v    v  vacd
accounts.customer              vac  vc   v    v  vacd
accounts.erasurerequest        v    v    v    v  vacd
accounts.organization          v    v    v    v  vacd
accounts.sharedlink            v    vac  v    v  vacd
accounts.user                  v    v    vc   v  vacd
auth.group                     -    -    -    -  -
billing.accountbalance         v    v    v    v  v
billing.autopayagreement       v    vac  v    v  vacd
billing.chargeback             v    vac  v    v  vacd
billing.creditnote             v    vacd v    v  vacd
billing.invoice                v    vacd v    v  vacd
billing.invoicedispute         v    vac  v    v  vacd
billing.journalentry           v    v    v    v  v
billing.methodrule             v    vacd v    v  vacd
billing.openitem               v    v    v    v  v
billing.partialpaymentrule     v    vacd v    v  vacd
billing.payment                v    vac  v    v  vacd
billing.paymentattempt         v    vac  v    v  vacd
billing.posting                v    v    v    v  v
billing.reconciliationfinding  v    vac  v    v  vacd
billing.refund                 v    vac  v    v  vacd
billing.retainer               v    vacd v    v  vacd
billing.savedmethod            v    vac  v    v  vacd
billing.statementbatch         v    vac  v    v  vacd
billing.statementdelivery      v    vac  v    v  vacd
billing.statementmail          v    vac  v    v  vacd
billing.storeddocument         v    v    v    v  v
billing.transfer               v    vac  v    v  vacd
billing.webhookevent           v    vac  v    v  vacd
catalog.arrival                vacd v    v    v  vacd
catalog.assortment             vacd v    v    v  vacd
catalog.axis                   vacd v    v    v  vacd
catalog.brand                  vacd v    v    v  vacd
catalog.category               vacd v    v    v  vacd
catalog.contractprice          v    v    v    v  vacd
catalog.importbatch            vacd v    v    v  vacd
catalog.presentation           vacd v    v    v  vacd
catalog.presentationview       vacd v    v    v  vacd
catalog.price                  v    v    v    v  vacd
catalog.pricelist              v    v    v    v  vacd
catalog.product                vacd v    v    v  vacd
catalog.shopsettings           v    v    v    v  vacd
catalog.stock                  vacd v    v    v  vacd
catalog.taxcode                v    v    v    v  vacd
catalog.variant                vacd v    v    v  vacd
orders.estimate                vac  v    v    v  vacd
orders.ordersettings           v    v    v    v  vacd
orders.salesorder              vac  v    v    v  vacd
orders.shipment                vac  v    v    v  vacd
support.documentrequest        vac  vac  vac  v  vacd
support.shareddocument         vac  vac  vac  v  vacd
support.thread                 vac  vac  vac  v  vacd
support.ticket                 vac  vac  vac  v  vacd
"""
SPECIAL = {
    "Sales": {"accounts.invite_person", "accounts.view_as_customer"},
    "Receivables": {
        "accounts.change_credit_limit",
        "accounts.invite_person",
        "accounts.view_as_customer",
    },
    "Support": {"accounts.invite_person", "accounts.view_as_customer"},
    "Auditor": set[str](),
}
EXPECTED = {
    line.split()[0]: dict(zip((role.name for role in ROLES), line.split()[1:], strict=True))
    for line in TABLE.strip().splitlines()
}
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)
# Pages that change nothing, or the reader's own session alone.
HARMLESS = {"login", "logout", "jsi18n", "password_change", "password_change_done", "autocomplete"}


@pytest.fixture
def roles() -> None:
    make_organization(currency="GBP")
    call_command("make_staff_roles", stdout=StringIO())


def somebody(role: str) -> User:
    user = with_second_factor(make_user(is_staff=True))
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("role", [one.name for one in ROLES])
def test_each_role_has_exactly_these_rights_to_each_model(role: str) -> None:
    user = somebody(role)
    found = {model._meta.label_lower: _letters(user, model) for model in REGISTERED}
    expected = {
        label: EXPECTED[label][role] if label in EXPECTED else found[label] for label in found
    }
    assert found == expected


@pytest.mark.usefixtures("roles")
def test_a_model_that_comes_later_is_seen_by_the_auditor_and_the_administrator() -> None:
    auditor, administrator = somebody("Auditor"), somebody("Administrator")
    for model in REGISTERED:
        if model._meta.app_label == "auth":
            continue
        assert _letters(auditor, model) == "v"
        assert "v" in _letters(administrator, model)


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("role", list(SPECIAL))
def test_each_role_has_exactly_these_rights_of_their_own(role: str) -> None:
    usual = tuple(f"{action}_" for action in ACTIONS.values())
    models = {model._meta.model_name for model in REGISTERED}
    held = somebody(role).get_all_permissions()
    special = {
        one
        for one in held
        if not one.split(".")[1].startswith(usual)
        or (one.split("_", 1)[1] not in models and one in _all_special())
    }
    assert special == SPECIAL[role]


@pytest.mark.usefixtures("roles")
def test_the_administrator_has_every_right_of_its_own() -> None:
    assert _all_special() <= somebody("Administrator").get_all_permissions()


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("role", [one.name for one in ROLES])
def test_the_pages_of_each_model_ask_for_the_right(client: Client, role: str) -> None:
    user = somebody(role)
    client.force_login(user)
    request = RequestFactory().get("/")
    request.user = user
    wrong = []
    for model in REGISTERED:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        letters = _letters(user, model)
        page = client.get(reverse(f"{name}_changelist"))
        is_seen = page.status_code in {200, 302}
        if is_seen != ("v" in letters):
            wrong.append((model._meta.label_lower, "list", page.status_code))
        adds = admin.site._registry[model].has_add_permission(request)
        if adds and "a" not in letters:
            wrong.append((model._meta.label_lower, "add", 200))
    assert wrong == []


@pytest.mark.usefixtures("roles")
def test_an_auditor_changes_nothing_by_any_address(client: Client) -> None:
    auditor = somebody("Auditor")
    client.force_login(auditor)
    client.raise_request_exception = False
    _fill()
    before = _state()
    wrong = []
    for name, pattern in _staff_urls(get_resolver()):
        if (pattern.name or "") in HARMLESS:
            continue
        url = reverse(f"admin:{name}", kwargs=_arguments(pattern))
        for data in ({}, {"_save": "1", "action": "delete_selected", "_selected_action": "1"}):
            answer = client.post(url, data)
            if answer.status_code not in {302, 403, 404, 405, 200} or answer.status_code >= 500:
                wrong.append((url, answer.status_code))
    assert wrong == []
    assert _state() == before
    assert not LogEntry.objects.exists()


@pytest.mark.usefixtures("roles")
def test_an_auditor_opens_the_pages_to_look_at(client: Client) -> None:
    client.force_login(somebody("Auditor"))
    _fill()
    customer = Membership.objects.get().customer
    for url in (
        reverse("admin:index"),
        reverse("admin:receivables"),
        reverse("admin:search") + "?q=INV",
        reverse("admin:customer-page", args=[customer.pk]),
        reverse("admin:customer-statement", args=[customer.pk]),
    ):
        assert client.get(url).status_code == 200


def test_making_them_again_changes_nothing() -> None:
    call_command("make_staff_roles", stdout=StringIO())
    told = StringIO()
    call_command("make_staff_roles", stdout=told)
    assert told.getvalue().count("0 rights added, 0 removed") == len(ROLES)


def test_a_dry_run_makes_no_group() -> None:
    told = StringIO()
    call_command("make_staff_roles", "--dry-run", stdout=told)
    assert not Group.objects.exists()
    assert "Nothing was changed." in told.getvalue()


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(("options", "stays"), [([], False), (["--keep-extra"], True)])
def test_a_right_that_was_added_stays_where_asked(options: list[str], *, stays: bool) -> None:
    group = Group.objects.get(name="Auditor")
    extra = Group.objects.get(name="Administrator").permissions.get(codename="invite_person")
    group.permissions.add(extra)
    call_command("make_staff_roles", *options, stdout=StringIO())
    assert group.permissions.filter(pk=extra.pk).exists() == stays


def _letters(user: User, model: type[Model]) -> str:
    options = model._meta
    held = [
        letter
        for letter, action in ACTIONS.items()
        if user.has_perm(f"{options.app_label}.{action}_{options.model_name}")
    ]
    return "".join(held) or "-"


def _all_special() -> set[str]:
    return {
        f"{model._meta.app_label}.{name}"
        for model in REGISTERED
        if model._meta.app_label != "auth"
        for name, _label in model._meta.permissions
    }


def _fill() -> None:
    OrderSettings.objects.create(pk=1)  # the defaults are kept when they are first looked at
    customer = make_customer("Bright Ltd", "GBP")
    make_member(customer)
    make_invoice(customer)
    draft_invoice(customer)
    make_credit_note(customer)
    make_retainer(customer)
    make_payment(customer)


def _state() -> dict[str, Any]:
    """How many rows there are of each model that is shown, but sessions and queues."""
    counted = {
        model._meta.label: model._default_manager.count()
        for model in REGISTERED
        # A PDF is drawn and kept when somebody first looks at it.
        if model is not StoredDocument
    }
    counted["notes"] = CustomerNote.objects.count()
    counted["entries"] = JournalEntry.objects.count()
    kinds = AuditEvent.objects.exclude(kind__startswith="sign-in")
    counted["accounts.AuditEvent"] = kinds.exclude(kind="document.downloaded").count()
    return counted


def _staff_urls(resolver: URLResolver) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inside = entry.namespace == "admin" or resolver.namespace == "admin"
            if inside:
                yield from _inside(entry)
        elif resolver.namespace == "admin" and entry.name:
            yield entry.name, entry


def _inside(resolver: URLResolver) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _inside(entry)
        elif entry.name:
            yield entry.name, entry


def _arguments(pattern: URLPattern) -> dict[str, Any]:
    """The first object of the pattern's model, or 1."""
    names = [*pattern.pattern.converters, *pattern.pattern.regex.groupindex]
    words = {"app_label": "billing", "kind": "csv", "act": "withdraw"}
    first = _first(pattern.name or "")
    return {
        name: first if name in {"object_id", "pk"} else words.get(name, 1)
        for name in dict.fromkeys(names)
    }


def _first(name: str) -> int:
    for model in REGISTERED:
        if name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_"):
            row = model._default_manager.order_by("pk").first()
            return int(row.pk) if row else 1
    return Membership.objects.get().customer_id
