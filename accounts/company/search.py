"""Finding a customer among many by what somebody types, through indexes alone."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import F, Q, QuerySet

from accounts.models import Customer

WORD = re.compile(r"\w+")
# Words that half of all companies have in their names.
COMMON = frozenset(
    [
        "and",
        "the",
        "ltd",
        "limited",
        "gmbh",
        "inc",
        "llc",
        "plc",
        "corp",
        "company",
        "group",
        "trading",
    ]
)


def find_customers(text: str, *, most: int = 10) -> list[Customer]:
    """Customers with this account or ERP number, or else with a name whose words begin with the
    words of `text`; closed ones are left out. At most two statements."""
    text = text.strip()
    numbered = Q(account_number__iexact=text) | Q(external_reference=text)
    found = list(_customers().filter(numbered)[:most]) if text else []
    words = WORD.findall(text.casefold())
    if found or not words:
        return found
    return list(_named(" & ".join(f"{word}:*" for word in words))[:most])


def similar_customers(name: str, *, most: int = 5) -> list[Customer]:
    """Customers whose names share a telling word with `name`, the most alike first. One statement,
    or none."""
    words = {word for word in WORD.findall(name.casefold()) if len(word) > 2} - COMMON
    return list(_named(" | ".join(f"{word}:*" for word in sorted(words)))[:most]) if words else []


def _named(raw: str) -> QuerySet[Customer]:
    query = SearchQuery(raw, config="simple", search_type="raw")
    # As the index `customer_name_words` has it.
    named = _customers().annotate(words=SearchVector("name", config="simple")).filter(words=query)
    return named.annotate(rank=SearchRank(F("words"), query)).order_by("-rank", "name", "pk")


def _customers() -> QuerySet[Customer]:
    return Customer.objects.exclude(status=Customer.Status.CLOSED)
