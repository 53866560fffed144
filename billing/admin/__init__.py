"""The staff's pages about what is owed: a file for each model."""

from billing.admin import customer, queues
from billing.admin.documents import credit_note, dispute, invoice, retainer
from billing.admin.ledger import account_balance, journal_entry, open_item, posting
from billing.admin.payments import (
    attempt,
    autopay,
    money_back,
    payment,
    payment_rules,
    saved_method,
    transfer,
)
from billing.admin.statements import statement, stored_document

__all__ = [
    "account_balance",
    "attempt",
    "autopay",
    "credit_note",
    "customer",
    "dispute",
    "invoice",
    "journal_entry",
    "money_back",
    "open_item",
    "payment",
    "payment_rules",
    "posting",
    "queues",
    "retainer",
    "saved_method",
    "statement",
    "stored_document",
    "transfer",
]
