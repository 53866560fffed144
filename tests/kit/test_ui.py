"""Components say what they are told, escape it, and refuse what they do not know."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template
from jinja2 import UndefinedError

from billing.documents.status import DocumentStatus

CSS = Path(settings.BASE_DIR) / "styles"
TONES = ["success", "warning", "danger", "info", "neutral"]


def drawn(source: str, **context: object) -> str:
    return engines["pages"].env.from_string(source).render(context)


@pytest.mark.parametrize(
    "source",
    [
        "{{ ui.badge() }}",
        "{{ ui.badge('x', colour='red') }}",
        "{{ ui.empty(text='no title') }}",
        "{{ ui.fact() }}",
        "{{ nothing_like_it }}",
    ],
)
def test_misspelt_or_missing_argument_is_an_error(source):
    with pytest.raises((TypeError, UndefinedError)):
        drawn(source)


def test_icon_is_hidden_from_screen_readers():
    text = drawn('{{ icon("file-text") }}')
    assert text.startswith("<svg")
    assert 'aria-hidden="true"' in text
    assert 'class="icon"' in text


def test_badge_escapes_its_label():
    text = drawn("{{ ui.badge(label, tone='danger') }}", label="<b>")
    assert text == '<span class="badge badge-danger">&lt;b&gt;</span>'


def test_status_has_a_mark_and_words():
    text = drawn("{{ ui.state(one) }}", one=DocumentStatus("3 days overdue", "overdue"))
    assert text == '<span class="state state-overdue">3 days overdue</span>'


def test_scrolling_region_is_named_and_the_keyboard_reaches_it():
    text = drawn('{% call ui.scroll("Invoices") %}<table></table>{% endcall %}')
    assert 'role="region" tabindex="0" aria-label="Invoices"' in text
    assert "<table></table>" in text


def test_empty_offers_its_way_out():
    text = drawn('{{ ui.empty("None", href=url, label="Go") }}', url="/x/?a=1&b=2")
    assert 'href="/x/?a=1&amp;b=2"' in text


def test_fact_writes_a_dash_for_nothing_but_zero_for_zero():
    assert "<dd>–</dd>" in drawn('{{ ui.fact("PO", "") }}')
    assert "<dd>0</dd>" in drawn('{{ ui.fact("PO", 0) }}')


def test_swap_keeps_the_address_of_the_link():
    text = drawn("<a{{ ui.swap('?a=1&page=2', 'invoice-list') }}>x</a>")
    assert 'hx-get="?a=1&amp;page=2" hx-target="#invoice-list"' in text


def test_field_ties_help_and_error_to_its_control():
    class Sample(forms.Form):
        due_on = forms.DateField(label="Due <on>", help_text="A day")

    text = drawn("{{ forms.field(form.due_on) }}", form=Sample({"due_on": "soon"}))
    assert 'aria-describedby="id_due_on_helptext id_due_on_error"' in text
    assert 'id="id_due_on_helptext"' in text
    assert 'id="id_due_on_error"' in text
    assert "Due &lt;on&gt;" in text


def test_optional_fields_say_so():
    class Sample(forms.Form):
        a = forms.CharField()
        b = forms.CharField(required=False)

    assert str(Sample()).count("(optional)") == 1


def test_hidden_fields_of_a_form_are_kept():
    class Sample(forms.Form):
        a = forms.CharField(widget=forms.HiddenInput)

    class More(Sample):
        b = forms.CharField()

    assert 'name="a"' in str(Sample())
    assert str(More()).count('name="a"') == 1


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (CSS / "base.css").read_text()
    )
}
GROUNDS = ["page", "sheet", "sunken", "hover"]
TEXT = [
    *[(text, ground) for text in ("ink", "ink-2") for ground in GROUNDS],
    *[("accent", ground) for ground in ("page", "sheet", "hover", "accent-soft")],
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    *[(tone, f"{tone}-soft") for tone in TONES],
    *[(tone, "sheet") for tone in TONES],
    *[(text, f"{tone}-soft") for text in ("ink", "accent") for tone in TONES],
]
SHAPES = [("control", "sheet"), ("accent", "page"), ("accent", "sheet"),
          ("chart-credited", "sheet"), ("chart-paid", "sheet")]  # fmt: skip


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read_on_its_ground(text, ground, look):
    assert contrast(TOKENS[text][look], TOKENS[ground][look]) >= 4.5


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_outlines_and_bars_stand_out_from_their_ground(shape, ground, look):
    assert contrast(TOKENS[shape][look], TOKENS[ground][look]) >= 3


def site_templates() -> list[Path]:
    folders = [Path(settings.BASE_DIR) / "templates", *Path(settings.BASE_DIR).glob("*/templates")]
    return [path for folder in folders for path in folder.rglob("*.html")]


def test_no_page_brings_its_own_style_or_script():
    """The policy would refuse it; this says where it stands. Mail and PDF have no policy."""
    inline = re.compile(
        r"\sstyle=|<style|\son\w+=|<script(?![^>]*(?:\bsrc=|application/json))|hx-on|javascript:"
    )
    faults = [
        path
        for path in site_templates()
        if not {"mail", "pdf"} & set(path.parts) and inline.search(path.read_text())
    ]
    assert faults == []


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_pages_need_neither_request_nor_database(status):
    text = get_template(f"{status}.html").render()
    assert '<html lang="' in text
    assert text.count("<h1>") == 1


def test_pieces_that_pages_include_exist():
    names = {
        name
        for path in site_templates()
        for name in re.findall(r"{% (?:include|extends) \"([^\"#]+)\"", path.read_text())
    }
    for name in names:
        try:
            get_template(name)
        except TemplateDoesNotExist as error:
            pytest.fail(f"{name}: {error}")
