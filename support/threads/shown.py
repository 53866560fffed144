"""A thread as its page draws it: messages in order, the state between them in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import pgettext

from accounts.models import Customer, Organization
from support.models import Message, MessageFile, Thread


@dataclass(frozen=True, slots=True)
class ShownFile:
    name: str
    token: str
    size: int
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """`who` is the author's name, `of` whose people they belong to."""

    who: str
    of: str
    at: datetime
    body: str
    is_from_seller: bool
    files: list[ShownFile]


def messages_of(thread: Thread | None, customer: Customer) -> list[ShownMessage]:
    """All messages, oldest first. Two statements, or none for a thread that is not there yet."""
    if thread is None:
        return []
    messages = thread.messages.select_related("author").prefetch_related("files")
    seller = Organization.current().name
    return [_shown(one, seller if one.is_from_seller else customer.name) for one in messages]


def _shown(message: Message, of: str) -> ShownMessage:
    return ShownMessage(
        who=message.author.name or pgettext("person", "Unknown"),
        of=of,
        at=message.posted_at,
        body=message.body,
        is_from_seller=message.is_from_seller,
        files=files_of(message.files.all()),
    )


def files_of(files: Iterable[MessageFile]) -> list[ShownFile]:
    return [
        ShownFile(
            one.name,
            one.token,
            one.size,
            one.name.rpartition(".")[2].upper(),
            reverse("support:message-file-detail", args=[one.token]),
        )
        for one in files
    ]
