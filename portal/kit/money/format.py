"""Amounts, dates and quantities as the reader's language writes them.

Babel is slow beside a table of amounts, so its answer for a few samples is taken apart once per
language and currency, and the amounts are then put together here. Amounts stay Decimal throughout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_interval
from babel.numbers import format_currency, get_decimal_symbol, get_group_symbol
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

from portal.kit.money.currencies import exponent, quantise

register = template.Library()

NOTHING = "–"
# What Django hands a tag for a variable that is not in the context.
MISSING = ""
Amount = Decimal | int | str | None
MINUS = "\u2212"
LEFT_TO_RIGHT_MARK = "\u200e"
NO_BREAK_SPACE = "\u00a0"
DIGITS = re.compile(r"(\d.*\d|\d)")


@lru_cache(maxsize=64)
def locale_for(language: str | None) -> Locale:
    """The Babel locale of a Django language; English where Babel knows none."""
    try:
        return Locale.parse(to_locale(language or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


@dataclass(frozen=True, slots=True)
class Style:
    """How one language writes amounts of one currency."""

    before: str
    after: str
    before_negative: str
    after_negative: str
    group: str
    decimal: str
    regular: bool
    decimals: int

    def write(self, amount: Decimal) -> str:
        digits = self._digits(amount)
        if amount < 0:
            return f"{self.before_negative}{digits}{self.after_negative}"
        return f"{self.before}{digits}{self.after}"

    def write_figure(self, amount: Decimal) -> str:
        """Without the currency, for a column whose heading or foot names it."""
        return f"{MINUS if amount < 0 else ''}{self._digits(amount)}"

    def _digits(self, amount: Decimal) -> str:
        digits = f"{abs(amount):,.{self.decimals}f}" if self.regular else self._irregular(amount)
        if self.regular and (self.group != "," or self.decimal != "."):
            digits = digits.translate({44: self.group, 46: self.decimal})
        return digits

    def _irregular(self, amount: Decimal) -> str:
        """Groups that are not all of three digits, as in lakh and crore."""
        whole, _, fraction = f"{abs(amount):.{self.decimals}f}".partition(".")
        head, tail = whole[:-3], whole[-3:]
        while head:
            head, tail = head[:-2], f"{head[-2:]}{self.group}{tail}"
        return f"{tail}{self.decimal}{fraction}" if fraction else tail


def _around(sample: str) -> tuple[str, str, str]:
    """What stands before, in and after the digits of a formatted amount."""
    before, digits, after = DIGITS.split(sample, maxsplit=1)
    # A code in place of a symbol stands apart from the digits, which Babel leaves out.
    space_before = NO_BREAK_SPACE if before[-1:].isalpha() else ""
    space_after = NO_BREAK_SPACE if after[:1].isalpha() else ""
    return before + space_before, digits, space_after + after


@lru_cache(maxsize=512)
def style_for(language: str | None, currency: str) -> Style:
    locale = locale_for(language)
    before, digits, after = _around(format_currency(Decimal(1234567), currency, locale=locale))
    before_negative, _, after_negative = _around(
        format_currency(Decimal(-1), currency, locale=locale)
    )
    group = re.search(r"\D+", digits)
    # Without the mark the minus would stand behind the digits where one reads from the right.
    minus = f"{LEFT_TO_RIGHT_MARK}{MINUS}" if locale.text_direction == "rtl" else MINUS
    return Style(
        before=before,
        after=after,
        before_negative=before_negative.replace("-", minus),
        after_negative=after_negative.replace("-", minus),
        group=group.group() if group else get_group_symbol(locale),
        decimal=get_decimal_symbol(locale),
        # 1,234,567 where groups are of three, 12,34,567 where they are not.
        regular=not digits.startswith("12"),
        decimals=exponent(currency),
    )


def written(amount: Decimal | int, currency: str) -> str:
    """An amount in the active language: `£1,234.50`, `−1.234,50 €`, `JP¥5,000`."""
    return style_for(get_language(), currency).write(quantise(amount, currency))


@register.filter
def money(value: Amount, currency: str = "") -> str:
    """`{{ invoice.total|money:invoice.currency }}`."""
    if value is None or value == MISSING:
        return NOTHING
    if isinstance(value, str):
        raise TypeError("An amount is never a text.")
    return written(value, currency)


@register.filter
def figure(value: Decimal, currency: str) -> str:
    """`{{ row.balance|figure:row.currency }}`: `1,234.50`, in a table that names its currency."""
    return style_for(get_language(), currency).write_figure(quantise(value, currency))


@lru_cache(maxsize=4096)
def _day_text(value: date, language: str | None) -> str:
    locale = locale_for(language)
    pattern = locale.date_formats["medium"].pattern
    # British English alone writes one month with four letters, which makes columns ragged.
    names = Locale("en") if locale.language == "en" else locale
    return str(format_date(value, pattern, locale=names))


@lru_cache(maxsize=4096)
def _day(value: date, language: str | None) -> SafeString:
    text = _day_text(value, language)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


def day_text(value: date | datetime | None) -> str:
    """A short date, `21 Sep 2026`; an instant's day in the seller's time zone."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return _day_text(value, get_language())


def brief_day_text(value: date | None, year: int) -> str:
    """`14 Sep` for a day of `year`, `14 Sep 2025` for any other."""
    if value is None:
        return ""
    if value.year != year:
        return day_text(value)
    return _month_day_text(value, get_language())


@lru_cache(maxsize=4096)
def _month_day_text(value: date, language: str | None) -> str:
    locale = locale_for(language)
    pattern = locale.datetime_skeletons["MMMd"].pattern
    names = Locale("en") if locale.language == "en" else locale
    return str(format_date(value, pattern, locale=names))


def days_text(start: date, end: date) -> str:
    """The days from `start` to `end` as one writes them: `1–31 Oct 2026`; one day alone stands
    for itself."""
    locale = locale_for(get_language())
    text = str(format_interval(start, end, skeleton="yMMMd", locale=locale))
    # As in `_day_text`: British English alone writes one month with four letters.
    return text.replace("Sept ", "Sep ") if locale.language == "en" else text


def moment_text(value: datetime | None) -> str:
    """A date and the time of day, `21 Sep 2026, 14:05`, in the active time zone."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{_day_text(local.date(), get_language())}, {local:%H:%M}"


@register.filter
def moment(value: datetime | None) -> str:
    """`{{ attempt.created_at|moment }}`: `21 Sep 2026, 14:05`."""
    return moment_text(value)


@register.filter
def day(value: date | datetime | None) -> SafeString:
    """`{{ invoice.due_date|day }}`: a short date, `21 Nov 2026`; an instant's day here."""
    if value is None:
        return SafeString(NOTHING)
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return _day(value, get_language())


@register.filter
def unit_price(price: Decimal, currency: str) -> str:
    """A price with the decimals it has, never fewer than the currency's: 0.0125 stays that."""
    style = style_for(get_language(), currency)
    digits = f"{price.normalize():f}".partition(".")[2]
    return replace(style, decimals=max(style.decimals, len(digits))).write(price)


@lru_cache(maxsize=64)
def _separators(language: str | None) -> dict[int, str]:
    locale = locale_for(language)
    return {44: get_group_symbol(locale), 46: get_decimal_symbol(locale)}


@register.filter
def quantity(value: Decimal | int | None) -> str:
    """`{{ line.quantity|quantity }}`: 2.500 is 2.5, 3.000 is 3."""
    if value is None:
        return NOTHING
    if isinstance(value, float):
        raise TypeError("A quantity is never a float.")
    text = f"{Decimal(value):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = text.translate(_separators(get_language()))
    return text.replace("-", MINUS, 1)
