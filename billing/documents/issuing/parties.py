"""Who is on the other side of a document that carries no copy of the customer's particulars."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Address, Customer
from billing.documents.issuing.issue import default_address


@dataclass(frozen=True, slots=True)
class Party:
    """A name, the lines of an address and a tax id, as they are printed."""

    name: str
    address: str
    tax_id: str


def payer_of(customer: Customer) -> Party:
    """The customer with its billing address of today. One statement."""
    return Party(customer.name, default_address(customer, Address.Kind.BILLING), customer.tax_id)
