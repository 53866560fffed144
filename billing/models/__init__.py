from billing.models.documents.credit_note import CreditNote, CreditNoteLine
from billing.models.documents.dispute import InvoiceDispute
from billing.models.documents.first_view import FirstView
from billing.models.documents.invoice import Invoice, InvoiceLine
from billing.models.documents.retainer import Retainer
from billing.models.documents.stored_document import StoredDocument
from billing.models.export import Export
from billing.models.ledger.habits import PaymentHabit
from billing.models.ledger.journal_entry import JournalEntry
from billing.models.ledger.open_item import OpenItem
from billing.models.ledger.posting import Account, Posting
from billing.models.ledger.totals import AccountBalance, DailyTotal, DueTotal
from billing.models.payments.attempt import AttemptLine, AttemptStep, PaymentAttempt, WebhookEvent
from billing.models.payments.autopay import AutopayAgreement, AutopaySkip, AutopayStep
from billing.models.payments.money_back import Chargeback, ReconciliationFinding, Refund
from billing.models.payments.payment import Payment
from billing.models.payments.payment_rules import MethodRule, PartialPaymentRule
from billing.models.payments.saved_method import GatewayCustomer, MethodSetup, SavedMethod
from billing.models.payments.transfer import Transfer, TransferLine, TransferProof
from billing.models.statement import StatementBatch, StatementDelivery, StatementMail

__all__ = [
    "Account",
    "AccountBalance",
    "AttemptLine",
    "AttemptStep",
    "AutopayAgreement",
    "AutopaySkip",
    "AutopayStep",
    "Chargeback",
    "CreditNote",
    "CreditNoteLine",
    "DailyTotal",
    "DueTotal",
    "Export",
    "FirstView",
    "GatewayCustomer",
    "Invoice",
    "InvoiceDispute",
    "InvoiceLine",
    "JournalEntry",
    "MethodRule",
    "MethodSetup",
    "OpenItem",
    "PartialPaymentRule",
    "Payment",
    "PaymentAttempt",
    "PaymentHabit",
    "Posting",
    "ReconciliationFinding",
    "Refund",
    "Retainer",
    "SavedMethod",
    "StatementBatch",
    "StatementDelivery",
    "StatementMail",
    "StoredDocument",
    "Transfer",
    "TransferLine",
    "TransferProof",
    "WebhookEvent",
]
