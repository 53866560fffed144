"""What import-linter cannot see: names of urls and views, access marks, includes of templates."""

import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("front", "billing", "accounts", "orders", "catalog", "support")
VERBS = {"list", "detail", "new", "edit", "delete", "pdf", "csv", "xlsx"}
# Addresses that machines ask, named as such.
PLAIN_NAMES = {"front:home", "front:live", "front:ready", "front:worker"}

# A room may include templates of the rooms after it, and of its own.
LADDER = ("portal", "support", "orders", "catalog", "billing", "accounts")
# "account" is allauth's own folder of pages, restyled by the site.
SITE = {"mfa", "components", "django", "base.html", "account", "allauth", "mail", "pdf", "frame"}
# Django's engine, and the one that draws the customers' pages.
ENDINGS = ("*.html", "*.jinja")


def our_urls(
    resolver: URLResolver | None = None, namespace: str = ""
) -> list[tuple[str, URLPattern]]:
    """Every named url of our own rooms, as `room:name` and pattern."""
    found: list[tuple[str, URLPattern]] = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace in ROOMS or entry.namespace is None:
                found += our_urls(entry, entry.namespace or namespace)
        elif namespace in ROOMS:
            found.append((f"{namespace}:{entry.name}", entry))
    return found


def test_the_walk_finds_our_urls() -> None:
    names = {name for name, _ in our_urls()}
    assert {"front:profile-detail", "billing:invoice-detail", "accounts:switch-new"} <= names


@pytest.mark.parametrize(("name", "pattern"), our_urls())
def test_url_is_a_noun_and_a_verb_and_its_view_bears_the_same_name(
    name: str, pattern: URLPattern
) -> None:
    if name in PLAIN_NAMES:
        return
    noun, _, verb = name.split(":")[1].rpartition("-")
    assert noun
    assert verb in VERBS
    assert pattern.callback.__name__ == f"{noun}_{verb}".replace("-", "_")


@pytest.mark.parametrize(("name", "pattern"), our_urls())
def test_view_has_passed_the_gate(name: str, pattern: URLPattern) -> None:
    assert hasattr(pattern.callback, "verb"), f"{name} is neither a customer_view nor an open_view"


def templates() -> list[Path]:
    folders = [ROOT / "templates", *ROOT.glob("*/templates")]
    return sorted(path for folder in folders for end in ENDINGS for path in folder.rglob(end))


def room_of(path: Path) -> str:
    relative = path.relative_to(ROOT)
    inside = relative.parts[relative.parts.index("templates") + 1]
    return inside if inside in LADDER else "site"


def referenced(path: Path) -> list[str]:
    words = "include|extends|import|from|jinja"
    return re.findall(rf"{{%-?\s*(?:{words})\s+[\"']([^\"'#]+)", path.read_text())


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_template_takes_from_its_own_room_a_lower_one_or_the_site(path: Path) -> None:
    room = room_of(path)
    if "admin" in path.parts:
        return
    for name in referenced(path):
        target = name.split("/")[0]
        if target not in LADDER:
            assert target in SITE or (ROOT / "templates" / name).exists(), name
            continue
        assert room != "site", f"{name}: the site's own templates know no room"
        assert LADDER.index(target) >= LADDER.index(room), f"{name} stands above {room}"
        assert {room, target} != {"catalog", "billing"}, f"{name}: siblings do not mix"


def test_walk_finds_the_templates_of_both_engines_and_what_they_take() -> None:
    assert {path.suffix for path in templates()} == {".html", ".jinja"}
    assert "billing/_action_items.jinja" in referenced(
        ROOT / "templates/portal/profile_detail.jinja"
    )
    assert "frame/search.jinja" in referenced(ROOT / "templates/base.html")


def test_no_template_has_inline_script_or_style() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in templates()
        if "admin" not in path.parts
        and re.search(
            r"<script(?![^>]*(?:\bsrc=|application/json))|<style|\sstyle=|\son[a-z]+=",
            path.read_text(),
        )
        and not {"pdf", "mail"} & set(path.parts)  # they are no pages of a browser
    ]
    assert guilty == []
