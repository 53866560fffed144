from billing.models.attempt import AttemptLine, AttemptStep, PaymentAttempt, WebhookEvent
from billing.models.autopay import AutopayAgreement, AutopaySkip, AutopayStep
from billing.models.credit_note import CreditNote, CreditNoteLine
from billing.models.dispute import InvoiceDispute
from billing.models.export import Export
from billing.models.first_view import FirstView
from billing.models.invoice import Invoice, InvoiceLine
from billing.models.journal import JournalEntry
from billing.models.money_back import Chargeback, ReconciliationFinding, Refund
from billing.models.open_item import OpenItem
from billing.models.payment import Payment
from billing.models.payment_rules import MethodRule, PartialPaymentRule
from billing.models.posting import Account, Posting
from billing.models.retainer import Retainer
from billing.models.saved_method import GatewayCustomer, MethodSetup, SavedMethod
from billing.models.statement import StatementBatch, StatementDelivery, StatementMail
from billing.models.stored_document import StoredDocument
from billing.models.totals import AccountBalance, DailyTotal, DueTotal
from billing.models.transfer import Transfer, TransferLine, TransferProof

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
