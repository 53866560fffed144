"""The other accounts, each there to show one thing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from accounts.models import Customer
from billing.models import Payment
from portal.demo.filling.busy import routine
from portal.demo.filling.goods import order_lines
from portal.demo.filling.story import Part, Story

Method = Payment.Method


def tell(story: Story, customers: dict[str, Customer]) -> None:
    """Everybody but the busy one and the new one, who has nothing."""
    routine(story, customers["online"], months=5, a_week=1, paid_until=4)
    routine(story, customers["lumiere"], months=8, a_week=1, paid_until=10)
    routine(story, customers["kitsune"], months=8, a_week=1, paid_until=10)
    routine(story, customers["alnoor"], months=6, a_week=1, paid_until=10)
    routine(story, customers["harborlight"], months=6, a_week=1, paid_until=8)
    abroad(story, customers)
    on_hold(story, customers["kettle"])
    huge(story, customers["ironmongers"])
    in_credit(story, customers["tidewater"])
    all_paid(story, customers["oakhollow"])
    farm(story, customers["pennyfield"])
    always_late(story, customers["marlow"])


def abroad(story: Story, customers: dict[str, Customer]) -> None:
    """A deposit and a credit note in each other currency."""
    for key, deposit in (
        ("lumiere", "350.00"),
        ("kitsune", "48000"),
        ("alnoor", "212.375"),
        ("harborlight", "400"),
    ):
        customer = customers[key]
        story.credit_note(customer, story.ago(18), reason="Damaged in transit")
        story.payment(customer, story.ago(11), extra=Decimal(deposit), reference="SWIFT advance")


def on_hold(story: Story, customer: Customer) -> None:
    for days in (150, 126, 103, 81):
        story.invoice(customer, story.ago(days))
    first = story.invoice(customer, story.ago(170))
    story.payment(
        customer,
        story.ago(95),
        [Part(first, Decimal("0.4"))],
        method=Method.CASH,
        reference="First instalment",
        note="Three instalments agreed by telephone.",
    )


def huge(story: Story, customer: Customer) -> None:
    """Millions, and lines enough to fill pages."""
    for days in (260, 200, 140, 80, 20):
        lines = order_lines(story.rng, customer.currency, size=20, is_huge=True)
        invoice = story.invoice(
            customer, story.ago(days), lines=lines, po_number=f"NPIC-HQ/2026/PROC/{days:06}-REV-A"
        )
        if days > 150:
            story.payment(
                customer,
                story.ago(days - 85),
                [Part(invoice)],
                reference=f"CHAPS/{days:012}/NORTHERN-PROVINCIAL",
            )
    story.payment(
        customer, story.ago(12), extra=Decimal("1234567.89"), reference="CHAPS on account"
    )


def in_credit(story: Story, customer: Customer) -> None:
    """More credit and deposits than invoices: the net balance is below zero."""
    for days in (120, 90, 55):
        invoice = story.invoice(customer, story.ago(days))
        story.payment(
            customer,
            story.ago(days - 25),
            [Part(invoice)],
            method=Method.BANK_DEBIT,
            reference="DD 77120",
        )
    story.invoice(customer, story.ago(10), lines=order_lines(story.rng, "GBP", size=1))
    story.payment(customer, story.ago(14), extra=6_000, reference="Refurbishment, stage payment")
    story.credit_note(customer, story.ago(5), reason="Cancelled: lobby trays")


def all_paid(story: Story, customer: Customer) -> None:
    for days in (190, 160, 130, 100, 70, 40, 14):
        invoice = story.invoice(customer, story.ago(days))
        story.payment(
            customer,
            story.ago(max(days - 20, 1)),
            [Part(invoice)],
            reference=f"BACS OAKHOLLOW {days:03}",
        )


def farm(story: Story, customer: Customer) -> None:
    """Works by retainers; what they paid in advance settles later invoices."""
    for days, amount, paid in (
        (100, 800, 1),
        (60, 1_200, 1),
        (25, 900, Decimal("0.5")),
        (4, 450, 0),
    ):
        retainer = story.retainer(customer, story.ago(days), amount, "Hampers: monthly reservation")
        if paid:
            story.payment(
                customer,
                story.ago(days - 4),
                [Part(retainer, Decimal(paid))],
                method=Method.CARD,
                reference="Mastercard •••• 4444",
            )
    invoice = story.invoice(customer, story.ago(40))
    story.payment(
        customer, story.ago(22), [Part(invoice)], method=Method.CHEQUE, reference="Cheque 000317"
    )
    story.invoice(customer, story.ago(12))


def always_late(story: Story, customer: Customer) -> None:
    """One invoice in every ageing bucket, on its first and last day, and nothing paid."""
    for days_past_due in (140, 92, 89, 62, 59, 32, 29, 2, -1, -20):
        due = story.today - timedelta(days_past_due)
        story.invoice(customer, due - timedelta(30), due_on=due)
