"""Which ways to pay are offered, for which amounts.

The page for paying asks `offers_for` to show them; `start_payment`, autopay and announced
transfers ask `require_offer`, so that a rule holds whoever pays and however they ask.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Customer, Organization
from billing.models import MethodRule
from billing.payments.gateways.registry import card_gateway
from portal.kit.money.format import written
from portal.kit.web.refusals import Refusal

Method = MethodRule.Method


@dataclass(frozen=True, slots=True)
class MethodOffer:
    """A method and the amounts it may be used for."""

    method: Method
    currency: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    step: Decimal | None = None

    def refusal(self, amount: Decimal) -> str:
        """Why `amount` cannot be paid this way, and what to do instead; empty when it can."""
        if self.minimum is not None and amount < self.minimum:
            return _(
                "The minimum for this method is %(least)s. Pay more at once, or choose another "
                "way to pay."
            ) % {"least": written(self.minimum, self.currency)}
        if self.maximum is not None and amount > self.maximum:
            return _(
                "The maximum for this method is %(most)s. Pay %(over)s less, or choose another "
                "way to pay."
            ) % {
                "most": written(self.maximum, self.currency),
                "over": written(amount - self.maximum, self.currency),
            }
        if self.step is not None and (over := amount % self.step):
            return _(
                "This method takes multiples of %(step)s only. Pay %(over)s less, or choose "
                "another way to pay."
            ) % {
                "step": written(self.step, self.currency),
                "over": written(over, self.currency),
            }
        return ""


def offers_for(
    customer: Customer, *, seller: Organization, items: Collection[int] = ()
) -> list[MethodOffer]:
    """The methods set up and offered to the customer for every one of these open items.

    The narrowest rule decides for an invoice; of several invoices the strictest limits hold.
    One statement.
    """
    usable = [
        method
        for method in Method
        if is_set_up(method, seller) and _takes(method, customer.currency)
    ]
    reach = Q(customer=None, invoice=None) | Q(customer=customer)
    reach |= Q(invoice__open_item__in=items)
    rules = MethodRule.objects.filter(reach, currency__in=["", customer.currency])
    ordered = sorted(rules.select_related("invoice"), key=lambda rule: rule.reach)
    offers = []
    for method in usable:
        usual = MethodRule(method=method, is_offered=_is_usual(method, customer))
        ruling = _ruling([rule for rule in ordered if rule.method == method], usual, items)
        if all(rule.is_offered for rule in ruling):
            offers.append(_offer(method, customer.currency, ruling))
    return offers


def require_offer(
    customer: Customer, *, method: str, amount: Decimal, items: Collection[int]
) -> MethodOffer:
    """The offer under which `amount` may be paid by `method` for these open items.

    Raises Refusal, with a sentence that says what to do instead, where there is none. Three
    statements.
    """
    offers = offers_for(customer, seller=Organization.current(), items=items)
    offer = next((one for one in offers if one.method.value == method), None)
    if offer is None:
        raise Refusal(_("This payment method isn't available for these documents. Choose another."))
    if sentence := offer.refusal(amount):
        raise Refusal(f"{offer.method.label}: {sentence}")
    return offer


def is_set_up(method: Method, seller: Organization) -> bool:
    """Whether the seller can take money so at all."""
    if method == Method.BANK_TRANSFER:
        return seller.has_bank_account
    return card_gateway().is_on()


def _takes(method: Method, currency: str) -> bool:
    """Whether money in this currency can be taken this way. Bank debits are ACH's, in dollars."""
    if method == Method.BANK_DEBIT:
        return currency == "USD"
    return method == Method.BANK_TRANSFER or card_gateway().limits(currency) is not None


def _is_usual(method: Method, customer: Customer) -> bool:
    """What holds where staff have made no rule."""
    return method != Method.BANK_DEBIT or customer.bank_debit_allowed


def _ruling(
    ordered: Sequence[MethodRule], usual: MethodRule, items: Collection[int]
) -> list[MethodRule]:
    """The rule that decides for each of the items, or the one in general."""
    general = usual
    by_item: dict[int | None, MethodRule] = {}
    for rule in ordered:
        if rule.invoice is None:
            general = rule
        else:
            by_item[rule.invoice.open_item_id] = rule
    return [by_item.get(item, general) for item in items] or [general]


def _offer(method: Method, currency: str, ruling: Sequence[MethodRule]) -> MethodOffer:
    """Within the limits of every rule, and of the gateway where it is what takes the money."""
    minimums = [rule.minimum for rule in ruling if rule.minimum is not None]
    most = [rule.maximum for rule in ruling if rule.maximum is not None]
    limits = None if method == Method.BANK_TRANSFER else card_gateway().limits(currency)
    if limits is not None:
        minimums.append(limits.smallest)
        most.append(limits.largest)
    return MethodOffer(
        method=method,
        currency=currency,
        minimum=max(minimums, default=None),
        maximum=min(most, default=None),
        step=limits.step if limits else None,
    )
