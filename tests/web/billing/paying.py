"""The page for paying as a browser without scripts uses it: fields sent back, buttons pressed."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

URL = "/pay/"


class _Form(HTMLParser):
    """Collects what a browser would send: fields, ticked boxes, chosen radios."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.buttons: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        name, value = at.get("name") or "", at.get("value") or ""
        if tag == "button" and name:
            self.buttons.setdefault(name, value)
        if tag != "input" or not name or "disabled" in at:
            return
        if at.get("type") in {"checkbox", "radio"} and "checked" not in at:
            return
        self.fields.setdefault(name, []).append(value)


def form_of(response: Any) -> _Form:
    form = _Form()
    form.feed(response.content.decode())
    return form


def fields(response: Any) -> dict[str, Any]:
    """What a browser would send back from the page; a list where a name comes several times."""
    found = form_of(response).fields
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def send(client: Client, response: Any, button: str = "_pay", **typed: str) -> Any:
    """Press a button of the page after typing amounts into rows, which ticks them. Whoever is
    asked once more, confirms."""
    data = {**fields(response), **typed}
    rows = [name.removeprefix("pay-") for name in typed if name.startswith("pay-")]
    if rows:
        data |= {"scope": "choose", "pick": rows}
    if any(name.startswith("use-") for name in typed):
        data["credits"] = "on"
    pressed = form_of(response).buttons.get(button, "1") or "1"
    answer = client.post(URL, {**data, button: pressed})
    if button == "_pay" and answer.status_code == 200 and "_confirm" in form_of(answer).buttons:
        confirmed = form_of(answer).buttons["_confirm"]
        return client.post(URL, {**fields(answer), "_confirm": confirmed})
    return answer


def box(document: Any, kind: str = "pay") -> str:
    return f"{kind}-{document.open_item_id}"
