"""Stripe's test cards and test bank accounts, and what each of them does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """How a card behaves when it is charged."""

    number: str
    token: str
    brand: str = "visa"
    decline: tuple[str, str] | None = None  # (code, decline_code)
    attaches: bool = True
    asks: str = "never"  # for 3-D Secure: never, unless_set_up, always
    later: str = ""  # disputed, refund_pending, refund_fails


@dataclass(frozen=True, slots=True)
class BankAccount:
    """How a US bank account behaves when it is debited; `fails` and `returned` are reasons."""

    number: str
    token: str
    fails: str = ""
    returned: str = ""


_CARDS = [
    Card("4242424242424242", "pm_card_visa"),
    Card("4000056655665556", "pm_card_visa_debit"),
    Card("5555555555554444", "pm_card_mastercard", brand="mastercard"),
    Card("378282246310005", "pm_card_amex", brand="amex"),
    Card("4000000000000002", "pm_card_visa_chargeDeclined",
         decline=("card_declined", "generic_decline"), attaches=False),
    Card("4000000000009995", "pm_card_visa_chargeDeclinedInsufficientFunds",
         decline=("card_declined", "insufficient_funds"), attaches=False),
    Card("4000000000000069", "pm_card_chargeDeclinedExpiredCard",
         decline=("expired_card", "expired_card"), attaches=False),
    Card("4000000000000127", "pm_card_chargeDeclinedIncorrectCvc",
         decline=("incorrect_cvc", "incorrect_cvc"), attaches=False),
    Card("4000000000000119", "pm_card_chargeDeclinedProcessingError",
         decline=("processing_error", "processing_error"), attaches=False),
    Card("4000000000009987", "pm_card_visa_chargeDeclinedLostCard",
         decline=("card_declined", "lost_card"), attaches=False),
    Card("4000000000000341", "pm_card_chargeCustomerFail",
         decline=("card_declined", "generic_decline")),
    Card("4000002500003155", "pm_card_authenticationRequiredOnSetup", asks="unless_set_up"),
    Card("4000002760003184", "pm_card_authenticationRequired", asks="always"),
    Card("4000000000003220", "pm_card_threeDSecure2Required", asks="always"),
    Card("4000008260003178", "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
         decline=("card_declined", "insufficient_funds"), asks="always"),
    Card("4000000000000259", "pm_card_createDispute", later="disputed"),
    Card("4000000000007726", "pm_card_pendingRefund", later="refund_pending"),
    Card("4000000000005126", "pm_card_refundFail", later="refund_fails"),
]  # fmt: skip
_ACCOUNTS = [
    BankAccount("000123456789", "pm_usBankAccount_success"),
    BankAccount("000111111113", "pm_usBankAccount_accountClosed", fails="account_closed"),
    BankAccount("000111111116", "pm_usBankAccount_noAccount", fails="no_account"),
    BankAccount("000222222227", "pm_usBankAccount_insufficientFunds", fails="insufficient_funds"),
    BankAccount("000333333335", "pm_usBankAccount_debitNotAuthorized",
                fails="debit_not_authorized"),
    BankAccount("000555555559", "pm_usBankAccount_dispute", returned="debit_not_authorized"),
]  # fmt: skip

CARDS = {card.number: card for card in _CARDS}
ACCOUNTS = {account.number: account for account in _ACCOUNTS}
TOKENS: dict[str, Card | BankAccount] = {
    **{card.token: card for card in _CARDS},
    **{account.token: account for account in _ACCOUNTS},
    "pm_card_us": CARDS["4242424242424242"],
    "pm_card_chargeDeclined": CARDS["4000000000000002"],
    "pm_card_chargeDeclinedInsufficientFunds": CARDS["4000000000009995"],
    "pm_usBankAccount": ACCOUNTS["000123456789"],
}
ROUTING_NUMBER = "110000000"

DECLINES = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}
BANK_FAILURES = {
    "account_closed": "The customer's bank account has been closed.",
    "no_account": "The customer's bank account could not be located.",
    "insufficient_funds": "The customer's account has insufficient funds to cover this payment.",
    "debit_not_authorized": "The customer has notified their bank that this payment was"
    " unauthorized.",
}


def decline_message(code: str, decline_code: str) -> str:
    return DECLINES.get(decline_code) or DECLINES.get(code) or DECLINES["card_declined"]
