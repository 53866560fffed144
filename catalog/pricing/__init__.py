"""What something costs whom, from how many on, and why.

`quote` is the one door: pages, orders and PDFs ask it, and nobody else reads price lists. Sources
are asked in a fixed order, and the first that has a price for the variant wins with its whole
ladder: the customer's contract, the presentation's list, the customer's lists in their order, the
default list of the currency. Rungs of two sources are never mixed, so that more never costs more
each. What no source has is on request, and never zero.
"""

from catalog.pricing.answers import Outcome, PriceAnswer, PricedLine, Rung, Source, Step
from catalog.pricing.explaining import explain
from catalog.pricing.quoting import quote

__all__ = [
    "Outcome",
    "PriceAnswer",
    "PricedLine",
    "Rung",
    "Source",
    "Step",
    "explain",
    "quote",
]
