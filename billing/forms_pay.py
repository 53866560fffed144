"""What is typed on the page for paying: amounts by document, and what to do with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from uuid import UUID, uuid4

from babel.numbers import NumberFormatError, parse_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from billing.payments.payables import Payables
from billing.payments.planning import AHEAD, Asked
from portal.kit.money import quantise
from portal.kit.templatetags.money import locale_for

PAY = re.compile(r"pay-(\d{1,18})")
USE = re.compile(r"use-(\d{1,18})")
PLAIN = re.compile(r"-?\d{1,15}(\.\d{0,6})?|-?\.\d{1,6}")
WRITTEN = re.compile(r"-?[0-9.,'’]{1,24}")
TOTAL = "total"
MOST = Decimal(10) ** 15


def read_amount(text: str) -> Decimal | None:
    """An amount as people type it: `1234.5`, or with the separators of their language.

    None when it is not one.
    """
    text = re.sub(r"[\s\u00a0\u202f]", "", text)
    if not text:
        return Decimal(0)
    try:
        if PLAIN.fullmatch(text):
            return Decimal(text)
        if not WRITTEN.fullmatch(text):
            return None
        amount = parse_decimal(text, locale=locale_for(get_language()), strict=True)
    except (NumberFormatError, InvalidOperation):
        return None
    return amount if amount.is_finite() and abs(amount) < MOST else None


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the page's fields. `texts` are kept as typed; `wrong` has a sentence by key
    for each that is no amount; `total` is None when it was left empty."""

    asked: Asked
    total: Decimal | None
    texts: Mapping[int | str, str]
    wrong: Mapping[int | str, str]
    method: str = ""
    once: UUID = field(default_factory=uuid4)
    seen: str = ""
    keeps: bool = False

    @property
    def keys(self) -> set[int]:
        return {key for key in self.texts if isinstance(key, int)}


def read_typed(data: Mapping[str, str]) -> Typed:
    """The fields of a posted page. Nothing in it is believed to be open or the customer's."""
    debts: dict[int, Decimal] = {}
    funds: dict[int, Decimal] = {}
    texts: dict[int | str, str] = {}
    wrong: dict[int | str, str] = {}

    def read(key: int | str, text: str) -> Decimal:
        texts[key] = text[:40]
        amount = read_amount(text)
        if amount is None:
            wrong[key] = _("This is not an amount.")
        return amount or Decimal(0)

    for name, text in data.items():
        if found := PAY.fullmatch(name):
            debts[int(found[1])] = read(int(found[1]), text)
        elif found := USE.fullmatch(name):
            funds[int(found[1])] = read(int(found[1]), text)
    ahead = read(AHEAD, data.get(AHEAD, ""))
    total = read(TOTAL, data.get(TOTAL, ""))
    return Typed(
        asked=Asked(debts, funds, ahead),
        total=total if texts[TOTAL].strip() else None,
        texts=texts,
        wrong=wrong,
        method=data.get("method", "")[:60],
        once=_uuid(data.get("once", "")),
        seen=data.get("seen", ""),
        keeps="keep" in data,
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def fingerprint(payables: Payables) -> str:
    """Of the figures shown, so that a page left open says so when they have changed."""
    figures = [(debt.key, debt.payable) for debt in payables.debts]
    figures += [(fund.key, fund.open) for fund in payables.funds]
    text = " ".join(
        f"{key}={quantise(amount, payables.currency)}" for key, amount in sorted(figures)
    )
    return sha256(text.encode()).hexdigest()[:32]
