"""The pages about what all customers owe, beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

PERMISSION = "billing.view_openitem"


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    is_current: bool


def tabs_of(current: str) -> list[Tab]:
    """All of them; `current` is the name of the url."""
    pages = {
        "receivables": pgettext("receivables", "Ageing"),
        "receivables-worklist": pgettext("receivables", "Worklist"),
        "receivables-cash": _("Expected cash"),
        "receivables-figures": pgettext("receivables", "Figures"),
    }
    return [Tab(label, reverse(f"admin:{name}"), name == current) for name, label in pages.items()]
