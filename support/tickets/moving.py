"""What a ticket goes through: answered, solved, reopened, closed. The one table of it:

open ⇄ awaiting the customer → solved → closed
solved → open or awaiting the customer, when somebody writes again in time
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from portal.kit.web.refusals import Refusal
from support.models import Message, Ticket, TicketEvent
from support.models.thread import Side
from support.threads.posting import post_message

Status = Ticket.Status
Kind = TicketEvent.Kind
# So long a solved ticket can be answered; then it is closed, and a new one is opened.
REOPEN_DAYS = 14
RATINGS = (1, 2, 3, 4, 5)


@transaction.atomic
def reply(
    ticket: Ticket,
    *,
    body: str,
    side: Side,
    author: User,
    key: UUID,
    files: Sequence[UploadedFile] = (),
    is_solved: bool = False,
) -> Message:
    """Write to the other side, whose turn it is then; with `is_solved` the seller's last word.

    A solved ticket is open again. Raises Refusal for a closed one, and what `post_message` raises.
    """
    ticket = _locked(ticket)
    before = Message.objects.filter(key=key, thread=ticket.thread_id).first()
    if before is not None:
        return before
    if ticket.status == Status.CLOSED or is_too_old(ticket):
        raise Refusal(_("This ticket is closed. Please open a new one."))
    message = post_message(ticket.thread, body=body, side=side, author=author, key=key, files=files)
    if ticket.status == Status.RESOLVED and not is_solved:
        ticket.reopened_count += 1
        _note(ticket, Kind.REOPENED, author)
    moved = ["status", "waiting_since", "resolved_at", "reopened_count"]
    if side == Side.SELLER and ticket.first_answered_at is None:
        ticket.first_answered_at = message.posted_at
        moved.append("first_answered_at")
    if is_solved:
        _resolve(ticket, author)
    else:
        _wait_for(ticket, Status.AWAITING_CUSTOMER if side == Side.SELLER else Status.OPEN)
    ticket.save(update_fields=moved)
    return message


@transaction.atomic
def resolve(ticket: Ticket, *, by: User) -> Ticket:
    """It is solved, says either side. Doing it twice changes nothing. Raises Refusal for a closed
    one."""
    ticket = _locked(ticket)
    if ticket.status == Status.RESOLVED:
        return ticket
    if ticket.status == Status.CLOSED:
        raise Refusal(_("This ticket is already closed."))
    _resolve(ticket, by)
    ticket.save(update_fields=["status", "resolved_at"])
    return ticket


@transaction.atomic
def assign(ticket: Ticket, *, assignee: User | None, by: User) -> Ticket:
    """Who of staff looks after it. Raises Refusal for somebody who is no member of staff."""
    ticket = _locked(ticket)
    if assignee is not None and not (assignee.is_staff and assignee.is_active):
        raise Refusal(_("Choose an active member of staff."))
    ticket.assignee = assignee
    ticket.save(update_fields=["assignee"])
    _note(ticket, Kind.ASSIGNED, by)
    return ticket


@transaction.atomic
def rate(ticket: Ticket, *, rating: int, by: User) -> Ticket:
    """How well it was solved, from 1 to 5. Raises Refusal for any other number, and before it is
    solved."""
    ticket = _locked(ticket)
    if rating not in RATINGS or ticket.status not in {Status.RESOLVED, Status.CLOSED}:
        raise Refusal(_("A solved ticket is rated from 1 to 5."))
    ticket.rating = rating
    ticket.save(update_fields=["rating"])
    _note(ticket, Kind.RATED, by)
    return ticket


def close_old() -> int:
    """Close what was solved long ago; how many. A periodic task's work."""
    cutoff = timezone.now() - timedelta(days=REOPEN_DAYS)
    closed = 0
    for pk in Ticket.objects.filter(status=Status.RESOLVED, resolved_at__lt=cutoff).values_list(
        "pk", flat=True
    ):
        with transaction.atomic():
            ticket = Ticket.objects.select_for_update(no_key=True).get(pk=pk)
            if ticket.status == Status.RESOLVED and is_too_old(ticket):
                ticket.status = Status.CLOSED
                ticket.save(update_fields=["status"])
                _note(ticket, Kind.CLOSED, None)
                closed += 1
    return closed


def is_too_old(ticket: Ticket) -> bool:
    """Whether it was solved so long ago that no answer reopens it."""
    solved = ticket.resolved_at
    return solved is not None and timezone.now() - solved > timedelta(days=REOPEN_DAYS)


def may_reply(ticket: Ticket) -> bool:
    return ticket.status != Status.CLOSED and not is_too_old(ticket)


def _resolve(ticket: Ticket, by: User) -> None:
    ticket.status, ticket.resolved_at = Status.RESOLVED, timezone.now()
    _note(ticket, Kind.RESOLVED, by)


def _wait_for(ticket: Ticket, status: Status) -> None:
    """Whose turn it is. It has been since before, if it was theirs already."""
    if ticket.status != status:
        ticket.waiting_since = timezone.now()
    ticket.status, ticket.resolved_at = status, None


def _note(ticket: Ticket, kind: Kind, by: User | None) -> None:
    TicketEvent.objects.create(ticket=ticket, customer_id=ticket.customer_id, kind=kind, by=by)


def _locked(ticket: Ticket) -> Ticket:
    locked = Ticket.objects.select_for_update(no_key=True, of=("self",))
    found: Ticket = locked.select_related("thread", "assignee").get(pk=ticket.pk)
    return found
