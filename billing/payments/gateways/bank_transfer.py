"""Bank transfers: a reference that finds its way back, and a code that a banking app reads."""

from __future__ import annotations

from decimal import Decimal

from segno import QRCode
from segno.helpers import make_epc_qr
from stdnum import bic, iban, iso11649
from stdnum.iso7064 import mod_97_10

from accounts.models import Organization
from portal.kit.db.numbering import next_number

SERIES = "TRANSFER-"
MAX_IN_A_CODE = Decimal("999999999.99")


def new_reference() -> str:
    """A creditor reference (ISO 11649) nobody has had: `RF` and two check digits before a
    rising number, so that a bank refuses a mistyped one. Gap-free within the transaction."""
    digits = next_number(SERIES, digits=9).removeprefix(SERIES)
    check = 98 - int(mod_97_10.checksum(digits + "271500"))
    return f"RF{check:02d}{digits}"


def shown_reference(reference: str) -> str:
    """In groups of four, as banks print it."""
    return iso11649.format(reference) if iso11649.is_valid(reference) else reference


def shown_iban(number: str) -> str:
    return str(iban.format(number)) if number else ""


def transfer_code(
    *,
    seller: Organization,
    amount: Decimal,
    currency: str,
    reference: str | None = None,
    text: str | None = None,
) -> QRCode | None:
    """The EPC QR code that fills in the transfer in a banking app, with either a creditor
    `reference` or a `text`.

    None where it cannot be made: it is for euros, to an account holder with an IBAN.
    """
    if currency != "EUR" or not (seller.bank_iban and seller.bank_account_holder):
        return None
    if not Decimal("0.01") <= amount <= MAX_IN_A_CODE:
        return None
    return make_epc_qr(
        name=seller.bank_account_holder[:70],
        iban=iban.compact(seller.bank_iban),
        amount=amount,
        reference=reference,
        text=text,
        bic=bic.compact(seller.bank_bic) if seller.bank_bic else None,
    )
