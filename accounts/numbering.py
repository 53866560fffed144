"""Account numbers are assigned by the system."""

from typing import Any

from django.db import transaction

from accounts.models import Customer
from portal.kit.numbering import next_number


def create_customer(**fields: Any) -> Customer:
    """A new customer with the next free account number, such as `C-10001`."""
    with transaction.atomic():
        return Customer.objects.create(account_number=next_account_number(), **fields)


def next_account_number() -> str:
    return next_number("C-", digits=5)
