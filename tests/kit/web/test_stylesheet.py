"""One stylesheet, in files one can read, in which every class is one that a page uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from portal.kit.web.stylesheet import stylesheet
from tests.factories import make_staff

ROOT = Path(settings.BASE_DIR)
STYLES = ROOT / "styles"
SOURCES = ("accounts", "billing", "catalog", "orders", "portal", "static", "support", "templates")
MAX_LINES = 400
SHEETS = {"site.css", "staff.css"}

# Written by a library or made up of parts: prefix, and who writes it.
MADE = {
    "age-": "charts.ages, by the number of the age",
    "badge-": "ui.badge, by its tone",
    "bar-": "charts.bars, by the kind of sum",
    "chart-label-": "charts.bars, by the axis",
    "depth-": "the company switcher, by the depth in the group",
    "focus-": "pictures, by what stays in view",
    "htmx-": "htmx while it works",
    "key-": "charts, by the kind of sum",
    "leaves-": "lists, by when a column leaves",
    "notice-": "ui.messages, by the level of a message",
    "phone-": "lists, by a column's place on a phone",
    "state-": "ui.state, by the status",
}
# Hooks of scripts and tests, which need no rule, and classes of Django's admin.
WITHOUT_RULE: dict[str, str] = {}


def styled() -> set[str]:
    text = re.sub(
        r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", stylesheet(STYLES / "site.css"), flags=re.DOTALL
    )
    selectors = re.findall(r"([^{};]+)\{", text)
    return {name for one in selectors for name in re.findall(r"\.([A-Za-z_][\w-]*)", one)}


def sources(*endings: str) -> Iterator[Path]:
    for folder in SOURCES:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in endings and "vendor" not in path.parts:
                yield path


def classes(template: str) -> Iterator[str]:
    """The values of `class`, with the expressions in them."""
    yield from re.findall(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', template)
    yield from re.findall(r"block main_class %\}([^{]*)", template)


def mentioned() -> set[str]:
    """Every word where a class could stand: in `class`, in what expressions and code quote."""
    words: set[str] = set()
    for path in sources(".jinja", ".html", ".py", ".js"):
        text = path.read_text()
        if path.suffix in (".jinja", ".html"):
            parts = [*classes(text)]
            text = " ".join(re.findall(r"\{\{.*?\}\}|\{%.*?%\}", text, flags=re.DOTALL))
        else:
            parts = []
        parts += [one for one in re.findall(r"[\"'`]([^\"'`\n]*)[\"'`]", text) if len(one) < 90]
        words.update(word for one in parts for word in re.findall(r"[A-Za-z_][\w-]*", one))
    return words


def test_every_class_of_the_stylesheet_is_used() -> None:
    used = mentioned()
    assert [one for one in sorted(styled() - used) if not one.startswith(tuple(MADE))] == []


def test_every_class_of_a_page_has_a_rule() -> None:
    known = styled()
    unknown = {
        (name, path.name)
        for path in sources(".jinja", ".html")
        if not {"admin", "pdf", "mail"} & set(path.parts)
        for one in classes(path.read_text())
        for name in re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "…", one).split()
        if "…" not in name
        and name not in known | WITHOUT_RULE.keys()
        and not name.startswith(tuple(MADE))
    }
    assert sorted(unknown) == [], sorted(unknown)


def test_every_part_is_served_and_none_is_long() -> None:
    parts = {path.relative_to(STYLES).as_posix(): path for path in STYLES.rglob("*.css")}
    named = {
        part
        for sheet in SHEETS
        for part in re.findall(r'@import "([^"]+)"', (STYLES / sheet).read_text())
    }
    assert named == set(parts) - SHEETS
    assert [name for name, path in parts.items() if path.read_text().count("\n") > MAX_LINES] == []


@pytest.mark.django_db
def test_a_page_loads_one_stylesheet() -> None:
    page = Client().get("/nowhere/", HTTP_ACCEPT="text/html").content.decode()
    assert re.findall(r'rel="stylesheet" href="([^"]+)"', page) == ["/static/css/site.css"]
    assert "@import" not in Path(str(finders.find("css/site.css"))).read_text()


@pytest.mark.django_db
def test_the_staffs_page_loads_one_stylesheet() -> None:
    client = Client()
    client.force_login(make_staff())
    page = client.get("/staff/").content.decode()
    assert re.findall(r'rel="stylesheet" href="([^"]+)"', page) == ["/static/css/staff.css"]
