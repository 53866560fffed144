"""A virus scanner is asked where there is one, and lets nothing through when it is down."""

from __future__ import annotations

import socketserver
import struct
from collections.abc import Iterator
from io import BytesIO
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.kit.files.uploads import accept
from portal.kit.files.virus_scan import scan
from portal.kit.web.refusals import Refusal

TEST_VIRUS = b"%PDF-1.7 EVIL"


class Clamd(socketserver.BaseRequestHandler):
    """Speaks INSTREAM as clamd does, and knows one virus."""

    def handle(self) -> None:
        assert self._exactly(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self._exactly(4))[0]:
            content += self._exactly(size)
        answer = b"stream: Evil FOUND" if TEST_VIRUS in content else b"stream: OK"
        if b"TOO LARGE" in content:
            answer = b"INSTREAM size limit exceeded. ERROR"
        self.request.sendall(answer + b"\0")

    def _exactly(self, size: int) -> bytes:
        found = b""
        while len(found) < size and (part := self.request.recv(size - len(found))):
            found += part
        return found


@pytest.fixture
def clamd(settings) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


def test_clean_file_passes_and_is_read_from_its_beginning(clamd: None) -> None:
    upload = BytesIO(b"%PDF-1.7" + b"x" * 200_000)
    upload.read(5)
    scan(upload)
    assert upload.tell() == 0


@pytest.mark.parametrize("content", [TEST_VIRUS, b"%PDF-1.7 TOO LARGE"])
def test_what_the_scanner_does_not_call_clean_is_refused(clamd: None, content: bytes) -> None:
    with pytest.raises(Refusal):
        accept(SimpleUploadedFile("a.pdf", content))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock"])
def test_scanner_that_is_down_lets_nothing_through(settings, address: str) -> None:
    settings.CLAMD_ADDRESS = address
    with pytest.raises(Refusal, match="could not be checked"):
        accept(SimpleUploadedFile("a.pdf", b"%PDF-1.7"))


def test_without_a_scanner_files_are_taken() -> None:
    assert accept(SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
