"""Who of the staff looks after whom, and what they noted."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from accounts.company.account_manager import set_account_manager
from accounts.company.notes import write_note
from accounts.models import Customer
from billing.receivables.habits import reckon_habits
from portal.demo.filling.story import Story

NOTES = {
    "bramblewick": "Arthur pays the August and September invoices on the 27th. Wants a credit for "
    "the ten chipped mugs first.",
    "kettle": "Waiting for their accountant. Call again before lifting the hold.",
}


def tell(story: Story, customers: dict[str, Customer]) -> None:
    """Notes, account managers, and how everybody pays."""
    for name, body in NOTES.items():
        set_account_manager(customers[name], story.staff)
        key = uuid5(NAMESPACE_URL, body)
        write_note(customers[name], body=body, author=story.staff, key=key)
    reckon_habits(story.today)
