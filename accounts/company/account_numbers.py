"""Account numbers are assigned by the system."""

from typing import Any

from django.db import transaction

from accounts.models import Customer
from portal.kit.db.numbering import next_numbers


def create_customer(**fields: Any) -> Customer:
    """A new customer with the next free account number, such as `C-10001`."""
    with transaction.atomic():
        return Customer.objects.create(account_number=next_account_number(), **fields)


def next_account_number() -> str:
    return next_account_numbers(1)[0]


def next_account_numbers(count: int) -> list[str]:
    """The next `count` account numbers, in order."""
    return next_numbers("C-", count)
