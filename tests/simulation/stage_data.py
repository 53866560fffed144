"""What a stage holds: `python -m tests.simulation.stage_data CUSTOMERS INVOICES` makes companies
with much to pay, each with an owner (`pay0@example.com` and so on), the first with a viewer too,
and staff; all with the factories' password. `--addresses` prints every address of the portal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import django

django.setup()

from allauth.account.models import EmailAddress
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Organization, Role, User
from tests import factories


def fill(customers: int, invoices: int) -> None:
    factories.make_organization(bank_details="IBAN GB00", time_zone="UTC")
    today = Organization.current().today()
    for number in range(customers):
        customer = factories.make_customer(f"Payer {number}", "EUR")
        _verify(factories.make_member(customer, Role.OWNER, f"pay{number}@example.com"))
        if not number:
            _verify(factories.make_member(customer, Role.VIEWER, "viewer@example.com"))
        for amount in range(invoices):
            factories.make_invoice(customer, 10 + amount, issued_on=today, due_on=today)
    _verify(factories.make_staff("staff@example.com"))


def _verify(user: User) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def addresses(patterns: list[Any] | None = None, before: str = "/") -> Iterator[str]:
    """Every address, with its parameters in angle brackets."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(pattern.pattern).lstrip("^").removesuffix("\\Z").removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and "(?P" not in path:
            yield path


def main(arguments: list[str]) -> None:
    if arguments == ["--addresses"]:
        print("\n".join(addresses()))
    else:
        fill(*map(int, arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
