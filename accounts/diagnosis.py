"""Why can this person not see or do this? The gate's own rules, one by one."""

from __future__ import annotations

from collections.abc import Callable

from accounts.access import Rule, Verb, rules_for
from accounts.models import Customer, User

_document_rules: list[Callable[[Customer, str], list[Rule]]] = []
_product_rules: list[Callable[[Customer, str], list[Rule]]] = []


def register_document_rules(rules: Callable[[Customer, str], list[Rule]]) -> None:
    """A room above tells what keeps a company from seeing a document of it."""
    _document_rules.append(rules)


def register_product_rules(rules: Callable[[Customer, str], list[Rule]]) -> None:
    """A room above tells what keeps a company from seeing or buying a product, by its SKU."""
    _product_rules.append(rules)


def explain(
    user: User, verb: Verb, customer: Customer, *, document: str = "", sku: str = ""
) -> list[Rule]:
    """Every rule between this person and `verb` for this company, and the document of this
    number or the product of this SKU if one is named. They may exactly if all hold."""
    rules = rules_for(user, verb, customer)
    if sku:
        for further in _product_rules:
            rules += further(customer, sku)
    if document:
        for further in _document_rules:
            rules += further(customer, document)
    return rules
