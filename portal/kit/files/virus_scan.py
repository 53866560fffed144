"""Asking a virus scanner about an upload, where the operator has set one up (`CLAMD_ADDRESS`)."""

from __future__ import annotations

import socket
import struct
from contextlib import closing
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from portal.kit.web.refusals import Refusal

CHUNK = 64 * 1024
TIMEOUT_SECONDS = 30


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...

    def seek(self, offset: int, /) -> int: ...


def scan(upload: Readable | BinaryIO) -> None:
    """Raise Refusal for a file in which clamd finds something, and for every file when clamd does
    not answer: a scanner that is set up and down lets nothing through. Without one nothing happens.

    `CLAMD_ADDRESS` is `host:port` or the path of a socket. Leaves the file at its beginning.
    """
    if not settings.CLAMD_ADDRESS:
        return
    upload.seek(0)
    try:
        answer = _ask(upload)
    except OSError as error:
        raise Refusal(_("The file could not be checked just now. Try again later.")) from error
    finally:
        upload.seek(0)
    if answer.endswith("FOUND"):
        raise Refusal(_("Our virus scanner rejected this file."))
    if not answer.endswith("OK"):
        raise Refusal(_("The file could not be checked just now. Try again later."))


def is_answering() -> bool:
    """Whether the scanner that is set up is there: its PING and PONG."""
    try:
        with closing(_connect()) as connection:
            connection.sendall(b"zPING\0")
            return connection.recv(64).startswith(b"PONG")
    except OSError:
        return False


def _ask(upload: Readable | BinaryIO) -> str:
    """clamd's INSTREAM: chunks with their length before them, an empty one at the end."""
    with closing(_connect()) as connection:
        connection.sendall(b"zINSTREAM\0")
        while chunk := upload.read(CHUNK):
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (part := connection.recv(1024)):
            answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connect() -> socket.socket:
    address = settings.CLAMD_ADDRESS
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(TIMEOUT_SECONDS)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS)
