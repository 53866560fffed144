"""Telling a customer's people in the portal what has happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Customer, User
from support.models import Notification


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What happened (`kind`) to what: its kind and number, and the name people know it by. `key` is
    the event's own, such as `message:12`."""

    kind: Notification.Kind
    subject: str
    number: str
    key: str
    title: str = ""


def tell(people: Iterable[User], notice: NoticeText, *, customer: Customer) -> None:
    """Each of them once, however often this is called. One statement."""
    Notification.objects.bulk_create(
        [
            Notification(
                user=person,
                customer=customer,
                kind=notice.kind,
                subject=notice.subject,
                number=notice.number,
                title=notice.title[:200],
                key=notice.key,
            )
            for person in people
        ],
        ignore_conflicts=True,
    )
