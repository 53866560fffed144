"""Threads, tickets and shared documents."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from pypdf import PdfWriter

from accounts.models import Customer, Role, User
from support.documents.sharing import NewDocument, share_document
from support.models import Message, SharedDocument, Thread, Ticket
from support.models.thread import Side
from support.threads.posting import post_message
from support.tickets.opening import NewTicket, open_ticket
from tests.factories import make_member


def _pdf() -> bytes:
    writer, content = PdfWriter(), BytesIO()
    writer.add_blank_page(72, 72)
    writer.write(content)
    return content.getvalue()


PDF = _pdf()


def make_upload(name: str = "paper.pdf", content: bytes = PDF) -> UploadedFile:
    return SimpleUploadedFile(name, content)


def make_ticket(
    customer: Customer,
    *,
    by: User | None = None,
    side: Side = Side.CUSTOMER,
    files: Sequence[UploadedFile] | None = None,
    **fields: Any,
) -> Ticket:
    """A ticket with a message and, unless told otherwise, a file."""
    values = {"subject": "Two mugs arrived chipped", "body": "In box 2.", "category": "goods"}
    return open_ticket(
        NewTicket(**values | {"key": uuid4()} | fields),
        customer=customer,
        by=by or make_member(customer, Role.OWNER),
        side=side,
        files=[make_upload()] if files is None else files,
    )


def say(thread: Thread, *, by: User, body: str = "Hello.", side: Side = Side.CUSTOMER) -> Message:
    return post_message(thread, body=body, side=side, author=by, key=uuid4())


def make_shared_document(
    customer: Customer,
    *,
    by: User,
    side: Side = Side.CUSTOMER,
    upload: UploadedFile | None = None,
    **fields: Any,
) -> SharedDocument:
    new = NewDocument(**{"title": "Supply agreement"} | fields)
    return share_document(new, customer=customer, upload=upload or make_upload(), side=side, by=by)
