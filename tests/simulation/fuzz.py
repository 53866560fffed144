"""`python -m tests.simulation.fuzz`: thousands of odd requests as four kinds of people; no 500.

Nobody, a customer's owner, a customer's viewer and staff open every address there is, with odd
numbers in it, odd queries behind it and odd forms sent to it. 400, 403, 404, 405, 422 and 429 are
answers; 500 is not.
"""

from __future__ import annotations

import argparse
import base64
import hmac
import random
import re
import struct
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlencode

import requests

from tests.simulation.paying_client import fields
from tests.simulation.stage import PASSWORD, TOTP_SECRET, Stage

PEOPLE = {
    "nobody": "",
    "owner": "pay0@example.com",
    "viewer": "viewer@example.com",
    "staff": "staff@example.com",
}
ODD = [
    "", "0", "-1", "1", "2", "999999999999999999999999", "1.5", "NaN", "1e400", "INV-00001",
    "x" * 3000, "\x00", "%00", "'", '"', "<script>alert(1)</script>", "../../etc/passwd", "٣",
    "1,00", "{{7*7}}", "0001-01-01", "9999-12-31", "2026-02-30", "10000-01-01", "2026-13-01",
    "today", "🧾", "\u202e", "null", "true", "[]", "a[]=1",
    "00000000-0000-0000-0000-000000000000", "\r\nX-Injected: 1", "%", "\\", ";--", "card",
    "owner", "2026-10-01", "EUR", "12.345", "-0", "+1", " ", "on",
]  # fmt: skip
QUERIES = [
    "q", "page", "sort", "status", "from", "to", "type", "invoice", "number", "download", "next",
    "o", "e", "company", "lines", "customer", "kind", "days", "period", "method", "amount",
    "once", "_pay", "p", "action", "_selected_action", "id", "token", "email", "role", "all",
]  # fmt: skip
PLACE = re.compile(r"<[^>]+>")
SECONDS = 60
POLL_DELAYS = 25


class Fuzz:
    """One kind of person's odd requests, drawn from a seed."""

    def __init__(self, stage: Stage, who: str, paths: list[str], seed: int) -> None:
        self.stage, self.who, self.paths = stage, who, paths
        self.chance = random.Random(f"{who} {seed}")
        self.browser = requests.Session()
        self.statuses: Counter[int] = Counter()
        self.faults: list[str] = []
        self.sign_ins = 0

    def sign_in(self) -> None:
        """With the password, and with the second factor where one is asked for."""
        if self.who == "nobody":
            return
        self.browser.cookies.clear()
        page = self.browser.get(f"{self.stage.url}/accounts/login/", timeout=SECONDS)
        typed = fields(page.text) | {"login": PEOPLE[self.who], "password": PASSWORD}
        page = self._post(page.url, typed)
        if self.who == "staff":
            page = self._post(page.url, fields(page.text) | {"code": code_now()})
        assert self.is_in(), (self.who, page.status_code, page.url)

    def is_in(self) -> bool:
        home = "/staff/" if self.who == "staff" else "/profile/"
        answer = self.browser.get(self.stage.url + home, allow_redirects=False, timeout=SECONDS)
        return answer.status_code == 200

    def ask(self, count: int) -> None:
        for number in range(count):
            # Some of what is asked signs people out.
            if self.who != "nobody" and number % POLL_DELAYS == 0 and not self.is_in():
                self.sign_in()
                self.sign_ins += 1
            method, path, form = self._drawn()
            try:
                answer = self.browser.request(
                    method,
                    self.stage.url + path,
                    data=form,
                    headers={"Referer": self.stage.url, **self._headers()},
                    allow_redirects=False,
                    timeout=SECONDS,
                )
            except requests.exceptions.InvalidURL:
                continue
            self.statuses[answer.status_code] += 1
            if answer.status_code >= 500:
                self.faults.append(
                    f"{self.who}: {method} {path} {form or ''}: {answer.status_code}"
                )

    def _drawn(self) -> tuple[str, str, dict[str, str] | None]:
        # Mostly in one's own part of the portal.
        is_staff = (self.who == "staff") == (self.chance.random() < 0.8)
        paths = [one for one in self.paths if one.startswith("/staff/") == is_staff]
        path = PLACE.sub(lambda _match: quote(self._odd(), safe=""), self.chance.choice(paths))
        if self.chance.random() < 0.7:
            names = self.chance.sample(QUERIES, self.chance.randint(1, 3))
            path += "?" + urlencode({name: self._odd() for name in names})
        if self.chance.random() < 0.7:
            return self.chance.choice(["GET", "GET", "GET", "HEAD", "OPTIONS"]), path, None
        names = self.chance.sample(QUERIES, self.chance.randint(1, 4))
        form = {name: self._odd() for name in names}
        if token := self.browser.cookies.get("csrf"):
            form["csrfmiddlewaretoken"] = token
        return self.chance.choice(["POST", "POST", "PUT", "DELETE", "PATCH"]), path, form

    def _headers(self) -> dict[str, str]:
        odd = {"HX-Request": "true", "HX-Target": "main"}
        return odd if self.chance.random() < 0.2 else {}

    def _odd(self) -> str:
        return self.chance.choice(ODD)

    def _post(self, url: str, typed: dict[str, str]) -> requests.Response:
        return self.browser.post(url, typed, headers={"Referer": url}, timeout=SECONDS)


def code_now() -> str:
    """What staff's authenticator shows at this moment (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(TOTP_SECRET), counter, "sha1")
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def paths_of(text: str) -> Iterator[str]:
    """Every address but those that end the session or wait for the outside."""
    for line in text.splitlines():
        if "logout" not in line and "sign-out" not in line:
            yield line


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with (
        TemporaryDirectory(prefix="foyer-fuzz-") as folder,
        Stage(Path(folder), workers=1, customers=2, invoices=5) as stage,
    ):
        paths = list(paths_of(stage.run("-m", "tests.simulation.stage_data", "--addresses")))
        people = [Fuzz(stage, who, paths, options.seed) for who in PEOPLE]
        for one in people:
            one.sign_in()
            one.ask(options.requests // len(people))
            sys.stdout.write(
                f"{one.who}: {dict(sorted(one.statuses.items()))}, signed in again {one.sign_ins}\n"
            )
            sys.stdout.flush()
        if one_fault := [fault for one in people for fault in one.faults]:
            sys.stdout.write("\n".join(one_fault) + "\n")
            log = stage.log_path.read_text().splitlines()
            errors = {line for line in log if re.match(r"^[\w.]+(Error|Exception)\b", line)}
            sys.stdout.write("\n".join(sorted(errors)) + "\n")
    return 1 if one_fault else 0


if __name__ == "__main__":
    sys.exit(main())
