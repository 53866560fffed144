"""Customers that an export names and nobody knows yet."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.company.account_numbers import next_account_numbers
from accounts.models import Address, Customer
from billing.importing.diff import Comparison
from billing.importing.mapping import ImportMapping
from billing.importing.plan import PlannedDocument
from portal.kit.text.countries import country_name
from portal.kit.text.names import is_company_name


def create_customers(comparison: Comparison, mapping: ImportMapping) -> int:
    """Customers that the file names and nobody knows yet, with a billing address if it has one."""
    first: dict[str, PlannedDocument] = {}
    for document in comparison.new:
        if document.customer not in comparison.customers:
            first.setdefault(document.customer, document)
    numbers = next_account_numbers(len(first))
    customers = Customer.objects.bulk_create(
        [
            Customer(
                account_number=number,
                external_reference=reference,
                name=_name(document, mapping, number),
                email=document.header.get("customer_email", ""),
                phone=document.header.get("customer_phone", ""),
                tax_id=document.header.get("customer_tax_id", ""),
                currency=document.currency,
                payment_terms_days=30
                if mapping.defaults.terms_days is None
                else mapping.defaults.terms_days,
            )
            for (reference, document), number in zip(first.items(), numbers, strict=True)
        ],
        batch_size=2000,
    )
    countries = {id(document): _country(document, comparison) for document in first.values()}
    Address.objects.bulk_create(
        [
            Address(
                customer=customer,
                kind=Address.Kind.BILLING,
                is_default=True,
                line1=document.header.get("street", ""),
                postcode=document.header.get("postcode", ""),
                city=document.header.get("city", ""),
                country=countries[id(document)],
            )
            for customer, document in zip(customers, first.values(), strict=True)
            if document.header.get("street")
            or document.header.get("city")
            or countries[id(document)]
        ],
        batch_size=2000,
    )
    comparison.customers |= {customer.external_reference or "": customer for customer in customers}
    return len(customers)


def _name(document: PlannedDocument, mapping: ImportMapping, account_number: str) -> str:
    """The file's, else the mapping's pattern; the account's number where the ERP knows customers
    by something that is no name, such as an email address."""
    given = document.header.get("customer_name")
    name = str(given or mapping.defaults.name_of(document.customer))
    return name if is_company_name(name) else account_number


def _country(document: PlannedDocument, comparison: Comparison) -> str:
    """By code or name. What is neither is no country, and is told at the end."""
    text = document.header.get("country", "")
    name = country_name(text)
    if text and not name:
        comparison.unknown_countries.add(text)
    return name


def billing_addresses(customers: Iterable[Customer]) -> dict[int, str]:
    """Each customer's billing address as text, for the documents' snapshots."""
    found: dict[int, str] = {}
    chosen = Address.objects.filter(
        customer__in=[customer.pk for customer in customers], kind=Address.Kind.BILLING
    ).order_by("-is_default", "id")
    for address in chosen:
        found.setdefault(address.customer_id, "\n".join(address.lines))
    return found
