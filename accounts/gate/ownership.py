"""Whose the object is that an address names, so that a person of several companies can be told
which of them a page belongs to. Rooms register their nouns; any other noun is nobody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.urls import ResolverMatch

from accounts.models import Address, ChangeRequest, ContactPerson, Customer, Invitation, Membership


@dataclass(frozen=True, slots=True)
class Owned:
    """A kind of object: found by the unique `field` that stands in the address, and of the
    company that `customer` leads to."""

    model: type[Model]
    field: str = "pk"
    customer: str = "customer"


_owned: dict[str, Owned] = {}
# By noun: whether what the address names exists for a customer.
_shared: dict[str, Callable[[str, Customer], bool]] = {}


def register_owned(owned: Owned, *nouns: str) -> None:
    """Name the nouns of urls (`invoice` of `billing:invoice-detail`) that name such an object."""
    for noun in nouns:
        _owned[noun] = owned


def register_shared(seen_by: Callable[[str, Customer], bool], *nouns: str) -> None:
    """Name the nouns of what is nobody's own and is seen by some customers, such as products."""
    for noun in nouns:
        _shared[noun] = seen_by


def shared_by(match: ResolverMatch | None) -> Callable[[Customer], bool] | None:
    """Whether a customer sees what this address names; None where it names no such thing."""
    seen_by = _shared.get(_noun(match)) if match is not None and match.kwargs else None
    if match is None or seen_by is None:
        return None
    (value,) = match.kwargs.values()
    return partial(seen_by, value)


def _noun(match: ResolverMatch) -> str:
    return (match.url_name or "").rpartition("-")[0]


def owner_of(match: ResolverMatch | None) -> Customer | None:
    """The company that the object in this address belongs to; None where it names no object, or
    there is none. One statement."""
    if match is None or not match.kwargs:
        return None
    owned = _owned.get(_noun(match))
    if owned is None:
        return None
    (value,) = match.kwargs.values()
    return _owner(owned, value)


def _owner(owned: Owned, value: Any) -> Customer | None:
    if isinstance(value, str) and "\x00" in value:
        return None
    rows = owned.model._default_manager.filter(**{owned.field: value})  # noqa: SLF001
    try:
        key = rows.values_list(owned.customer, flat=True).first()
    except (ValidationError, ValueError, OverflowError):
        return None
    return Customer.objects.filter(pk=key).first() if key is not None else None


register_owned(Owned(Address), "address", "default-address")
register_owned(Owned(ContactPerson), "contact")
register_owned(Owned(ChangeRequest), "change-request")
register_owned(Owned(Membership), "person")
register_owned(Owned(Invitation), "invitation", "invitation-mail")
