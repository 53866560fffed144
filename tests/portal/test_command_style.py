"""Every command of the project is told and ends in one style."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.kit.commands import InOneStyle

ROOMS = ("portal", "accounts", "billing", "catalog", "orders", "support")


def names() -> list[str]:
    own = {one.name for one in apps.get_app_configs() if one.name.split(".")[0] in ROOMS}
    return sorted(name for name, app in get_commands().items() if app in own)


NAMES = names()


def command(name):
    return load_command_class(get_commands()[name], name)


def parser(name):
    return command(name).create_parser("bin/manage", name)


def test_the_commands_are_found_at_all():
    assert {"backup", "check_ledger", "check_orders", "import_prices", "migrate"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_help_says_what_it_does_with_examples_and_exit_codes(name):
    one = command(name)
    assert isinstance(one, InOneStyle)
    text = parser(name).format_help()
    assert one.help
    assert one.examples
    assert all(example.split()[0] == name for example in one.examples)
    assert {0, 1} <= set(one.exit_codes)
    for part in (*(f"  bin/manage {example}\n" for example in one.examples), "exit codes:\n  0  "):
        assert part in text


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_taken(name):
    for example in command(name).examples:
        words = example.split(" > ")[0].split("     ")[0].split()[1:]
        parser(name).parse_args(words)


@pytest.mark.parametrize("name", NAMES)
def test_every_option_of_ours_is_explained(name):
    unexplained = [each.dest for each in parser(name)._actions if not each.help]
    assert unexplained == []


@pytest.mark.parametrize("name", NAMES)
def test_what_writes_has_a_dry_run_or_says_what_to_do_instead(name):
    one = command(name)
    has_one = "--dry-run" in parser(name)._option_string_actions
    assert one.writes or not has_one
    if one.writes:
        assert has_one != bool(one.instead_of_dry_run)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OperationalError("connection refused\n\tIs it running?"), "connection refused Is it"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
def test_no_database_and_no_disk_are_one_line_and_not_zero(name, error, told, monkeypatch, capsys):
    def fail(*args, **options):
        raise error

    one = command(name)
    monkeypatch.setattr(one, "handle", fail)
    monkeypatch.setattr(one, "requires_system_checks", [])
    monkeypatch.setattr(one, "requires_migrations_checks", False)
    monkeypatch.setattr(BaseDatabaseWrapper, "close", lambda self: None)
    needed = [value for each in parser(name)._actions if each.required for value in filled(each)]
    with pytest.raises(SystemExit) as ended:
        one.run_from_argv(["bin/manage", name, *needed])
    assert ended.value.code
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert told in lines[0]


def filled(action):
    return [*action.option_strings[:1], "2026-01"]


def test_wrong_options_end_with_2(capsys):
    with pytest.raises(SystemExit) as ended:
        command("check_ledger").run_from_argv(["bin/manage", "check_ledger", "--nonsense"])
    assert ended.value.code == 2
