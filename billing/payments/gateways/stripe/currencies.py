"""How Stripe counts and limits money, by currency.

Source: https://docs.stripe.com/currencies (presentment currencies, minor units, special cases,
minimum and maximum charge amounts). Stripe's minor units are not those of ISO 4217: never use
`portal.kit.money.currencies.exponent` for an amount that goes to or comes from Stripe.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from portal.kit.money.currencies import quantise


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


# An amount of 500 is 500 units. MGA has two decimals in ISO 4217 and none here.
ZERO_DECIMAL = _codes("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF")
# An amount of 500 is 5.00 units, and the two decimals must be 00 (a special case of charges).
# HUF and TWD are whole for payouts alone: charges of them have two decimals like most.
WHOLE_IN_HUNDREDTHS = _codes("ISK UGX")
# An amount of 5120 is 5.120 units; the last digit must be 0.
THREE_DECIMAL = _codes("BHD JOD KWD OMR TND")
TWO_DECIMAL = _codes(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD "
    "CDF CHF CNY COP CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR "
    "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD "
    "SCR SEK SGD SHP SLE SOS SRD SZL THB TJS TOP TRY TTD TWD TZS UAH USD UYU UZS WST XCD XCG YER "
    "ZAR ZMW"
)
CHARGEABLE = ZERO_DECIMAL | WHOLE_IN_HUNDREDTHS | THREE_DECIMAL | TWO_DECIMAL

# In units of the currency. Stripe publishes a minimum for currencies it pays out in.
_PUBLISHED_MINIMUM = {
    "AED": "2.00", "AUD": "0.50", "BGN": "1.00", "BRL": "0.50", "CAD": "0.50", "CHF": "0.50",
    "CZK": "15.00", "DKK": "2.50", "EUR": "0.50", "GBP": "0.30", "HKD": "4.00", "HUF": "175.00",
    "INR": "0.50", "JPY": "50", "MXN": "10.00", "MYR": "2.00", "NOK": "3.00", "NZD": "0.50",
    "PLN": "2.00", "RON": "2.00", "SEK": "3.00", "SGD": "0.50", "THB": "10.00", "USD": "0.50",
}  # fmt: skip
# Any other currency must reach the minimum of the seller's own after conversion. Rates move, so
# these are rounded up: about one US dollar.
_CONVERTED_MINIMUM = {
    "AFN": "75", "ALL": "100", "AMD": "450", "ANG": "2", "AOA": "1000", "ARS": "1500", "AWG": "2",
    "AZN": "2", "BAM": "2", "BBD": "2", "BDT": "130", "BHD": "0.40", "BIF": "3500", "BMD": "1",
    "BND": "1.50", "BOB": "12", "BSD": "1", "BWP": "15", "BYN": "4", "BZD": "2", "CDF": "3000",
    "CLP": "1000", "CNY": "8", "COP": "4500", "CRC": "600", "CVE": "110", "DJF": "180",
    "DOP": "70", "DZD": "150", "EGP": "55", "ETB": "160", "FJD": "2.50", "FKP": "1", "GEL": "3",
    "GIP": "1", "GMD": "80", "GNF": "9000", "GTQ": "8", "GYD": "220", "HNL": "28", "HTG": "140",
    "IDR": "18000", "ILS": "4", "ISK": "150", "JMD": "170", "JOD": "0.75", "KES": "140",
    "KGS": "90", "KHR": "4200", "KMF": "480", "KRW": "1500", "KWD": "0.35", "KYD": "1",
    "KZT": "550", "LAK": "23000", "LBP": "95000", "LKR": "320", "LRD": "200", "LSL": "20",
    "MAD": "11", "MDL": "19", "MGA": "5000", "MKD": "60", "MMK": "2200", "MNT": "3700",
    "MOP": "9", "MUR": "50", "MVR": "16", "MWK": "1800", "MZN": "65", "NAD": "20", "NGN": "1600",
    "NIO": "38", "NPR": "145", "OMR": "0.40", "PAB": "1", "PEN": "4", "PGK": "4.50", "PHP": "60",
    "PKR": "290", "PYG": "8000", "QAR": "4", "RSD": "115", "RUB": "100", "RWF": "1500", "SAR": "4",
    "SBD": "9", "SCR": "15", "SHP": "1", "SLE": "25", "SOS": "600", "SRD": "40", "SZL": "20",
    "TJS": "11", "TND": "3.20", "TOP": "2.50", "TRY": "45", "TTD": "7", "TWD": "33", "TZS": "2800",
    "UAH": "45", "UGX": "3800", "UYU": "42", "UZS": "13000", "VND": "27000", "VUV": "125",
    "WST": "3", "XAF": "620", "XCD": "3", "XCG": "2", "XOF": "620", "XPF": "115", "YER": "260",
    "ZAR": "20", "ZMW": "28",
}  # fmt: skip
# The number of digits an amount may have: eight, but for these. Card networks may take less.
_DIGITS = {"IDR": 12, "LBP": 11, "COP": 10, "HUF": 10, "JPY": 10, "INR": 9}
_MOST_DIGITS = 8


def places(currency: str) -> int:
    """How many decimals Stripe's minor unit of the currency has: 0, 2 or 3."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def charge_step(currency: str) -> Decimal:
    """What every charge must be a multiple of, in units of the currency."""
    if currency in WHOLE_IN_HUNDREDTHS:
        return Decimal(1)
    return Decimal(1).scaleb(-min(places(currency), 2))


def smallest_charge(currency: str) -> Decimal:
    """The least Stripe charges, in units of the currency. Raises KeyError where it takes none."""
    minimum_part = _PUBLISHED_MINIMUM.get(currency) or _CONVERTED_MINIMUM[currency]
    return Decimal(minimum_part)


def largest_charge(currency: str) -> Decimal:
    """The most Stripe charges at once, in units of the currency."""
    digits = _DIGITS.get(currency, _MOST_DIGITS)
    most = Decimal(10**digits - 1).scaleb(-places(currency))
    return most.quantize(charge_step(currency), rounding=ROUND_FLOOR)


def is_exact(amount: Decimal, currency: str) -> bool:
    """Whether Stripe can move exactly this amount."""
    return amount % charge_step(currency) == 0


def to_minor(amount: Decimal, currency: str) -> int:
    """`amount` as Stripe counts it. Raises ValueError for one that it cannot move exactly, and
    for a currency that it does not take: an amount is never rounded on its way out."""
    if currency not in CHARGEABLE or not is_exact(amount, currency):
        raise ValueError(f"Stripe cannot move exactly {amount} {currency}.")
    return int(amount.scaleb(places(currency)))


def from_minor(amount: int, currency: str) -> Decimal:
    """What Stripe counts, as an amount of the currency: exact, with more decimals than ISO 4217
    knows where Stripe says so."""
    exact = Decimal(amount).scaleb(-places(currency))
    rounded = quantise(exact, currency)
    return rounded if rounded == exact else exact
