# ruff: noqa: E501 - templates are written as pages write them
"""The same parts of pages by Django's templates and by Jinja2, from the same canned context: My
Profile's main parts, the invoice list at 80 rows, Pay's choices with 340 open invoices.

Both sides are written for speed: Django's with as few nodes as the markup allows, no includes and
no tags of ours; Jinja2's with the macros that pages use. The text of both is compared first.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from types import SimpleNamespace
from typing import Any

from tests.bench.harness import Goal, Samples, interleave, p95, report, set_up

set_up()

from django.template import engines
from django.utils.translation import override

ROUNDS = 100
TODAY = date(2026, 11, 26)
ROWS, PAYABLE_ITEMS = 80, 340

PROFILE = (
    """{% load money %}<section><h2>You owe</h2><p class="figure-xl">{{ owed|money:"GBP" }}</p>
<p>{{ overdue|money:"GBP" }} overdue</p></section>
<ul class="ages">{% for age in ages %}<li class="age-{{ age.step }}"><a href="{{ age.url }}">{{ age.label }} <b>{{ age.amount|money:"GBP" }}</b> {{ age.count }}</a></li>{% endfor %}</ul>
<dl class="sum">{% for term in terms %}<div{% if term.is_total %} class="sum-total"{% endif %}>{% if term.sign %}<span aria-hidden="true">{{ term.sign }}</span>{% endif %}<dt>{{ term.label }}</dt><dd><a href="{{ term.url }}">{{ term.amount|money:"GBP" }}</a></dd></div>{% endfor %}</dl>
<ul>{% for one in attention %}<li><a href="{{ one.url }}">{{ one.title }}</a> <span>{{ one.text }}</span></li>{% endfor %}</ul>
<dl class="facts">{% for fact in facts %}<div><dt>{{ fact.label }}</dt><dd>{% if fact.value %}{{ fact.value }}{% else %}–{% endif %}</dd></div>{% endfor %}</dl>""",
    """<section><h2>You owe</h2><p class="figure-xl">{{ owed|money("GBP") }}</p>
<p>{{ overdue|money("GBP") }} overdue</p></section>
<ul class="ages">{% for age in ages %}<li class="age-{{ age.step }}"><a href="{{ age.url }}">{{ age.label }} <b>{{ age.amount|money("GBP") }}</b> {{ age.count }}</a></li>{% endfor %}</ul>
<dl class="sum">{% for term in terms %}<div{% if term.is_total %} class="sum-total"{% endif %}>{% if term.sign %}<span aria-hidden="true">{{ term.sign }}</span>{% endif %}<dt>{{ term.label }}</dt><dd><a href="{{ term.url }}">{{ term.amount|money("GBP") }}</a></dd></div>{% endfor %}</dl>
<ul>{% for one in attention %}<li><a href="{{ one.url }}">{{ one.title }}</a> <span>{{ one.text }}</span></li>{% endfor %}</ul>
<dl class="facts">{% for fact in facts %}{{ ui.fact(fact.label, fact.value) }}{% endfor %}</dl>""",
)
LIST = (
    """<table class="list-table"><tbody>{% for row in rows %}<tr>
<td class="tick"><input type="checkbox" name="invoice" value="{{ row.number }}" aria-label="Select {{ row.number }}"></td>
<td class="phone-title"><a class="row-link" href="{{ row.url }}">{{ row.number }}</a></td>
<td class="is-muted">{{ row.reference }}</td><td class="is-muted">{{ row.issued|day }}</td>
<td class="phone-detail" data-label="Due">{{ row.due|day }}</td>
<td class="phone-status"><span class="state state-{{ row.status.mark }}">{{ row.status.label }}</span></td>
<td class="num">{% if row.is_void %}<s>{{ row.total|money:row.currency }}</s>{% else %}{{ row.total|money:row.currency }}{% endif %}</td>
<td class="num is-main">{{ row.open|money:row.currency }}</td></tr>{% endfor %}</tbody></table>""",
    """<table class="list-table"><tbody>{% for row in rows %}<tr>
<td class="tick"><input type="checkbox" name="invoice" value="{{ row.number }}" aria-label="{{ _("Select %(name)s", name=row.number) }}"></td>
<td class="phone-title"><a class="row-link" href="{{ row.url }}">{{ row.number }}</a></td>
<td class="is-muted">{{ row.reference }}</td><td class="is-muted">{{ row.issued|day }}</td>
<td class="phone-detail" data-label="Due">{{ row.due|day }}</td>
<td class="phone-status">{{ ui.state(row.status) }}</td>
<td class="num">{% if row.is_void %}<s>{{ row.total|money(row.currency) }}</s>{% else %}{{ row.total|money(row.currency) }}{% endif %}</td>
<td class="num is-main">{{ row.open|money(row.currency) }}</td></tr>{% endfor %}</tbody></table>""",
)
PAY = (
    """<fieldset>{% for one in choices %}<label><input type="radio" name="what" value="{{ one.key }}"{% if forloop.first %} checked{% endif %}>{{ one.label }} <b>{{ one.amount|money:"GBP" }}</b> {{ one.count }}</label>{% endfor %}</fieldset>
<table>{% for row in debts %}<tr><td><input type="checkbox" name="invoice" value="{{ row.number }}" id="pay-{{ row.number }}"{% if row.is_chosen %} checked{% endif %}></td>
<td><label for="pay-{{ row.number }}">{{ row.number }}</label>{% if row.is_whole %} <span>Paid in full only</span>{% endif %}</td><td>{{ row.due|day }}</td>
<td class="num">{{ row.open|money:row.currency }}</td><td>{% if row.is_chosen %}<input name="amount-{{ row.number }}" inputmode="decimal" value="{{ row.open }}">{% endif %}</td></tr>{% endfor %}</table>""",
    """<fieldset>{% for one in choices %}<label><input type="radio" name="what" value="{{ one.key }}"{% if loop.first %} checked{% endif %}>{{ one.label }} <b>{{ one.amount|money("GBP") }}</b> {{ one.count }}</label>{% endfor %}</fieldset>
<table>{% for row in debts %}<tr><td><input type="checkbox" name="invoice" value="{{ row.number }}" id="pay-{{ row.number }}"{% if row.is_chosen %} checked{% endif %}></td>
<td><label for="pay-{{ row.number }}">{{ row.number }}</label>{% if row.is_whole %} <span>{{ _("Paid in full only") }}</span>{% endif %}</td><td>{{ row.due|day }}</td>
<td class="num">{{ row.open|money(row.currency) }}</td><td>{% if row.is_chosen %}<input name="amount-{{ row.number }}" inputmode="decimal" value="{{ row.open }}">{% endif %}</td></tr>{% endfor %}</table>""",
)


def _row(number: int) -> SimpleNamespace:
    due = TODAY + timedelta(number - 40)
    status = (
        SimpleNamespace(label=f"{(TODAY - due).days} days overdue", mark="overdue")
        if due < TODAY
        else SimpleNamespace(label="Unpaid", mark="open")
    )
    return SimpleNamespace(
        number=f"INV-{number:05}",
        url=f"/invoices/INV-{number:05}/",
        reference=f"PO-{40000 + number}",
        issued=due - timedelta(30),
        due=due,
        status=status,
        currency="GBP",
        total=Decimal(number * 7) + Decimal("0.24"),
        open=Decimal(number * 7),
        is_void=number % 17 == 0,
        is_chosen=number % 2 == 0,
        is_whole=number % 9 == 0,
    )


def context() -> dict[str, Any]:
    """What all three parts read; the same objects on both sides."""
    make = SimpleNamespace
    amount = Decimal("9410.08")
    return {
        "owed": amount,
        "overdue": amount / 2,
        "ages": [
            make(step=n, url="/invoices/?a=1", label=f"{n}0 days", amount=amount * n, count=n)
            for n in range(5)
        ],
        "terms": [
            make(sign=sign, label=f"Term {sign}", url="/x/", amount=amount, is_total=sign == "=")
            for sign in ("", "−", "−", "=")
        ],
        "attention": [make(url="/x/", title=f"Due {n}", text="Pay it today") for n in range(5)],
        "facts": [make(label=f"Fact {n}", value="Quayside" if n % 4 else "") for n in range(16)],
        "rows": [_row(number) for number in range(1, ROWS + 1)],
        "choices": [
            make(key=key, label=key.title(), amount=amount, count=9)
            for key in ("overdue", "everything", "choose")
        ],
        "debts": [_row(number) for number in range(1, PAYABLE_ITEMS + 1)],
    }


def text_of(markup: str) -> str:
    """What a reader sees, and the values of the fields."""
    values = re.sub(r'<[^>]*?value="([^"]*)"[^>]*>', r" \1 ", markup)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", values)).split())


def main() -> None:
    shared = context()
    actions: dict[str, Callable[[], object]] = {}
    with override("en-gb"):
        for name, (django_source, jinja_source) in {
            "profile": PROFILE,
            f"list of {ROWS}": LIST,
            f"pay, {PAYABLE_ITEMS} invoices": PAY,
        }.items():
            by_django = engines["django"].from_string(django_source)
            by_jinja = engines["jinja"].from_string(jinja_source)
            one, other = by_django.render(dict(shared)), by_jinja.render(dict(shared))
            assert text_of(one) == text_of(other), name
            actions[f"{name}: Django"] = lambda made=by_django: made.render(dict(shared))
            actions[f"{name}: Jinja2"] = lambda made=by_jinja: made.render(dict(shared))
        samples = interleave(actions, rounds=ROUNDS, server=False)
    goals = [
        Goal(
            f"{name}, Django's over Jinja2's",
            median(samples[f"{name}: Django"].application)
            / median(samples[f"{name}: Jinja2"].application),
            1,
            at_most=False,
        )
        for name in dict.fromkeys(key.rpartition(":")[0] for key in actions)
    ]
    report(
        "template engines (milliseconds of processor time)",
        {name: _figures(one) for name, one in samples.items()},
        goals,
    )


def _figures(samples: Samples) -> dict[str, float]:
    return {"median": median(samples.application), "p95": p95(samples.application)}


if __name__ == "__main__":
    main()
