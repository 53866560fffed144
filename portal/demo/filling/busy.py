"""Fourteen months of the busiest account: every state a document can be in."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Customer
from billing.documents.credit_notes import void_credit_note
from billing.documents.invoices import void_invoice, write_off_invoice
from billing.documents.issuing.drafts import store_totals
from billing.documents.retainers import void_retainer
from billing.ledger.allocation import allocate, take_back
from billing.models import Invoice, Payment, Retainer
from billing.payments.entry import record_refund, void_payment
from portal.demo.filling.goods import order_lines
from portal.demo.filling.story import Part, Story, Told, draft_credit_note, draft_invoice

Method = Payment.Method
METHODS = [Method.BANK_TRANSFER] * 5 + [Method.CARD, Method.CARD, Method.BANK_DEBIT, Method.CHEQUE]
HALF = Decimal("0.5")


def tell(story: Story, customer: Customer) -> None:
    routine(story, customer)
    overdue(story, customer)
    corrections(story, customer)
    credit_notes(story, customer)
    deposits(story, customer)
    retainers(story, customer)
    drafts(story, customer)


def routine(
    story: Story, customer: Customer, *, months: int = 14, a_week: int = 2, paid_until: int = 12
) -> None:
    """Invoices every week, paid in runs after they fall due; what is due later than
    `paid_until` days ago is still open."""
    runs: dict[date, list[Part]] = {}
    terms = customer.payment_terms_days
    for week in range(months * 52 // 12, -1, -1):
        for _ in range(story.rng.randint(1, 2 * a_week - 1)):
            days = week * 7 + story.rng.randint(0, 6)
            issued = story.ago(days)
            invoice = story.invoice(customer, issued)
            late = story.rng.choice([-3, 0, 0, 1, 4, 9])
            paid = days - terms - late
            if days - terms > paid_until:
                runs.setdefault(story.ago(paid // 7 * 7), []).append(Part(invoice))
    for number, (day, parts) in enumerate(sorted(runs.items(), key=lambda run: run[0]), start=1):
        pay(story, customer, day, parts, number=number)


def pay(story: Story, customer: Customer, day: date, parts: list[Part], *, number: int) -> Any:
    method = story.rng.choice(METHODS)
    words = {
        Method.BANK_TRANSFER: f"BACS {customer.name.split()[0].upper()} {number:03}",
        Method.CARD: f"Visa •••• {story.rng.randint(1000, 9999)}",
        Method.BANK_DEBIT: f"DD {story.rng.randint(10_000, 99_999)}",
        Method.CHEQUE: f"Cheque {100_200 + number}",
        Method.CASH: "Over the counter",
    }
    return story.payment(customer, day, parts, method=method, reference=words[method])


def overdue(story: Story, customer: Customer) -> None:
    """One or more invoices in every bucket, whole and in part."""
    for days_past_due, part in ((118, 0), (97, HALF), (74, 0), (52, 0), (38, HALF), (21, HALF)):
        due = story.ago(days_past_due)
        invoice = story.invoice(customer, due - timedelta(30), due_on=due)
        if part:
            paid = story.ago(days_past_due - 6)
            story.payment(
                customer,
                paid,
                [Part(invoice, Decimal(part))],
                reference="Part payment",
                note="Balance to follow once the missing cartons are found.",
            )
    recent = story.invoice(customer, story.ago(6))
    story.payment(
        customer, story.ago(2), [Part(recent, HALF)], method=Method.CARD, reference="Visa •••• 4242"
    )


def corrections(story: Story, customer: Customer) -> None:
    """A void invoice, a written-off one, a returned cheque, and an allocation taken back."""
    wrong = story.invoice(customer, story.ago(200), po_number="PO-40001")
    story.on(
        story.ago(198),
        lambda: void_invoice(
            wrong.it, voided_on=story.ago(198), by=story.staff, note="Billed twice by mistake"
        ),
    )
    tiny = story.invoice(customer, story.ago(320), po_number="PO-40002")
    story.payment(
        customer, story.ago(285), [Part(tiny, Decimal("0.96"))], reference="BACS short by 4 %"
    )
    story.on(
        story.ago(240),
        lambda: write_off_invoice(
            tiny.it,
            written_off_on=story.ago(240),
            by=story.staff,
            note="Difference not worth pursuing",
        ),
    )
    returned = story.invoice(customer, story.ago(160))
    cheque = story.payment(
        customer, story.ago(128), [Part(returned)], method=Method.CHEQUE, reference="Cheque 100199"
    )
    story.on(
        story.ago(121),
        lambda: void_payment(
            cheque.it, voided_on=story.ago(121), by=story.staff, note="Cheque returned unpaid"
        ),
    )
    story.payment(customer, story.ago(114), [Part(returned)], reference="Replaces cheque 100199")


def credit_notes(story: Story, customer: Customer) -> None:
    """Credit notes: unused, partly used, used up, refunded, void."""
    story.credit_note(customer, story.ago(9), reason="Two cartons of mugs arrived broken")
    target = story.invoice(customer, story.ago(45))
    partly = story.credit_note(
        customer, story.ago(30), reason="Late delivery allowance", lines=_credit("180.00")
    )
    use(story, partly, target, story.ago(28), Decimal("75.00"))
    billed = story.invoice(customer, story.ago(150))
    used = story.credit_note(
        customer,
        story.ago(140),
        corrects=billed,
        reason="Price agreed lower",
        lines=_credit("64.50"),
    )
    use(story, used, billed, story.ago(139), Decimal("64.50"))
    story.payment(customer, story.ago(118), [Part(billed)], reference="BACS less credit note")
    paid_out = story.credit_note(
        customer, story.ago(95), reason="Returned aprons", lines=_credit("123.50")
    )
    story.on(
        story.ago(88),
        lambda: record_refund(
            paid_out.item,
            amount=Decimal("123.50"),
            refunded_on=story.ago(88),
            by=story.staff,
            note="Paid out on request",
        ),
    )
    wrong = story.credit_note(customer, story.ago(64), reason="For another customer")
    story.on(
        story.ago(63),
        lambda: void_credit_note(
            wrong.it, voided_on=story.ago(63), by=story.staff, note="Wrong account"
        ),
    )


def use(
    story: Story, source: Told[Any], invoice: Told[Invoice], day: date, amount: Decimal
) -> None:
    """Settle `amount` of the invoice with a credit note or deposit."""
    story.on(
        day,
        lambda: allocate(
            source=source.item,
            invoice=invoice.item,
            amount=amount,
            effective_on=day,
            by=story.staff,
        ),
    )


def deposits(story: Story, customer: Customer) -> None:
    """An over-payment, an advance, a partly used advance, one paid back, one used by mistake."""
    invoice = story.invoice(customer, story.ago(70))
    story.payment(
        customer,
        story.ago(41),
        [Part(invoice)],
        extra=250,
        reference="BACS BRAMBLEWICK",
        note="Paid 250.00 too much; they asked to keep it on account.",
    )
    story.payment(customer, story.ago(15), extra=2_500, reference="Advance, spring range")
    advance = story.payment(
        customer,
        story.ago(110),
        extra=1_200,
        method=Method.BANK_DEBIT,
        reference="Advance, autumn range",
    )
    autumn = story.invoice(customer, story.ago(100), lines=order_lines(story.rng, "GBP", size=6))
    use(story, advance, autumn, story.ago(99), Decimal("80.00"))
    story.payment(customer, story.ago(66), [Part(autumn)], reference="Rest of autumn range")
    twice = story.payment(
        customer, story.ago(180), extra=415, method=Method.CARD, reference="Visa •••• 4242"
    )
    story.on(
        story.ago(176),
        lambda: record_refund(
            twice.item,
            amount=Decimal(415),
            refunded_on=story.ago(176),
            by=story.staff,
            note="Paid twice",
        ),
    )

    def mistake() -> None:
        entry = allocate(
            source=advance.item,
            invoice=invoice.item,
            amount=Decimal(50),
            effective_on=story.ago(60),
            by=story.staff,
        )
        take_back(
            entry, effective_on=story.ago(59), by=story.staff, note="Meant for the autumn range"
        )

    story.on(story.ago(60), mistake)


def retainers(story: Story, customer: Customer) -> None:
    """Retainer invoices: unpaid, part paid, paid, withdrawn."""
    story.retainer(customer, story.ago(8), 1_500, "Reservation of the Christmas range")
    half = story.retainer(
        customer, story.ago(33), 2_000, "Own-label candles: tooling and first run"
    )
    story.payment(customer, story.ago(20), [Part(half, HALF)], reference="First half, candles")
    paid = story.retainer(customer, story.ago(130), 600, "Shelf display units for Gullhaven")
    story.payment(
        customer, story.ago(122), [Part(paid)], method=Method.CARD, reference="Visa •••• 4242"
    )
    withdrawn = story.retainer(customer, story.ago(75), 350, "Exclusive colourway")
    story.on(
        story.ago(70),
        lambda: void_retainer(
            withdrawn.it, voided_on=story.ago(70), by=story.staff, note="Colourway not made"
        ),
    )


def drafts(story: Story, customer: Customer) -> None:
    """What waits for staff to issue it."""

    def run() -> None:
        for number in (1, 2):
            lines = order_lines(story.rng, customer.currency)
            po_number = f"PO-5000{number}"
            store_totals(
                draft_invoice(customer, lines, po_number=po_number, created_by=story.staff)
            )
        lines = _credit("38.20")
        store_totals(
            draft_credit_note(customer, lines, reason="Short delivery", created_by=story.staff)
        )
        Retainer.objects.create(
            customer=customer,
            currency=customer.currency,
            total=Decimal(900),
            description="Reservation of the summer range",
            created_by=story.staff,
        )

    story.on(story.today, run)


def _credit(amount: str) -> list[dict[str, Any]]:
    """One line of credit; tax stays out of it so that the sum is easy to follow."""
    return [{"sku": "CREDIT", "description": "Goodwill", "unit_price": Decimal(amount)}]
