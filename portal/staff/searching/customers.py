"""Customers by number, name or email; people by name or email; saved accounts by their end."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet
from django.db.models.functions import Right, Upper
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import ContactPerson, Customer, User
from billing.models import SavedMethod
from portal.staff.customers.acts import acts_for
from portal.staff.searching.results import LEAST, MOST, Found, Hit, best

WORD = re.compile(r"\w+")
ENDING = 4


def find_customers(text: str, person: Any) -> list[Found]:
    """By account or ERP number, email (their own or a contact's), or the beginnings of the words of
    their names. Two statements at most."""
    if not person.has_perm("accounts.view_customer"):
        return []
    rows = Customer.objects.select_related("account_manager")
    upper = text.upper()
    exact = Q(account_number__iexact=text) | Q(external_reference=text)
    if "@" in text:
        contacts = ContactPerson.objects.annotate(shout=Upper("email")).filter(shout=upper)
        exact = Q(shout=upper) | Q(pk__in=contacts.values("customer"))
        rows = rows.annotate(shout=Upper("email"))
    found = list(rows.filter(exact)[: MOST + 1])
    if not found and "@" not in text:
        found = list(_named(rows, text)[: MOST + 1])
    return [best(_("Customers"), [_customer(one, person) for one in found])]


def find_people(text: str, person: Any) -> list[Found]:
    """By the beginning of their email or of the words of their names. One statement."""
    if not person.has_perm("accounts.view_user"):
        return []
    rows = User.objects.filter(erased_at=None)
    if "@" in text:
        rows = rows.filter(email__startswith=text.lower())
    else:
        rows = _named(rows, text)
    return [best(_("People"), [_person(one) for one in rows[: MOST + 1]])]


def find_saved_methods(text: str, person: Any) -> list[Found]:
    """By the last four digits of a card, or of an account's IBAN. One statement, or none."""
    ending = text.replace(" ", "")[-ENDING:]
    if len(ending) < ENDING or not person.has_perm("billing.view_savedmethod"):
        return []
    if not ending.isalnum() or not text.replace(" ", "").isalnum():
        return []
    rows = (
        SavedMethod.objects.annotate(ending=Right("label", ENDING))
        .filter(ending=ending, removed_at=None)
        .select_related("customer")[: MOST + 1]
    )
    hits = [
        Hit(one.label, reverse("admin:customer-page", args=[one.customer_id]), str(one.customer))
        for one in rows
    ]
    return [best(_("Saved cards and accounts"), hits)]


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    words = WORD.findall(text.casefold())
    if not words or max(map(len, words)) < LEAST - 1:
        return rows.none()
    query = SearchQuery(
        " & ".join(f"{word}:*" for word in words), config="simple", search_type="raw"
    )
    named: QuerySet[Any] = rows.annotate(words=SearchVector("name", config="simple"))
    return named.filter(words=query).order_by("name", "pk")


def _customer(customer: Customer, person: Any) -> Hit:
    parts = [customer.account_number, str(customer.get_status_display())]
    if customer.account_manager:
        parts.append(str(customer.account_manager))
    url = reverse("admin:customer-page", args=[customer.pk])
    return Hit(customer.name, url, " · ".join(parts), acts=acts_for(customer, person)[:3])


def _person(user: User) -> Hit:
    url = reverse("admin:accounts_user_change", args=[user.pk])
    note = (
        user.email if user.is_active else f"{user.email} · {pgettext('person', 'cannot sign in')}"
    )
    return Hit(str(user), url, note)
