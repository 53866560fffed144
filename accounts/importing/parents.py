"""Which company is below which, as the file wants it: nobody below themselves."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.importing.changes import Change, Planned
from accounts.models import Customer


def set_parents(planned: Iterable[Planned]) -> dict[str, str]:
    """Give each customer the parent that the file names, by ERP number or account number.

    Returns by the file's key the reason why a customer stays out: nobody has that number, it is
    the customer itself, or the company would stand below itself. Two statements.
    """
    planned = list(planned)
    named = {one.file.values["parent"] for one in planned if one.file.values.get("parent")}
    if not named:
        return {}
    found = _find(named, planned)
    refused: dict[str, str] = {}
    wanted: list[tuple[Planned, Customer]] = []
    for one in planned:
        name = one.file.values.get("parent")
        parent = found.get(name) if name else None
        if name and parent is None:
            refused[one.file.key] = f"no customer has the number of the parent company: {name}"
        elif parent is not None and _node(parent) == _node(one.customer):
            refused[one.file.key] = "its own parent company"
        elif parent is not None:
            wanted.append((one, parent))
    _refuse_circles(wanted, refused)
    _refuse_below_refused(planned, wanted, refused)
    for one, parent in wanted:
        if one.file.key not in refused and _differs(one.customer, parent):
            old = one.customer.parent.name if one.customer.parent else ""
            one.customer.parent = parent
            one.fields.add("parent")
            if not one.is_new:
                one.changes.append(Change(one.file.key, "parent", old, parent.name))
    return refused


def _refuse_circles(wanted: list[tuple[Planned, Customer]], refused: dict[str, str]) -> None:
    """Whoever is refused stays where they are, which may close another circle: so until none is
    left."""
    present = Customer.objects.filter(parent__isnull=False).values_list("pk", "parent_id")
    there: dict[object, object] = dict(present)
    while True:
        left = [(one, parent) for one, parent in wanted if one.file.key not in refused]
        above = there | {_node(one.customer): _node(parent) for one, parent in left}
        below_themselves = [
            (one, parent) for one, parent in left if _is_in_circle(_node(one.customer), above)
        ]
        if not below_themselves:
            return
        for one, parent in below_themselves:
            refused[one.file.key] = f"would stand below itself, by its parent: {parent.name}"


def _refuse_below_refused(
    planned: list[Planned], wanted: list[tuple[Planned, Customer]], refused: dict[str, str]
) -> None:
    """Who would stand below a new company that stays out, stays out too."""
    new = {id(one.customer): one.file.key for one in planned if one.is_new}
    count = -1
    while count != len(refused):
        count = len(refused)
        for one, parent in wanted:
            if new.get(id(parent)) in refused:
                refused.setdefault(one.file.key, f"its parent company stays out: {parent.name}")


def _find(named: set[str], planned: list[Planned]) -> dict[str, Customer]:
    """Those of the file first, then those that are there."""
    found: dict[str, Customer] = {}
    there = Customer.objects.filter(external_reference__in=named) | Customer.objects.filter(
        account_number__in=named
    )
    for customer in there:
        found[customer.account_number] = customer
    for customer in there:
        if customer.external_reference:
            found[customer.external_reference] = customer
    for one in planned:
        for number in (one.customer.account_number, one.customer.external_reference):
            if number:
                found[number] = one.customer
    return {name: found[name] for name in named if name in found}


def _node(customer: Customer) -> object:
    return customer.pk or id(customer)


def _differs(customer: Customer, parent: Customer) -> bool:
    return parent.pk is None or customer.parent_id != parent.pk


def _is_in_circle(start: object, above: dict[object, object]) -> bool:
    seen = {start}
    node = above.get(start)
    while node is not None and node not in seen:
        seen.add(node)
        node = above.get(node)
    return node == start
