"""Which company the documents, payments and methods in an address belong to."""

from __future__ import annotations

from accounts.gate.ownership import Owned, register_owned
from accounts.models import SharedLink
from billing.models import (
    CreditNote,
    Export,
    Invoice,
    MethodSetup,
    Payment,
    PaymentAttempt,
    Retainer,
    SavedMethod,
    Transfer,
    TransferProof,
)


def register_objects() -> None:
    """Called once, when the app is ready."""
    register_owned(Owned(Invoice, "number"), "invoice", "invoice-link", "dispute", "autopay-skip")
    register_owned(Owned(CreditNote, "number"), "credit")
    register_owned(Owned(Retainer, "number"), "retainer")
    register_owned(Owned(Payment, "number"), "payment", "receipt-mail")
    register_owned(Owned(PaymentAttempt), "attempt")
    transfers = ("transfer", "transfer-notice", "transfer-cancellation")
    register_owned(Owned(Transfer, "reference"), *transfers)
    register_owned(Owned(TransferProof, "number", "transfer__customer"), "proof")
    register_owned(Owned(SavedMethod), "method", "default-method")
    register_owned(Owned(MethodSetup), "method-setup")
    register_owned(Owned(SharedLink), "shared-link")
    register_owned(Owned(Export), "export", "export-file")
