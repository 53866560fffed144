"""Tax ids as their countries write them."""

from stdnum import get_cc_module


def is_tax_id(text: str) -> bool:
    """Whether it may be one: two letters in front name a country, whose own rule then holds."""
    country = text[:2].lower()
    rule = get_cc_module("gr" if country == "el" else country, "vat")
    return not country.isalpha() or rule is None or bool(rule.is_valid(text))
