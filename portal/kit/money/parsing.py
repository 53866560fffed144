"""Amounts as people type and paste them: `£50`, `1 143,24`, `1,143.24`, `١٬١٤٣٫٢٤`."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol, list_currencies
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.money.currencies import exponent
from portal.kit.money.format import locale_for

NUMBER = re.compile(r"(?P<before>[^\d]*?)(?P<number>\d(?:[\d.,']*\d)?)(?P<after>[^\d]*)")
BARE_FRACTION = re.compile(r"-?[.,]\d+")
MOST = Decimal(10) ** 15
ARABIC_DECIMAL, ARABIC_GROUP = "\u066b", "\u066c"
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u00b4`"), "'")


class NotAnAmount(ValueError):
    """What was typed cannot be read; its text is a sentence for whoever typed it."""


def read_amount(text: str, currency: str) -> Decimal:
    """The amount that `text` says; nothing typed is 0, and a minus makes it negative.

    Understands the currency's own sign or code on either side, any digits, and thousands
    separators. Decimals are not checked against the currency. Raises NotAnAmount, also where
    a separator could mean either (`1.143` in pounds) and where another currency is named.
    """
    plain = _in_plain_characters(text)
    if not plain:
        return Decimal(0)
    if BARE_FRACTION.fullmatch(plain):
        return Decimal(plain.replace(",", "."))
    found = NUMBER.fullmatch(plain)
    if found is None:
        raise NotAnAmount(_("Enter a valid amount."))
    before, after = found["before"], found["after"]
    if "-" in after and not after.startswith((".-", ",-")):
        raise NotAnAmount(_("Enter a valid amount."))
    _check_currency(before + after, currency)
    amount = _number(found["number"], currency, shown=text.strip())
    if amount >= MOST:
        raise NotAnAmount(_("Enter a valid amount."))
    return -amount if "-" in before else amount


def _in_plain_characters(text: str) -> str:
    """ASCII digits, one kind of minus and apostrophe, no spaces, no marks of direction."""
    is_arabic = ARABIC_DECIMAL in text
    if is_arabic:
        text = text.replace(",", "").replace(ARABIC_DECIMAL, ".")
    text = unicodedata.normalize("NFKC", text.replace(ARABIC_GROUP, "'"))
    text = text.translate(DASHES | QUOTES)
    kept = (one for one in text if not one.isspace() and unicodedata.category(one) != "Cf")
    return "".join(
        one if (digit := unicodedata.decimal(one, None)) is None else str(digit) for one in kept
    )


def _check_currency(words: str, currency: str) -> None:
    named = _plain_name(words)
    if not named or named in _names(currency, get_language()):
        return
    if named.upper() in list_currencies() or unicodedata.category(named[-1]) == "Sc":
        raise NotAnAmount(
            _("Amounts on this account are in %(currency)s.") % {"currency": currency}
        )
    raise NotAnAmount(_("Enter a valid amount."))


def _plain_name(words: str) -> str:
    text = unicodedata.normalize("NFKC", words)
    return "".join(
        one for one in text if unicodedata.category(one) != "Cf" and one not in " .,-\u00a0"
    ).casefold()


@lru_cache(maxsize=256)
def _names(currency: str, language: str | None) -> frozenset[str]:
    """How the currency may be written: its code, its sign here and in English, `$` for `US$`."""
    names = {currency}
    for locale in (locale_for(language), locale_for("en"), locale_for("en-gb")):
        symbol = get_currency_symbol(currency, locale=locale)
        names |= {symbol} | {one for one in symbol if unicodedata.category(one) == "Sc"}
    return frozenset(map(_plain_name, names))


def _number(digits: str, currency: str, *, shown: str) -> Decimal:
    digits = digits.replace("'", "")
    marks = {one for one in digits if one in ".,"}
    if not marks:
        return Decimal(digits)
    if len(marks) == 2:
        decimal = max(marks, key=digits.rfind)
        group = min(marks, key=digits.rfind)
        whole, _mark, fraction = digits.partition(decimal)
        if digits.count(decimal) > 1 or group in fraction:
            raise NotAnAmount(_("Enter a valid amount."))
        return Decimal(f"{_ungrouped(whole, group)}.{fraction}")
    (mark,) = marks
    if digits.count(mark) > 1:
        return Decimal(_ungrouped(digits, mark))
    whole, _mark, fraction = digits.partition(mark)
    if _may_be_grouped(whole, fraction):
        return _grouped_or_not(whole, fraction, mark, currency, shown)
    return Decimal(f"{whole}.{fraction}")


def _may_be_grouped(whole: str, fraction: str) -> bool:
    return len(fraction) == 3 and len(whole) <= 3 and not whole.startswith("0")


def _grouped_or_not(whole: str, fraction: str, mark: str, currency: str, shown: str) -> Decimal:
    """`1,143` or `1.143`: as this language and the decimals of the currency say, if they do."""
    locale = locale_for(get_language())
    has_three = exponent(currency) == 3
    if has_three and mark == get_decimal_symbol(locale):
        return Decimal(f"{whole}.{fraction}")
    if not has_three and mark == get_group_symbol(locale):
        return Decimal(whole + fraction)
    sentence = _("“%(text)s” can be read in two ways. Please leave out the thousands separator.")
    raise NotAnAmount(sentence % {"text": shown[:40]})


def _ungrouped(whole: str, group: str) -> str:
    """Groups of three, or of two before the last as in lakh and crore."""
    mark = re.escape(group)
    if not re.fullmatch(rf"\d{{1,3}}(?:{mark}\d{{2,3}})*{mark}\d{{3}}", whole):
        raise NotAnAmount(_("Enter a valid amount."))
    return whole.replace(group, "")
