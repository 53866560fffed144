"""Amounts as Stripe counts them: whole numbers of a currency's smallest unit."""

from __future__ import annotations

from decimal import Decimal

from tests.stripe_double.wire import ApiError, invalid


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


NO_DECIMALS = _codes("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf")
THREE_DECIMALS = _codes("bhd jod kwd omr tnd")
# No minor unit in daily life, two decimals in Stripe's API, of which both must be 0.
WHOLE_WITH_TWO = frozenset({"isk", "ugx"})
TWO_DECIMALS = _codes(
    "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd "
    "cad cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd "
    "hkd hnl htg huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd "
    "mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar "
    "ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah "
    "ugx usd uyu uzs wst xcd xcg yer zar zmw"
)
# Stripe's published minimum charges; elsewhere about half a dollar.
MINIMUM = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500,
    "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "krw": 700,
    "kwd": 150, "bhd": 190, "jod": 360, "omr": 190, "tnd": 1550, "mxn": 1000, "myr": 200,
    "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
    "clp": 500, "vnd": 13000, "isk": 7000,
}  # fmt: skip
# Eight digits, with these exceptions for cards.
LARGEST = {
    "idr": 999_999_999_999, "lbp": 99_999_999_999, "cop": 9_999_999_999, "huf": 9_999_999_999,
    "jpy": 9_999_999_999, "inr": 999_999_999,
}  # fmt: skip
MAXIMUM = 99_999_999


def exponent(currency: str) -> int:
    """How many decimals Stripe's smallest unit stands for."""
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def known(currency: str, param: str = "currency") -> str:
    """The currency in Stripe's small letters, or a refusal."""
    lower = currency.lower()
    if lower not in NO_DECIMALS | TWO_DECIMALS | THREE_DECIMALS:
        raise invalid(
            f"Invalid currency: {currency}. Stripe currently supports these currencies: …", param
        )
    return lower


def chargeable(amount: int, currency: str, param: str = "amount") -> int:
    """The amount, if Stripe would charge it."""
    if amount < 1:
        raise invalid(
            "This value must be greater than or equal to 1.", param, "parameter_invalid_integer"
        )
    if amount < MINIMUM.get(currency, 50):
        least = display(MINIMUM.get(currency, 50), currency)
        raise ApiError(
            400,
            f"Amount must be at least {least}",
            code="amount_too_small",
            param=param,
        )
    most = LARGEST.get(currency, MAXIMUM)
    if amount > most:
        raise ApiError(
            400,
            f"Amount must be no more than {display(most, currency)}",
            code="amount_too_large",
            param=param,
        )
    if currency in THREE_DECIMALS and amount % 10:
        raise invalid(
            f"Invalid amount: in {currency} the last digit must be 0 (Stripe keeps two decimals).",
            param,
            "parameter_invalid_integer",
        )
    if currency in WHOLE_WITH_TWO and amount % 100:
        raise invalid(
            f"Invalid amount: in {currency} the last two digits must be 0.",
            param,
            "parameter_invalid_integer",
        )
    return amount


def display(amount: int, currency: str) -> str:
    """For people: 1,234.50 USD."""
    places = exponent(currency)
    return f"{Decimal(amount).scaleb(-places):,.{places}f} {currency.upper()}"


def processing_fee(amount: int, kind: str, currency: str) -> int:
    """About what Stripe keeps: 2.9 % and 30 on a card, 0.8 % and at most 500 on a bank debit."""
    if kind == "us_bank_account":
        return min(amount * 8 // 1000, 500)
    return amount * 29 // 1000 + (30 if exponent(currency) == 2 else 0)
