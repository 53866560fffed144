"""What only statements need."""

from datetime import date
from decimal import Decimal

from django import template

from portal.kit.files.spreadsheets import Cell
from portal.kit.money.format import day, day_text, money

register = template.Library()


@register.filter
def nobreak(text: str) -> str:
    """The same words, kept on one line."""
    return str(text).replace(" ", "\N{NO-BREAK SPACE}")


def cell_text(value: Cell, currency: str) -> str:
    """A cell's words alone."""
    return day_text(value) if isinstance(value, date) else cell(value, currency)


@register.filter
def cell(value: Cell, currency: str) -> str:
    """A cell of a statement's table as people read it; an empty one stays empty."""
    if isinstance(value, Decimal):
        return str(money(value, currency))
    if isinstance(value, date):
        return str(day(value))
    return "" if value is None else str(value)
