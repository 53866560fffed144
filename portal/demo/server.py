"""What `bin/demo` runs: database, web, worker and stand-in Stripe, ended together."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from importlib import import_module
from io import StringIO
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

import django
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connections

from portal.demo import stand_in
from portal.kit.db import embedded_postgres

HOST = "127.0.0.1"
# Browsers allow passkeys on this name without https, on the number they do not.
NAME = "localhost"
START_SECONDS = 60
END_SECONDS = 15
STRIPE_NOTE = """
A stand-in for Stripe takes the payments: card 4242 4242 4242 4242, any later date, any code.
{address}/_control/ settles, fails and returns bank debits, and opens disputes.
"""


class Ended(Exception):
    """Ctrl-C, or a request to end."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--test-bank", action="store_true")
    options = parser.parse_args()
    if options.serve and _is_taken(options.port):
        sys.stderr.write(f"Port {options.port} is taken. Choose another: bin/demo --port N\n")
        return 1
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    var = embedded_postgres.var_dir()
    embedded = not os.environ.get("DATABASE_URL")
    if embedded:
        embedded_postgres.start(var)
    running: list[subprocess.Popen[bytes]] = []
    stripe = ""
    if options.test_bank:
        stand_in.use_test_bank(var)
    if options.serve and stand_in.is_wanted():
        stripe = stand_in.configure(beside=options.port)
    try:
        _fill(quietly=options.serve)
        if not options.serve:
            embedded = False  # filled and left running, so that a command can use it
            return 0
        if stripe:
            running.append(_stripe(stripe, portal=options.port))
        running += [_web(options.port), _worker()]
        _wait_until_ready(options.port, running)
        sys.stdout.write(f"\nREADY http://{NAME}:{options.port}\n\n")
        sys.stdout.flush()
        call_command("demo_data", print_logins=True)
        if stripe:
            _save_methods()
            sys.stdout.write(STRIPE_NOTE.format(address=stripe))
        sys.stdout.flush()
        _watch(running)
    except Ended:
        pass
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _stop(running)
        if embedded:
            embedded_postgres.stop(var)
    return 0


def _end(number: int, frame: FrameType | None) -> None:
    raise Ended


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _fill(*, quietly: bool) -> None:
    """Tables, static files and demo data, in this one process: each start of Django takes time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
    call_command("demo_data", stdout=StringIO() if quietly else sys.stdout)
    connections.close_all()


def _save_methods() -> None:
    """Companies that have paid by card before, now that the stand-in answers."""
    import_module("portal.demo.filling.saved").tell()
    connections.close_all()


def _web(port: int) -> subprocess.Popen[bytes]:
    command = ["gunicorn", "--config", "portal/gunicorn.py", "--bind", f"{HOST}:{port}"]
    return _own_group([sys.executable, "-m", *command, "portal.wsgi"])


def _worker() -> subprocess.Popen[bytes]:
    return _own_group([sys.executable, "manage.py", "run_worker"])


def _stripe(address: str, *, portal: int) -> subprocess.Popen[bytes]:
    merchant = apps.get_model("accounts", "Organization").objects.get().name
    connections.close_all()
    command = stand_in.command(
        address, portal=portal, var=embedded_postgres.var_dir(), merchant=merchant
    )
    return _own_group(command, stdout=subprocess.DEVNULL)


def _own_group(command: list[str], *, stdout: int | None = None) -> subprocess.Popen[bytes]:
    """A child that Ctrl-C does not reach: it is ended in order, by us."""
    return subprocess.Popen(command, start_new_session=True, stdout=stdout)


def _wait_until_ready(port: int, running: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        _watch_once(running)
        try:
            with urlopen(f"http://{HOST}:{port}/readyz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    sys.exit("The portal did not answer within a minute.")


def _watch(running: list[subprocess.Popen[bytes]]) -> None:
    while True:
        _watch_once(running)
        time.sleep(1)


def _watch_once(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is not None:
            sys.exit("A process of the demo has ended; its last lines above say why.")


def _stop(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
