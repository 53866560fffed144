"""The customers of a file against those that are there: what is new, differs, or is refused.

The rules are those of the staff's forms; what a second person must approve is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.company.changes import has_legal_documents
from accounts.company.credit_limits import needs_approval
from accounts.company.tax_id import is_tax_id
from accounts.importing.mapping import KINDS, MAX_TERMS, OF_ADDRESS, CustomerMapping
from accounts.importing.reading import FileCustomer
from accounts.models import Address, ContactPerson, Customer
from portal.kit.money.currencies import quantise
from portal.kit.text.countries import country_name

# The fields of the file and the model's.
DETAILS = {
    "customer": "external_reference",
    "name": "name",
    "email": "email",
    "phone": "phone",
    "tax_id": "tax_id",
    "tax_treatment": "tax_treatment",
    "currency": "currency",
    "terms_days": "payment_terms_days",
    "credit_limit": "credit_limit",
    "language": "language",
    "statements": "statement_frequency",
}
ADDRESS = {name: name for name in OF_ADDRESS} | {"street": "line1", "street2": "line2"}
CONTACT = {
    "contact_name": "name",
    "contact_position": "position",
    "contact_email": "email",
    "contact_phone": "phone",
    "contact_gets_statements": "receives_statements",
    "contact_gets_payment_notices": "receives_payment_notices",
    "contact_is_primary": "is_primary",
}


class CannotChange(ValueError):
    """The customer stays as it is; the text is the reason for the report."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs, as it is told: old → new."""

    customer: str
    field: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.customer}: {self.field} {self.old or '(nothing)'} → {self.new}"


@dataclass(slots=True)
class Planned:
    """A customer as the file wants it; `customer` has no id yet where it is new."""

    file: FileCustomer
    customer: Customer
    addresses: list[Address] = field(default_factory=list)
    contacts: list[ContactPerson] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)

    @property
    def is_new(self) -> bool:
        return self.customer.pk is None


@dataclass(slots=True)
class Present:
    """What is there, of the customers that the file names."""

    by_number: dict[str, Customer]
    by_account: dict[str, Customer]
    addresses: dict[int, list[Address]]
    contacts: dict[int, list[ContactPerson]]
    # The file's key of each account that was found.
    keys: dict[int, str] = field(default_factory=dict)

    def find(self, file: FileCustomer) -> Customer | None:
        """By account number, else by the ERP's. Raises CannotChange where they contradict."""
        account, number = file.values.get("account_number"), file.values.get("customer")
        by_account = self.by_account.get(account) if account else None
        by_number = self.by_number.get(number) if number else None
        if account and by_account is None:
            raise CannotChange(f"no account has this number: {account}")
        if by_account and by_number and by_account != by_number:
            raise CannotChange(f"{number} is another account: {by_number.account_number}")
        found = by_account or by_number
        if found and self.keys.setdefault(found.pk, file.key) != file.key:
            raise CannotChange(f"the account stands above as {self.keys[found.pk]}")
        return found


def plan(file: FileCustomer, present: Present, mapping: CustomerMapping) -> Planned:
    """What the file changes of one customer, its parent aside (`accounts.importing.parents`).

    Raises CannotChange with the reason why the customer stays out.
    """
    known = present.find(file)
    customer = known or _new_customer(file, mapping)
    planned = Planned(file, customer)
    values = dict(file.values)
    if known is None:
        planned.changes.append(Change(file.key, "new customer", "", str(values.get("name", ""))))
    _check_details(values, known, customer)
    for name, attribute in DETAILS.items():
        if name in values:
            _set(planned, customer, attribute, values[name], name, is_told=known is not None)
    _clean(customer, planned.fields | ({"name", "currency"} if known is None else set()))
    for kind in KINDS:
        _plan_address(planned, kind, present)
    for contact in file.contacts:
        _plan_contact(planned, contact, present)
    return planned


def _new_customer(file: FileCustomer, mapping: CustomerMapping) -> Customer:
    if not file.values.get("name"):
        raise CannotChange("a new customer without a name")
    currency = file.values.get("currency") or mapping.defaults.currency
    if not currency:
        raise CannotChange("a new customer without a currency")
    return Customer(
        currency=currency,
        payment_terms_days=mapping.defaults.terms_days,
        statement_frequency=mapping.defaults.statements,
    )


def _check_details(values: dict[str, Any], known: Customer | None, customer: Customer) -> None:
    """The rules that the columns themselves cannot know; brings numbers into the model's form."""
    currency = values.get("currency", customer.currency)
    if known and currency != known.currency and has_legal_documents(known):
        raise CannotChange(f"the currency is fixed by the first document: {known.currency}")
    if "terms_days" in values:
        days = values["terms_days"]
        if not 0 <= days <= MAX_TERMS:
            raise CannotChange(f"payment terms are 0 to {MAX_TERMS} days: {days}")
        values["terms_days"] = int(days)
    if "credit_limit" in values:
        limit = values["credit_limit"]
        if limit < 0 or limit != quantise(limit, currency):
            raise CannotChange(f"no credit limit in {currency}: {limit}")
        old = known.credit_limit if known else None
        if limit != old and needs_approval(old=old, new=limit, currency=currency):
            raise CannotChange(f"a second person must approve this credit limit: {limit}")
    language = values.get("language")
    if language and language not in dict(settings.LANGUAGES):
        raise CannotChange(f"no language of the portal: {language}")
    tax_id = values.get("tax_id")
    if tax_id and tax_id != customer.tax_id and not is_tax_id(tax_id):
        raise CannotChange(f"no tax id of the country it begins with: {tax_id}")


def _set(
    planned: Planned, record: Any, attribute: str, new: Any, label: str, *, is_told: bool
) -> bool:
    """Give the record the value, and tell it where it differs from what is there."""
    old = getattr(record, attribute)
    if old == new:
        return False
    setattr(record, attribute, new)
    if isinstance(record, Customer):
        planned.fields.add(attribute)
    if is_told:
        planned.changes.append(Change(planned.file.key, label, _shown(old), _shown(new)))
    return True


def _clean(record: Any, fields: Iterable[str]) -> None:
    """What the model's own fields refuse."""
    chosen = set(fields)
    others = {one.name for one in record._meta.fields} - chosen  # noqa: SLF001 - Django documents it
    try:
        record.clean_fields(exclude=others)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise CannotChange(f"{name.replace('_', ' ')}: {messages[0]}") from None


def _plan_address(planned: Planned, kind: str, present: Present) -> None:
    given = {
        name: planned.file.values[f"{kind}_{name}"]
        for name in OF_ADDRESS
        if f"{kind}_{name}" in planned.file.values
    }
    if not given:
        return
    if "country" in given:
        country = country_name(given["country"])
        if not country:
            raise CannotChange(f"no country has this code or name: {given['country']}")
        given["country"] = country
    existing = present.addresses.get(planned.customer.pk, []) if planned.customer.pk else []
    address = next((one for one in existing if one.kind == kind and one.is_default), None)
    is_told = address is not None or not planned.is_new
    address = address or Address(customer=planned.customer, kind=kind, is_default=True)
    changed = [
        _set(planned, address, ADDRESS[name], new, f"{kind} {name}", is_told=is_told)
        for name, new in given.items()
    ]
    if any(changed):
        _clean(address, [ADDRESS[name] for name in given])
        planned.addresses.append(address)


def _plan_contact(planned: Planned, given: dict[str, Any], present: Present) -> None:
    email, name = given.get("contact_email", ""), given.get("contact_name", "")
    existing = present.contacts.get(planned.customer.pk, []) if planned.customer.pk else []
    known = [*existing, *planned.contacts]
    contact = next(_same(known, email, name), None)
    is_new = contact is None
    contact = contact or ContactPerson(customer=planned.customer)
    is_told = not planned.is_new
    told = email or name
    changed = [
        _set(planned, contact, CONTACT[one], new, f"contact {told} {one[8:]}", is_told=is_told)
        for one, new in given.items()
    ]
    if not contact.name:
        raise CannotChange(f"a contact without a name: {email}")
    if (contact.receives_statements or contact.receives_payment_notices) and not contact.email:
        raise CannotChange(f"{contact.name} gets mail and has no email address")
    if any(changed):
        _clean(contact, [CONTACT[one] for one in given])
        if is_new or contact not in planned.contacts:
            planned.contacts.append(contact)


def _same(contacts: Iterable[ContactPerson], email: str, name: str) -> Iterator[ContactPerson]:
    """Who it is: the address tells, or else the name of somebody whose address is not another."""
    contacts = list(contacts)
    if email:
        yield from (one for one in contacts if one.email.lower() == email.lower())
    if name:
        yield from (one for one in contacts if one.name == name and not (email and one.email))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
