"""`python -m tests.simulation.stage_data CUSTOMERS INVOICES`: companies with much to pay, each with
an owner who can sign in (`pay0@example.com` and so on, the factories' password)."""

from __future__ import annotations

import sys

import django

django.setup()

from allauth.account.models import EmailAddress

from accounts.models import Organization, Role
from tests import factories


def main(customers: int, invoices: int) -> None:
    factories.make_organization(
        currency="EUR", address="1 Acme Way\nLeeds", bank_details="IBAN GB00", time_zone="UTC"
    )
    today = Organization.current().today()
    for number in range(customers):
        customer = factories.make_customer(f"Payer {number}", "EUR")
        owner = factories.make_member(customer, Role.OWNER, f"pay{number}@example.com")
        EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
        for amount in range(invoices):
            factories.make_invoice(customer, 10 + amount, issued_on=today, due_on=today)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
