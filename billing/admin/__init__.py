"""The staff's pages about what is owed: a file for each model."""

from billing.admin import (
    account_balance,
    attempt,
    autopay,
    credit_note,
    customer,
    dispute,
    invoice,
    journal_entry,
    open_item,
    payment,
    payment_rules,
    posting,
    queues,
    retainer,
    statement,
    transfer,
)

__all__ = [
    "account_balance",
    "attempt",
    "autopay",
    "credit_note",
    "customer",
    "dispute",
    "invoice",
    "journal_entry",
    "open_item",
    "payment",
    "payment_rules",
    "posting",
    "queues",
    "retainer",
    "statement",
    "transfer",
]
