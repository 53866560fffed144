"""Every component in every state, for developers (DEBUG only) and for the accessibility check."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.http import HttpRequest, HttpResponse

from accounts.access import open_view
from portal.kit.rendering import page

TONES = ("success", "warning", "danger", "info", "neutral")
LONG_NAME = (
    "Königlich-Bayerische Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau GmbH & Co."
)
LONG_NUMBER = "INV-2026/11/0000000000044"
AMOUNTS = tuple(
    (Decimal(text), currency)
    for text, currency in [
        ("0", "GBP"),
        ("1234.5", "GBP"),
        ("-1234.5", "EUR"),
        ("98765432109876.54", "USD"),
        ("1250000", "JPY"),
        ("12.345", "KWD"),
    ]
)


class SampleForm(forms.Form):
    name = forms.CharField(label="Company", initial=LONG_NAME)
    due_on = forms.DateField(
        label="Due on", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=[("a", "Invoice"), ("b", "Credit note")],
        help_text="Decides which number it gets.",
    )
    method = forms.ChoiceField(
        label="Pay by", choices=[("card", "Card"), ("bank", "Bank")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="I agree to the terms of payment")


@dataclass(frozen=True)
class SampleListing:
    """What `pager` and `sort_header` ask of a list."""

    first_url: str | None = "?page=1"
    previous_url: str | None = "?page=3"
    next_url: str | None = "?page=5"
    last_url: str | None = "?page=40"
    count_label: str = "76–100 of 987"

    def sort_url(self, field: str) -> str:
        return f"?sort={field}"

    def sort_state(self, field: str) -> str | None:
        return {"number": "ascending", "total": "descending"}.get(field)


# Number, PO number, due, total, open, tone and word of the state.
ROWS = [
    (number, reference, day, Decimal(total), Decimal(rest), tone, state)
    for number, reference, day, total, rest, tone, state in [
        ("INV-00042", "PO-7781", date(2026, 11, 21), "1234.50", "1234.50", "danger", "Overdue"),
        ("INV-00043", "", date(2026, 12, 1), "80.00", "40.00", "warning", "Partly paid"),
        (LONG_NUMBER, LONG_NAME, date(2027, 1, 4), "98765432.10", "98765432.10", "info", "Unpaid"),
        ("INV-00045", "PO-1", date(2026, 10, 2), "512.00", "0.00", "success", "Paid"),
    ]
]


@open_view
def component_list(request: HttpRequest) -> HttpResponse:
    context: dict[str, object] = {
        "tones": TONES,
        "amounts": AMOUNTS,
        "long_name": LONG_NAME,
        "form": SampleForm(),
        "bad_form": SampleForm({"name": "", "due_on": "soon"}),
        "listing": SampleListing(),
        "rows": ROWS,
        "currency": "GBP",
        "quantities": [Decimal("2.500"), Decimal("3.000"), Decimal("1200.125"), Decimal("-1.10")],
        "bars": [40, 90, 65, 130, 20, 100],
        "day": date(2026, 11, 21),
    }
    return page(request, "portal/components.html", context)
