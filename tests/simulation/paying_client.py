"""A browser without a screen: signs in and pays one invoice after another on the hosted page."""

from __future__ import annotations

import re
from html import unescape
from random import choice
from threading import Event, Thread

import requests

from tests.simulation.stage import PASSWORD, Stage

INPUT = re.compile(r"<input\b[^>]*>")
BUTTON = re.compile(r"<button\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
CARD = "4242424242424242"
SECONDS = 20


class PayingClient(Thread):
    """Pays until told to stop. Whatever fails, it reads on the page and goes on with the next."""

    def __init__(self, stage: Stage, number: int) -> None:
        super().__init__(daemon=True)
        self.stage = stage
        self.email = f"pay{number}@example.com"
        self.stopping = Event()
        self.begun = self.finished = self.failed = 0
        self.statuses: set[int] = set()

    def run(self) -> None:
        browser = requests.Session()
        is_in = False
        while not self.stopping.is_set():
            try:
                is_in = is_in or self._sign_in(browser)
                self._pay(browser)
                self.finished += 1
            except (requests.RequestException, AssertionError, KeyError, IndexError):
                self.failed += 1
                self.stopping.wait(0.3)

    def _sign_in(self, browser: requests.Session) -> bool:
        page = self._get(browser, f"{self.stage.url}/accounts/login/")
        typed = fields(page.text) | {"login": self.email, "password": PASSWORD}
        answer = browser.post(page.url, typed, timeout=SECONDS, headers={"Referer": page.url})
        self.statuses.add(answer.status_code)
        assert "session" in browser.cookies, answer.status_code
        return True

    def _pay(self, browser: requests.Session) -> None:
        numbers = self._open_numbers(browser)
        page = self._get(browser, f"{self.stage.url}/pay/?invoice={choice(numbers)}")
        typed = fields(page.text) | {"_pay": pressed(page.text, "_pay"), "method": "card"}
        typed.pop("keep", None)
        hosted = browser.post(
            f"{self.stage.url}/pay/", typed, timeout=SECONDS, headers={"Referer": page.url}
        )
        if hosted.url.startswith(self.stage.url) and 'name="_confirm"' in hosted.text:
            sure = fields(hosted.text) | {"_confirm": pressed(hosted.text, "_confirm")}
            hosted = browser.post(
                f"{self.stage.url}/pay/", sure, timeout=SECONDS, headers={"Referer": hosted.url}
            )
        assert hosted.url.startswith(self.stage.stripe_url), hosted.status_code
        self.begun += 1
        card = fields(hosted.text) | {"number": CARD, "expiry": "12/40", "cvc": "123"}
        answer = browser.post(hosted.url, card, timeout=SECONDS)
        self.statuses.add(answer.status_code)
        assert answer.ok, answer.status_code

    def _open_numbers(self, browser: requests.Session) -> list[str]:
        page = self._get(browser, f"{self.stage.url}/invoices/?tab=unpaid")
        return re.findall(r">\s*(INV-\d+)\s*<", page.text)

    def _get(self, browser: requests.Session, url: str) -> requests.Response:
        page = browser.get(url, timeout=SECONDS)
        self.statuses.add(page.status_code)
        assert page.ok, page.status_code
        return page


def pressed(page: str, name: str) -> str:
    """What the button of this name sends."""
    for tag in BUTTON.findall(page):
        attributes = {key: unescape(value) for key, value in ATTRIBUTE.findall(tag)}
        if attributes.get("name") == name:
            return attributes.get("value", "")
    raise KeyError(name)


def fields(page: str) -> dict[str, str]:
    """What the page's forms would send as they stand."""
    found: dict[str, str] = {}
    for tag in INPUT.findall(page):
        attributes = {name: unescape(value) for name, value in ATTRIBUTE.findall(tag)}
        is_choice = attributes.get("type") in {"radio", "checkbox"}
        if "name" in attributes and (not is_choice or " checked" in tag):
            found[attributes["name"]] = attributes.get("value", "on" if is_choice else "")
    return found
