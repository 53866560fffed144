"""The frame of every page, and how amounts are written."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from pathlib import Path

from babel.numbers import format_currency

from tests.stripe_double.currencies import exponent

STYLE = (Path(__file__).parent / "style.css").read_text()
NOTE = "Stand-in for Stripe: nothing is charged, and only test cards work."


def page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,">'
        f"<style>{STYLE}</style></head><body>"
        f'<header class="note small">{NOTE}</header>{body}</body></html>'
    )


def money(amount: int, currency: str) -> str:
    """As people of the currency read it: $1,234.50, ¥1,234."""
    places = exponent(currency)
    number = Decimal(amount).scaleb(-places)
    return str(
        format_currency(
            number,
            currency.upper(),
            format=f"¤#,##0.{'0' * places}" if places else "¤#,##0",
            currency_digits=False,
            locale="en_US",
        )
    )


def message(title: str, text: str, link: str = "", label: str = "") -> str:
    onward = f'<p><a href="{escape(link)}">{escape(label)}</a></p>' if link else ""
    return page(
        title,
        f'<main class="narrow"><div class="sheet"><h1>{escape(title)}</h1>'
        f"<p>{escape(text)}</p>{onward}</div></main>",
    )
