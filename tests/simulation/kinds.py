"""The kinds of payments that the simulations try. A new kind is a class with what is different
about it, named in `every_kind.py`.

A kind says what stands before (`prepare`), what the portal does of itself and may die in (`act`),
what customer, bank and card scheme do at Stripe (`outside`), and what must be true of it in the end
besides what is true of every payment (`check`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID, uuid4

from accounts.models import Customer, User
from billing.models import CreditNote, Invoice, PaymentAttempt, SavedMethod
from billing.payments.online.attempts import cancel
from tests.billing.payments.paying import CARD, DECLINED, begin
from tests.billing.payments.saving import ASKS_EACH_TIME, BANK_ACCOUNT, DECLINED_LATER, save
from tests.billing.payments.test_charging_saved import charge
from tests.factories import item_of, make_credit_note, make_customer, make_invoice, make_member
from tests.stripe_double import StripeDouble, hosted

THREE_D_SECURE = "4000002500003155"
BANK, BANK_FAILS = "000123456789", "000222222227"


@dataclass
class Scene:
    """One customer of their own, the Stripe they pay at, and the luck of this run."""

    kind: Kind
    double: StripeDouble
    chance: random.Random
    account: Customer
    payer: User
    invoices: list[Invoice] = field(default_factory=list)
    credit: CreditNote | None = None
    saved: SavedMethod | None = None
    keys: list[UUID] = field(default_factory=list)

    def new_key(self) -> UUID:
        """The key of a page that is opened now."""
        self.keys.append(uuid4())
        return self.keys[-1]

    def attempts(self) -> list[PaymentAttempt]:
        """What was begun, as it is now, in the order of the pages."""
        found = PaymentAttempt.objects.in_bulk(self.keys)
        return [found[key] for key in self.keys if key in found]

    def at_stripe(self, kind: str) -> Iterator[dict[str, Any]]:
        """What Stripe holds of this customer."""
        mine = {str(key) for key in self.keys}
        for one in self.double.objects(kind):
            if one.get("metadata", {}).get("attempt_id") in mine:
                yield one


def new_scene(double: StripeDouble, seed: object, kind: Kind) -> Scene:
    """A customer with what the kind needs."""
    account = make_customer(currency=kind.currency, bank_debit_allowed=True)
    scene = Scene(kind, double, random.Random(str(seed)), account, make_member(account))
    kind.prepare(scene)
    return scene


class Kind:
    """One invoice paid in full by card: with luck, after a decline, after 3-D Secure, or never."""

    name: ClassVar[str] = "card"
    method: ClassVar[str] = "card"
    currency: ClassVar[str] = "EUR"
    totals: ClassVar[Sequence[int | str]] = (100,)
    credit: ClassVar[int] = 0
    # Whether the order of what is heard leaves no trace in the ledger's history.
    comes_to_the_same: ClassVar[bool] = True
    # What may befall a call to Stripe, by chance.
    faults: ClassVar[dict[str, float]] = {"drop_before": 0.02, "drop_after": 0.02}

    def prepare(self, scene: Scene) -> None:
        scene.invoices = [make_invoice(scene.account, total) for total in self.totals]
        scene.credit = make_credit_note(scene.account, self.credit) if self.credit else None

    def act(self, scene: Scene) -> None:
        """Open a page, or send the form of the last one again."""
        again = scene.keys and scene.chance.random() < 0.5
        key = scene.keys[-1] if again else scene.new_key()
        self.begin(scene, key)

    def begin(self, scene: Scene, key: UUID) -> None:
        begin(
            scene.account,
            scene.payer,
            self.payable_items(scene),
            credit_sources=self.credit_sources(scene),
            prepayment=self.prepayment(scene),
            key=key,
            method=self.method,
        )

    def payable_items(self, scene: Scene) -> dict[Invoice, Decimal]:
        wanted = {one: self.part(scene, item_of(one).open) for one in scene.invoices}
        return {one: amount for one, amount in wanted.items() if amount}

    def part(self, scene: Scene, open_amount: Decimal) -> Decimal:
        return open_amount

    def credit_sources(self, scene: Scene) -> dict[CreditNote, Decimal]:
        return {}

    def prepayment(self, scene: Scene) -> int:
        return 0

    def outside(self, scene: Scene) -> None:
        for session in scene.at_stripe("checkout.session"):
            if session["status"] == "open" and scene.chance.random() < 0.8:
                self.pay(scene, session["id"])

    def pay(self, scene: Scene, session: str) -> None:
        page = scene.double.checkout(session)
        number = scene.chance.choice([CARD, CARD, CARD, DECLINED, THREE_D_SECURE])
        if page.pay(number).status == "challenge":
            page.authenticate(succeeds=scene.chance.random() < 0.7)

    def check(self, scene: Scene) -> None:
        """What is true of this kind alone."""


class BankDebit(Kind):
    """Processing for days; then it settles or fails."""

    name = "bank debit"
    method = "bank_debit"
    currency = "USD"

    def outside(self, scene: Scene) -> None:
        for intent in scene.at_stripe("payment_intent"):
            if intent["status"] == "processing" and scene.chance.random() < 0.7:
                if scene.chance.random() < 0.75:
                    scene.double.control.settle(intent["id"])
                else:
                    scene.double.control.fail(intent["id"])
        super().outside(scene)

    def pay(self, scene: Scene, session: str) -> None:
        scene.double.checkout(session).pay(scene.chance.choice([BANK, BANK, BANK_FAILS]))


class Several(Kind):
    name = "several invoices"
    totals = (100, 50, 30)

    def payable_items(self, scene: Scene) -> dict[Invoice, Decimal]:
        chosen = scene.chance.sample(scene.invoices, scene.chance.randint(2, 3))
        whole = super().payable_items(scene)
        return {one: whole[one] for one in chosen if one in whole}


class Partial(Kind):
    name = "partial"
    totals = (100, 80)

    def part(self, scene: Scene, open_amount: Decimal) -> Decimal:
        return min(Decimal(scene.chance.choice([10, 30, 70])), open_amount)


class WithCredit(Kind):
    name = "with credit"
    totals = (100, 60)
    credit = 40

    def credit_sources(self, scene: Scene) -> dict[CreditNote, Decimal]:
        assert scene.credit is not None
        unused = item_of(scene.credit).open
        return {scene.credit: unused} if unused else {}


class Ahead(Kind):
    """More than is owed: the rest is a deposit."""

    name = "ahead"

    def prepayment(self, scene: Scene) -> int:
        return 25


class Cancelled(Kind):
    """Somebody cancels while somebody else may be paying."""

    name = "cancelled"

    def act(self, scene: Scene) -> None:
        super().act(scene)
        if scene.chance.random() < 0.6:
            for attempt in scene.attempts():
                cancel(attempt)


class Saved(BankDebit):
    """A saved card or bank account charged at once; the bank asks, declines later, or settles."""

    name = "saved method"
    method = "card"
    totals = (100, 50)
    faults = {**Kind.faults, "error_after": 0.03, "timeout_after": 0.03}

    def prepare(self, scene: Scene) -> None:
        super().prepare(scene)
        number = scene.chance.choice([CARD, ASKS_EACH_TIME, DECLINED_LATER, BANK_ACCOUNT])
        scene.saved = save(scene.double, scene.account, scene.payer, number)

    def begin(self, scene: Scene, key: UUID) -> None:
        charge(scene.account, scene.payer, self.payable_items(scene), scene.saved, key=key)

    def act(self, scene: Scene) -> None:
        super().act(scene)
        if scene.chance.random() < 0.4:
            for attempt in scene.attempts():
                cancel(attempt)

    def outside(self, scene: Scene) -> None:
        for intent in scene.at_stripe("payment_intent"):
            if intent["status"] == "requires_action" and scene.chance.random() < 0.7:
                succeeds = scene.chance.random() < 0.8
                hosted.authenticate(scene.double.test, intent["id"], succeeds=succeeds)
        super().outside(scene)


class TooSmall(Kind):
    """Less than Stripe takes: refused, and the invoice stays payable otherwise."""

    name = "too small"
    totals = ("0.10",)
