from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.ledger.journal_entry import JournalEntry
from billing.models.ledger.open_item import OpenItem
from portal.kit.money.fields import AmountField, CurrencyField


class Account(models.TextChoices):
    """The accounts of the sub-ledger. The first two are kept item by item."""

    RECEIVABLE = "receivable", _("Receivable")
    RETAINER = "retainer", _("Retainers requested")
    SALES = "sales", _("Sales")
    REQUESTED = "requested", _("Retainers requested (memorandum)")
    CASH = "cash", _("Cash")
    WRITE_OFF = "write_off", _("Write-offs")
    DISPUTE = "dispute", _("Disputes and returns")
    OPENING = "opening", _("Opening balances")


ITEM_ACCOUNTS = (Account.RECEIVABLE, Account.RETAINER)


class Posting(models.Model):
    """An amount moved from the credit side to the debit side: it cannot be unbalanced.

    Composite foreign keys (`billing/sql/0002_ledger.sql`) keep entry, items and customer on one
    account in one currency. Written by `billing.ledger.posting` alone.
    """

    entry = models.ForeignKey(
        JournalEntry, on_delete=models.PROTECT, related_name="postings", db_constraint=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    currency = CurrencyField()
    amount = AmountField()
    debit_account = models.CharField(max_length=10, choices=Account.choices)
    debit_item = models.ForeignKey(
        OpenItem, on_delete=models.PROTECT, null=True, related_name="debits", db_constraint=False
    )
    credit_account = models.CharField(max_length=10, choices=Account.choices)
    credit_item = models.ForeignKey(
        OpenItem, on_delete=models.PROTECT, null=True, related_name="credits", db_constraint=False
    )

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="posting_amount_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(debit_account__in=ITEM_ACCOUNTS, debit_item__isnull=False)
                | (~models.Q(debit_account__in=ITEM_ACCOUNTS) & models.Q(debit_item__isnull=True)),
                name="posting_debit_item_where_due",
            ),
            models.CheckConstraint(
                condition=models.Q(credit_account__in=ITEM_ACCOUNTS, credit_item__isnull=False)
                | (
                    ~models.Q(credit_account__in=ITEM_ACCOUNTS) & models.Q(credit_item__isnull=True)
                ),
                name="posting_credit_item_where_due",
            ),
            models.CheckConstraint(
                condition=models.Q(debit_item__isnull=True)
                | models.Q(credit_item__isnull=True)
                | ~models.Q(debit_item=models.F("credit_item")),
                name="posting_between_two_items",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}: {self.debit_account} / {self.credit_account}"
