"""Why Stripe or a bank declined a payment, in our own words.

Source: https://docs.stripe.com/declines/codes and https://docs.stripe.com/error-codes. Stripe's
own sentences are never shown: they come in its language, and some name its API.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_JUST_NOW = gettext_lazy("The bank could not process the payment just now.")
_NO_ACCOUNT = gettext_lazy("The bank account is closed or does not exist.")
_WRONG_CODE = gettext_lazy("The card's security code is incorrect.")
_WRONG_NUMBER = gettext_lazy("The card number is incorrect.")
_SENTENCES = {
    "account_closed": _NO_ACCOUNT,
    "authentication_required": gettext_lazy("Your bank wants you to confirm this payment."),
    "bank_account_closed": _NO_ACCOUNT,
    "card_declined": gettext_lazy("Your card was declined."),
    "expired_card": gettext_lazy("Your card has expired."),
    "incorrect_cvc": _WRONG_CODE,
    "incorrect_number": _WRONG_NUMBER,
    "insufficient_funds": gettext_lazy("There wasn't enough money in the account."),
    "invalid_cvc": _WRONG_CODE,
    "invalid_number": _WRONG_NUMBER,
    "issuer_not_available": _JUST_NOW,
    "no_account": _NO_ACCOUNT,
    "payment_intent_authentication_failure": gettext_lazy(
        "The payment was not confirmed with your bank."
    ),
    "processing_error": _JUST_NOW,
    "try_again_later": _JUST_NOW,
}


def decline_reason(error: Mapping[str, Any]) -> str:
    """A sentence for a `last_payment_error`; empty where there is none."""
    if not error:
        return ""
    sentence = _SENTENCES.get(str(error.get("decline_code"))) or _SENTENCES.get(
        str(error.get("code"))
    )
    return str(sentence or _("The payment was declined."))
