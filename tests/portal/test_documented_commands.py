"""What README and docs tell people to type works."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TYPED = re.compile(r"bin/manage ([a-z_]+)([^`\n|#]*)")
SCRIPT = re.compile(r"\bbin/([a-z_]+)\b")
MODULE = re.compile(r"python -m ([\w.]+)")
# Written for the reader to fill in.
FILLED_IN = {"DIR": "/tmp/x", "N": "2", "NAME": "bench", "PATH": "/tmp/x", "NUMBER": "1"}


def commands() -> list[tuple[str, str, str]]:
    """The page, the command and its arguments, optional ones with and without."""
    found = set()
    for page in PAGES:
        for name, rest in TYPED.findall(page.read_text()):
            bare = re.sub(r"\[[^\]]*\]", "", rest)
            for arguments in (bare, rest.replace("[", "").replace("]", "")):
                found.add((page.name, name, " ".join(arguments.split()).rstrip(".,;:)")))
    return sorted(found)


def test_commands_are_found_at_all() -> None:
    assert len({name for _page, name, _arguments in commands()}) >= 10


@pytest.mark.parametrize(("page", "name", "arguments"), commands())
def test_command_takes_what_the_page_types(page: str, name: str, arguments: str) -> None:
    command = load_command_class(get_commands()[name], name)
    words = [FILLED_IN.get(word, word) for word in shlex.split(arguments)]
    command.create_parser("manage.py", name).parse_args(words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_scripts_and_modules_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text()
    for name in SCRIPT.findall(text.replace(".venv/bin/", "")):
        script = ROOT / "bin" / name
        assert script.exists(), script
        assert os.access(script, os.X_OK), script
    for name in MODULE.findall(text):
        path = ROOT / name.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), name


def test_command_in_a_fresh_checkout_uses_the_key_that_was_made(tmp_path: Path) -> None:
    """Without any setting. `import_documents` ended in “SECRET_KEY is the placeholder”."""
    unset = ("SECRET_KEY", "SECRET_KEY_FILE", "DJANGO_SETTINGS_MODULE", "FOYER_DEMO", "DEBUG")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    database = {name: value for name, value in kept.items() if name.startswith("DATABASE_")}
    if database:
        pytest.skip("a database of its own is configured")
    # The server of the tests; the key is looked for beside it.
    var = Path(kept["FOYER_VAR"])
    (var / "secret_key").unlink(missing_ok=True)
    done = subprocess.run(
        ["bin/manage", "import_documents", "nothing.csv", "--mapping", "nothing.toml"],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "SECRET_KEY" not in done.stderr
    assert "nothing.toml" in done.stderr
    assert (var / "secret_key").stat().st_mode & 0o077 == 0
