"""Why a line cannot be ordered as it was asked for, in codes; the sentence lives here alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from portal.kit.money.format import quantity


class Problem(StrEnum):
    UNKNOWN = "unknown"
    DISCONTINUED = "discontinued"
    NO_PRICE = "no_price"
    NOT_A_QUANTITY = "not_a_quantity"
    TOO_FEW = "too_few"
    NOT_IN_STEPS = "not_in_steps"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class LineProblem:
    """`suggested` is the nearest quantity that can be ordered, where there is one."""

    code: Problem
    limit: Decimal | None = None
    suggested: Decimal | None = None

    @property
    def sentence(self) -> str:
        """For the buyer."""
        limit = quantity(self.limit)
        return {
            Problem.UNKNOWN: _("This item isn't available to you."),
            Problem.DISCONTINUED: _("This item is no longer sold."),
            Problem.NO_PRICE: _("This item's price is on request, so it can't be ordered here."),
            Problem.NOT_A_QUANTITY: _("Enter a quantity, such as 12."),
            Problem.TOO_FEW: _("The minimum is %(limit)s.") % {"limit": limit},
            Problem.NOT_IN_STEPS: _("Order in multiples of %(limit)s.") % {"limit": limit},
            Problem.TOO_MANY: _("The maximum is %(limit)s.") % {"limit": limit},
        }[self.code]
