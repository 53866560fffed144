"""The navigation beside every page, as plain values: what it shows, and by which it is known."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Customer, Organization, User
from portal.front.menu import Menu


@dataclass(frozen=True, slots=True)
class Brand:
    """The seller at the head of the navigation: a name and which logos there are."""

    name: str
    logo: bool
    logo_dark: bool
    logo_mark: bool


@dataclass(frozen=True, slots=True)
class Company:
    """A company of the switcher, so deep below the top of its tree."""

    pk: int
    name: str
    account_number: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    title: str
    name: str
    email: str
    is_staff: bool


@dataclass(frozen=True, slots=True)
class Rail:
    """`path` is where one is after switching to another of `companies`; it is empty where there
    is none to switch to, so that pages do not differ by it."""

    brand: Brand
    company: Company | None
    companies: tuple[Company, ...]
    path: str
    search_url: str
    menu: Menu
    person: Person | None
    theme: str
    is_view_as: bool


def brand_of(seller: Organization) -> Brand:
    return Brand(seller.name, bool(seller.logo), bool(seller.logo_dark), bool(seller.logo_mark))


def company_of(customer: Customer, depth: int = 0) -> Company:
    return Company(customer.pk, customer.name, customer.account_number, min(depth, 4))


def person_of(user: User) -> Person:
    return Person(str(user), user.name, user.email, user.is_staff)
