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
    named = {one.file.values["parent"] for one in planned if "parent" in one.file.values}
    found = _find(named, planned)
    above: dict[object, object] = {}
    if named:
        known = Customer.objects.filter(parent__isnull=False)
        above.update(known.values_list("pk", "parent_id"))
    refused: dict[str, str] = {}
    wanted: list[tuple[Planned, Customer]] = []
    for one in planned:
        name = one.file.values.get("parent")
        if not name:
            continue
        parent = found.get(name)
        if parent is None:
            refused[one.file.key] = f"no customer has the number of the parent company: {name}"
        elif parent is one.customer or (parent.pk and parent.pk == one.customer.pk):
            refused[one.file.key] = "its own parent company"
        else:
            above[_node(one.customer)] = _node(parent)
            wanted.append((one, parent))
    for one, parent in wanted:
        if _is_in_circle(_node(one.customer), above):
            refused[one.file.key] = f"would stand below itself, by its parent: {parent.name}"
    _refuse_below_refused(wanted, refused)
    for one, parent in wanted:
        if one.file.key not in refused and _differs(one.customer, parent):
            old = one.customer.parent.name if one.customer.parent_id else ""
            one.customer.parent = parent
            one.fields.add("parent")
            if not one.is_new:
                one.changes.append(Change(one.file.key, "parent", old, parent.name))
    return refused


def _refuse_below_refused(wanted: list[tuple[Planned, Customer]], refused: dict[str, str]) -> None:
    """Who would stand below a new company that stays out, stays out too."""
    keys = {id(one.customer): one.file.key for one, _ in wanted}
    is_settled = False
    while not is_settled:
        is_settled = True
        for one, parent in wanted:
            if (
                one.file.key not in refused
                and parent.pk is None
                and keys.get(id(parent)) in refused
            ):
                refused[one.file.key] = f"its parent company stays out: {parent.name}"
                is_settled = False


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
