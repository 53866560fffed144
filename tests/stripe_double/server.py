"""The stand-in over HTTP: the API, the hosted pages and the control, on 127.0.0.1."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.stripe_double import control_http, hosted, sessions
from tests.stripe_double.api import Dropped
from tests.stripe_double.pages import challenge, checkout
from tests.stripe_double.pages.layout import message
from tests.stripe_double.wire import ApiError
from tests.stripe_double.world import Object, World

if TYPE_CHECKING:
    from tests.stripe_double.double import StripeDouble


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, double: StripeDouble, port: int):
        super().__init__(("127.0.0.1", port), Handler)
        self.double = double
        self.ended = threading.Event()

    def shutdown(self) -> None:
        self.ended.set()
        super().shutdown()

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hung up is no error of ours; anything else is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body leave together
    server: Server
    timeout = 60

    def log_message(self, *_: object) -> None:
        """Quiet: `double.requests` is the record."""

    def do_GET(self) -> None:
        self._handle()

    def do_HEAD(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def _handle(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = raw.decode(errors="replace")
        path = urlsplit(self.path).path
        self.server.double.tick()
        if path.startswith("/v1/"):
            self._api(body)
        elif path.startswith("/_control"):
            self._control(path, body)
        else:
            self._page(path, body)

    def _api(self, body: str) -> None:
        double = self.server.double
        try:
            answer = double.api.call(self.command, self.path, dict(self.headers), body)
        except Dropped as dropped:
            if dropped.timed_out:
                self.server.ended.wait(double.faults.hang_seconds)
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        finally:
            double.flush()
        self._send(answer.status, answer.body, answer.headers)

    def _control(self, path: str, body: str) -> None:
        answer = control_http.answer(
            self.server.double,
            self.command,
            path.removeprefix("/_control").strip("/"),
            body,
            is_json=self.headers.get("Content-Type", "").startswith("application/json"),
        )
        self._send(answer.status, answer.body, answer.headers)

    # --- pages ----------------------------------------------------------------------------

    def _page(self, path: str, body: str) -> None:
        double = self.server.double
        form = {name: values[0] for name, values in parse_qs(body).items()}
        with double.acting():
            match path.strip("/").split("/"):
                case ["c", "pay", given]:
                    self._checkout(given, form)
                case ["c", "pay", given, "done"]:
                    self._done(given)
                case ["authenticate", given]:
                    self._challenge(given, form)
                case _:
                    self._html(message("No such page", "Nothing is here."), 404)

    def _session(self, given: str) -> tuple[World, Object] | None:
        try:
            world = self.server.double.world_of(given)
            return world, world.find(sessions.KIND, given)
        except ApiError:
            self._html(message("No such page", "This address belongs to no payment."), 404)
            return None

    def _checkout(self, given: str, form: dict[str, str]) -> None:
        found = self._session(given)
        if found is None:
            return
        world, session = found
        if self.command == "POST":
            self._go_on(world, session, _submitted(world, session, form))
            return
        if session["status"] == "complete" and session["success_url"]:
            # Somebody went back in the browser.
            self._redirect(hosted.success_url(session))
            return
        self._html(checkout.show(world, session, merchant=self.server.double.merchant))

    def _done(self, given: str) -> None:
        """Back from the bank's challenge."""
        if found := self._session(given):
            world, session = found
            self._go_on(world, session, hosted.outcome(world, session))

    def _go_on(self, world: World, session: Object, outcome: hosted.Outcome) -> None:
        session["_problem"] = outcome.message
        world.put(session)
        self._redirect(outcome.url or f"/c/pay/{session['id']}")

    def _challenge(self, given: str, form: dict[str, str]) -> None:
        double = self.server.double
        key = parse_qs(urlsplit(self.path).query).get("key", [""])[0]
        try:
            world = double.world_of(given)
        except ApiError:
            world = double.test
        intent = world.by_id(given)
        if self.command == "POST" and intent is not None and intent["client_secret"] == key:
            back = hosted.authenticate(world, given, succeeds=form.get("result") == "complete")
            if back:
                self._redirect(back)
                return
        is_answered = intent is not None and intent["status"] != "requires_action"
        if intent is not None and is_answered and intent["client_secret"] == key:
            back = intent.get("_returned_to")
            if back:
                self._redirect(back)
                return
        self._html(challenge.show(intent, key, merchant=double.merchant))

    # --- answers --------------------------------------------------------------------------

    def _html(self, text: str, status: int = 200) -> None:
        self._send(
            status, text, {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
        )

    def _redirect(self, url: str) -> None:
        self._send(303, "", {"Location": url})

    def _send(self, status: int, body: str, headers: dict[str, str]) -> None:
        content = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _submitted(world: World, session: Object, form: dict[str, str]) -> hosted.Outcome:
    method = form.get("method", "card")
    session["_typed"] = {
        "method": method,
        "name": form.get("name", ""),
        "email": form.get("email", ""),
        "save": bool(form.get("save")),
    }
    world.put(session)
    name, email, save = form.get("name", ""), form.get("email", ""), bool(form.get("save"))
    if method.startswith("saved:"):
        return hosted.submit(world, session, saved=method.removeprefix("saved:"))
    if method == "bank":
        number = form.get("account", "")
        return hosted.submit(world, session, number=number, save=save, name=name, email=email)
    try:
        expiry = _expiry(form.get("expiry", ""))
    except ValueError:
        return hosted.Outcome("declined", message="The expiry date is incomplete.")
    number = form.get("number", "").replace(" ", "")
    if not number.isdigit():
        return hosted.Outcome("declined", message="The card number is incomplete.")
    return hosted.submit(
        world, session, number=number, save=save, name=name, email=email, expiry=expiry
    )


def _expiry(text: str) -> tuple[int, int] | None:
    digits = "".join(filter(str.isdigit, text))
    if not digits:
        return None
    if len(digits) not in {3, 4, 6} or not 1 <= int(digits[:-2][:2]) <= 12:
        raise ValueError(text)
    month = int(digits[:1] if len(digits) == 3 else digits[:2])
    return month, 2000 + int(digits[-2:])
