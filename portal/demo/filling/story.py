"""A story: what happened on which day. It is told in order of days, so that numbers rise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Generic, TypeVar

from accounts.models import Customer, User
from billing.documents.credit_notes import issue_credit_note
from billing.documents.invoices import issue_invoice
from billing.documents.retainers import issue_retainer
from billing.ledger.allocation import Share
from billing.models import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    OpenItem,
    Payment,
    Retainer,
)
from billing.payments.entry import record_payment
from portal.demo.filling.goods import order_lines
from portal.kit.money.currencies import quantise

D = TypeVar("D", Invoice, CreditNote, Retainer, Payment)


class Told(Generic[D]):
    """A document of the story; it exists once its day has been told."""

    document: D | None = None

    @property
    def it(self) -> D:
        if self.document is None:
            raise RuntimeError("The story speaks of what has not happened yet.")
        return self.document

    @property
    def item(self) -> OpenItem:
        item = self.it.open_item
        if item is None:
            raise RuntimeError("A draft has nothing open.")
        return OpenItem.objects.get(pk=item.pk)


@dataclass(frozen=True, slots=True)
class Part:
    """`share` of what is then open on a document: 1 is all of it."""

    of: Told[Any]
    share: Decimal = Decimal(1)


class Story:
    """Collects what happens and tells it. `seed` decides everything that looks like chance."""

    def __init__(self, *, today: date, staff: User, seed: int) -> None:
        self.today, self.staff, self.rng = today, staff, Random(seed)  # noqa: S311 - nothing secret
        self._events: list[tuple[date, int, Callable[[], object]]] = []

    def ago(self, days: int) -> date:
        """The working day that many days ago, or the next one, never after today."""
        day = self.today - timedelta(days)
        shift = {5: 2, 6: 1}.get(day.weekday(), 0)
        return min(day + timedelta(shift), self.today)

    def on(self, day: date, run: Callable[[], object]) -> None:
        self._events.append((day, len(self._events), run))

    def tell(self) -> None:
        for _day, _order, run in sorted(self._events, key=lambda event: event[:2]):
            run()

    # --- Documents ---------------------------------------------------------------------------

    def invoice(self, customer: Customer, day: date, **fields: Any) -> Told[Invoice]:
        """An invoice for goods, issued on `day`. `due_on` and the rest as on the model."""
        told: Told[Invoice] = Told()
        lines = fields.pop("lines", None) or order_lines(self.rng, customer.currency)
        fields.setdefault("po_number", f"PO-{self.rng.randint(40_000, 49_999)}")

        def run() -> None:
            draft = draft_invoice(customer, lines, created_by=self.staff, **fields)
            told.document = issue_invoice(draft, issued_on=day, by=self.staff)

        self.on(day, run)
        return told

    def credit_note(
        self, customer: Customer, day: date, *, corrects: Told[Invoice] | None = None, **fields: Any
    ) -> Told[CreditNote]:
        told: Told[CreditNote] = Told()
        lines = fields.pop("lines", None) or order_lines(self.rng, customer.currency, size=2)

        def run() -> None:
            invoice = corrects.it if corrects else None
            draft = draft_credit_note(
                customer, lines, invoice=invoice, created_by=self.staff, **fields
            )
            told.document = issue_credit_note(draft, issued_on=day, by=self.staff)

        self.on(day, run)
        return told

    def retainer(
        self, customer: Customer, day: date, amount: Decimal | int, description: str
    ) -> Told[Retainer]:
        told: Told[Retainer] = Told()

        def run() -> None:
            draft = Retainer.objects.create(
                customer=customer,
                currency=customer.currency,
                total=Decimal(amount),
                description=description,
                created_by=self.staff,
            )
            told.document = issue_retainer(draft, issued_on=day, by=self.staff)

        self.on(day, run)
        return told

    def payment(
        self,
        customer: Customer,
        day: date,
        parts: Sequence[Part] = (),
        *,
        extra: Decimal | int = 0,
        method: Payment.Method = Payment.Method.BANK_TRANSFER,
        reference: str = "",
        note: str = "",
    ) -> Told[Payment]:
        """A payment for these parts, and `extra` on top, which stays a deposit."""
        told: Told[Payment] = Told()

        def run() -> None:
            shares = [share for share in map(_share, parts) if share.amount]
            amount = sum((share.amount for share in shares), start=Decimal(extra))
            told.document = record_payment(
                customer=customer,
                amount=amount,
                method=method,
                received_on=day,
                shares=shares,
                reference=reference,
                note=note,
                by=self.staff,
            )

        self.on(day, run)
        return told


def _share(part: Part) -> Share:
    item = part.of.item
    return Share(item, quantise(item.open * part.share, item.currency))


def draft_invoice(customer: Customer, lines: list[dict[str, Any]], **fields: Any) -> Invoice:
    draft = Invoice.objects.create(customer=customer, currency=customer.currency, **fields)
    InvoiceLine.objects.bulk_create(InvoiceLine(invoice=draft, **line) for line in lines)
    return draft


def draft_credit_note(customer: Customer, lines: list[dict[str, Any]], **fields: Any) -> CreditNote:
    draft = CreditNote.objects.create(customer=customer, currency=customer.currency, **fields)
    CreditNoteLine.objects.bulk_create(CreditNoteLine(credit_note=draft, **line) for line in lines)
    return draft
