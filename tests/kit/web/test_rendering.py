"""The whole page, unless HTMX is about to swap a part that the view offers."""

from copy import deepcopy

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from portal.kit.web.rendering import page

HTMX = {"HX-Request": "true"}
WHOLE = "<h1>Orders</h1><p>one</p>"
PART = "<p>one</p>"


@pytest.fixture(autouse=True)
def _template(tmp_path, settings):
    source = "<h1>Orders</h1>{% partialdef list inline %}<p>{{ word }}</p>{% endpartialdef %}"
    (tmp_path / "sample.html").write_text(source)
    templates = deepcopy(settings.TEMPLATES)
    templates[-1]["DIRS"] = [tmp_path]
    settings.TEMPLATES = templates


def answer(headers: dict[str, str], status: int = 200) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        return page(request, "sample.html", {"word": "one"}, ("list",), status)

    return HtmxMiddleware(view)(RequestFactory().get("/", headers=headers))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, WHOLE),
        (HTMX | {"HX-Target": "list"}, PART),
        (HTMX | {"HX-Target": "other"}, WHOLE),
        (HTMX, WHOLE),
        ({"HX-Target": "list"}, WHOLE),
        (HTMX | {"HX-Target": "list", "HX-Boosted": "true"}, WHOLE),
        (HTMX | {"HX-Target": "list", "HX-History-Restore-Request": "true"}, WHOLE),
    ],
)
def test_only_an_offered_target_gets_its_part(headers, expected):
    assert answer(headers).content.decode() == expected


def test_page_and_part_vary_by_who_asks():
    for headers in ({}, HTMX | {"HX-Target": "list"}):
        assert answer(headers).headers["Vary"] == "HX-Request, HX-Target"


def test_status_is_the_views_for_page_and_part():
    assert answer({}, 422).status_code == 422
    assert answer(HTMX | {"HX-Target": "list"}, 422).status_code == 422


def test_block_of_a_jinja_page_comes_with_the_title_and_is_escaped_once(tmp_path, settings):
    source = (
        "<title>{% block title %}Orders & more{% endblock %}</title>"
        "{% block order_list %}<p>{{ word }}</p>{% endblock %}"
    )
    (tmp_path / "sample.jinja").write_text(source)
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [tmp_path, *templates[0]["DIRS"]]
    settings.TEMPLATES = templates
    context = {
        "word": "<b>",
        "messages": [],
        "shell": {"organization": {"name": "Northwind"}},
    }
    text = render_to_string("sample.jinja#order-list", context)
    assert text.strip() == "<title>Orders & more · Northwind</title><p>&lt;b&gt;</p>"
