"""What is typed and ticked on the page for paying, and the same as hidden fields again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from uuid import UUID, uuid4

from django.http import QueryDict

from billing.payments.planning.plan import PREPAYMENT, PaymentPlan
from portal.kit.money.parsing import NotAnAmount, read_amount

PAY = re.compile(r"pay-(\d{1,18})")
USE = re.compile(r"use-(\d{1,18})")
KEY = re.compile(r"\d{1,18}")
TOTAL = "total"
# Instead of a page of the list: the picked documents alone.
PICKED = "picked"


class Scope(StrEnum):
    """What is to be paid."""

    OVERDUE = "overdue"
    EVERYTHING = "everything"
    CHOOSE = "choose"
    ADVANCE = "advance"


@dataclass(frozen=True, slots=True)
class CheckoutInput:
    """The state of the page's fields.

    `picks` are the ticked documents; `payable_items` the amounts typed for some of them, the others
    are paid in full. `available_credit` are amounts a person typed for credits and deposits: what
    the page proposed by itself is not among them. `texts` are kept as typed, and `wrong` has a
    sentence by key for each that is no amount. `total` is None when it was left empty. `rows` says
    which documents are listed: none (""), the picked ones, or those of a page.
    """

    scope: Scope
    picks: frozenset[int] = frozenset()
    payable_items: Mapping[int, Decimal] = field(default_factory=dict)
    credit_sources: Mapping[int, Decimal] = field(default_factory=dict)
    uses_credits: bool = True
    prepayment: Decimal = Decimal(0)
    total: Decimal | None = None
    texts: Mapping[int | str, str] = field(default_factory=dict)
    wrong: Mapping[int | str, str] = field(default_factory=dict)
    method: str = ""
    once: UUID = field(default_factory=uuid4)
    saves_method: bool = False
    rows: str = ""
    find: str = ""
    shows_credits: bool = False

    def hidden(self) -> list[tuple[str, str]]:
        """The fields that say the same when a form sends them, without buttons."""
        fields = [("scope", self.scope.value), ("once", str(self.once)), ("rows", self.rows)]
        fields += [("credits", "on")] if self.uses_credits else []
        fields += [("pick", str(key)) for key in sorted(self.picks)]
        fields += [
            (f"pay-{key}", self.texts[key])
            for key in sorted(self.payable_items)
            if key in self.texts
        ]
        fields += [
            (f"use-{key}", self.texts[key])
            for key in sorted(self.credit_sources)
            if key in self.texts
        ]
        fields += [(PREPAYMENT, self.texts[PREPAYMENT])] if self.texts.get(PREPAYMENT) else []
        fields += [("method", self.method)] if self.method else []
        return fields + ([("keep", "on")] if self.saves_method else [])

    def again(self) -> CheckoutInput:
        """The same under a new key: what was refused once stays refused under its own."""
        return replace(self, once=uuid4())


def read_input(data: QueryDict, currency: str) -> CheckoutInput:
    """The fields of a posted page. Nothing in it is believed to be open or the customer's.

    A link or form that sends amounts alone, without `scope`, picks the documents it names.
    """
    payable_items: dict[int, Decimal] = {}
    credit_sources: dict[int, Decimal] = {}
    texts: dict[int | str, str] = {}
    wrong: dict[int | str, str] = {}

    def read(key: int | str, text: str) -> Decimal:
        texts[key] = text[:40]
        try:
            return read_amount(text[:200], currency)
        except NotAnAmount as error:
            wrong[key] = str(error)
            return Decimal(0)

    given = str(data.get("scope", ""))
    has_scope = given in set(Scope)
    scope = Scope(given) if has_scope else Scope.CHOOSE
    picks = {int(one) for one in data.getlist("pick") if KEY.fullmatch(one)}
    for name, value in data.items():
        text = str(value)
        if found := PAY.fullmatch(name):
            key = int(found[1])
            if not has_scope or key in picks:
                payable_items[key] = read(key, text)
        elif (found := USE.fullmatch(name)) and data.get(f"auto-{found[1]}") != text:
            credit_sources[int(found[1])] = read(int(found[1]), text)
    if not has_scope:
        picks = {key for key, amount in payable_items.items() if amount or key in wrong}
    prepayment = (
        read(PREPAYMENT, data.get(PREPAYMENT, ""))
        if scope in {Scope.ADVANCE, Scope.CHOOSE}
        else Decimal(0)
    )
    total = read(TOTAL, data.get(TOTAL, "")) if scope == Scope.CHOOSE else None
    return CheckoutInput(
        scope=scope,
        picks=frozenset(picks),
        payable_items=payable_items,
        credit_sources=credit_sources,
        uses_credits="credits" in data or (not has_scope and bool(credit_sources)),
        prepayment=prepayment,
        total=total if texts.get(TOTAL, "").strip() else None,
        texts=texts,
        wrong=wrong,
        method=data.get("method", "")[:60],
        once=_uuid(data.get("once", "")),
        saves_method="keep" in data,
        rows=_rows(data) if has_scope else PICKED,
        find=data.get("find", "")[:60].strip(),
        shows_credits="_funds" in data or "funds" in data,
    )


def _rows(data: QueryDict) -> str:
    """Which rows were asked for by a button, else those that are shown."""
    return str(data["_rows"] if "_rows" in data else data.get("rows", ""))[:12]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def signature(plan: PaymentPlan, method: str) -> str:
    """Of what a button promises: the documents, the credits, the sum and how it is paid. A press
    that would do anything else asks first."""
    parts = [f"{line.payable_item.key}={line.amount}" for line in plan.lines]
    parts += [f"{use.credit_source.key}>{use.payable_item.key}={use.amount}" for use in plan.uses]
    parts += [f"ahead={plan.prepayment}", method if plan.charge else ""]
    return sha256(" ".join(parts).encode()).hexdigest()[:32]
