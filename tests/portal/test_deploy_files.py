"""The units in deploy/ are valid and run commands that exist."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
STARTS = [line for unit in UNITS for line in unit.read_text().splitlines() if "ExecStart=" in line]


@pytest.mark.parametrize("line", STARTS)
def test_what_a_unit_starts_is_there(line):
    program = line.split("=", 1)[1].split()[0].removeprefix("/srv/foyer/")
    assert program == ".venv/bin/gunicorn" or (ROOT / program).is_file()
    if command := re.search(r"bin/manage (\w+)", line):
        assert command[1] in get_commands()


def test_long_running_ones_are_started_again():
    for name in ("foyer-web.service", "foyer-worker@.service"):
        assert "\nRestart=always\n" in (ROOT / "deploy/systemd" / name).read_text()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_every_unit(tmp_path):
    for unit in UNITS:
        (tmp_path / unit.name).write_text(
            re.sub(r"(?m)^ExecStart=.*", "ExecStart=/bin/true", unit.read_text())
        )
    names = [str(tmp_path / unit.name.replace("@", "@1")) for unit in UNITS]
    shutil.copy(tmp_path / "foyer-worker@.service", tmp_path / "foyer-worker@1.service")
    done = subprocess.run(
        ["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert ours == []
