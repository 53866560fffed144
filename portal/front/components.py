"""Every component in every state, for developers (DEBUG only) and for the accessibility check."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django import forms
from django.http import HttpRequest, HttpResponse

from accounts.access import open_view
from billing.ageing import Ageing
from billing.balance import Bucket
from billing.documents.status import DocumentStatus
from billing.statements.ageing_table import ageing_rows
from billing.statements.breakdown import EQUALS, MINUS, BreakdownLine
from portal.kit.web.charts import Group, Value, bar_chart
from portal.kit.web.rendering import page
from portal.kit.web.segments import Choice

TONES = ("success", "warning", "danger", "info", "neutral")
LONG_NAME = (
    "Königlich-Bayerische Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau GmbH & Co."
)
LONG_NUMBER = "INV-2026/11/0000000000044"
GROUPS = [
    Group(
        month,
        [
            Value(series, series.title(), Decimal(n), f"£{n}", "#", f"{month}: {series} £{n}")
            for series, n in (("invoiced", invoiced), ("paid", paid), ("credited", 10))
        ],
    )
    for month, invoiced, paid in (("Sep", 120, 90), ("Oct", 80, 130), ("Nov", 0, 40))
]
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


STATUSES = [
    DocumentStatus(label, mark)
    for label, mark in [
        ("118 days overdue", "overdue"),
        ("Due today", "due"),
        ("Unpaid", "open"),
        ("Partly paid", "part"),
        ("Paid", "done"),
        ("Void", "none"),
    ]
]
TERMS = [
    BreakdownLine("Outstanding invoices", "£16,614.00", "#"),
    BreakdownLine("Available credits", "£1,102.92", "#", MINUS),
    BreakdownLine("Deposits", "£5,470.00", "#", MINUS),
    BreakdownLine("Net balance", "£10,041.08", "#", EQUALS, is_total=True),
    BreakdownLine("Unpaid retainers", "£2,500.00", "#", is_aside=True),
]
CHOICES = [
    Choice("Month", "?period=month", is_current=False),
    Choice("12 months", "?period=year", is_current=True),
    Choice(LONG_NUMBER, "?period=custom", is_current=False),
]


@open_view
def component_list(request: HttpRequest) -> HttpResponse:
    ageing = Ageing(
        "GBP",
        dict(zip(Bucket, map(Decimal, ("9000", "4300", "1200", "1100", "890", "0")), strict=True)),
    )
    context: dict[str, object] = {
        "tones": TONES,
        "amounts": AMOUNTS,
        "long_name": LONG_NAME,
        "form": SampleForm(),
        "bad_form": SampleForm({"name": "", "due_on": "2026-11-21"}, auto_id="bad_%s"),
        "bad_filter": SampleForm({"name": "", "due_on": "2026-11-21"}, auto_id="filter_%s"),
        "statuses": STATUSES,
        "terms": TERMS,
        "choices": CHOICES,
        "quantities": [Decimal("2.500"), Decimal("3.000"), Decimal("1200.125"), Decimal("-1.10")],
        "day": date(2026, 11, 21),
        "moment": datetime(2026, 11, 21, 14, 5, tzinfo=UTC),
        "ages": [row for row in ageing_rows(ageing, today=date(2026, 11, 21)) if row.age],
        "chart": bar_chart(GROUPS, axis_label="£{:.0f}".format),
    }
    return page(request, "portal/component_list.jinja", context)
