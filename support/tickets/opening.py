"""Opening a ticket: by the customer's people, or by staff for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from portal.kit.db.numbering import next_number
from portal.kit.web.refusals import Refusal
from support.models import Thread, Ticket
from support.models.thread import Side
from support.threads.posting import post_message
from support.threads.subjects import find_subject

PREFIX = "T-"


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What is asked. `about` and `about_number` name one of the customer's documents, or nothing.
    `key` is that of the form: sent twice, it is one ticket."""

    subject: str
    body: str
    category: str
    key: UUID
    priority: str = Ticket.Priority.NORMAL
    about: str = ""
    about_number: str = ""
    is_private: bool = False


@transaction.atomic
def open_ticket(
    new: NewTicket,
    *,
    customer: Customer,
    by: User,
    side: Side = Side.CUSTOMER,
    files: Sequence[UploadedFile] = (),
) -> Ticket:
    """The ticket with its first message; the one made before, if the form is sent twice.

    Raises Refusal where it is about a document that is not this customer's, and what `post_message`
    raises.
    """
    before = Ticket.objects.filter(key=new.key, customer=customer).first()
    if before is not None:
        return before
    if new.about and find_subject(customer, new.about, new.about_number) is None:
        raise Refusal(_("There is no such document on this account."))
    number = next_number(PREFIX)
    thread = Thread.objects.create(customer=customer, subject=Thread.Subject.TICKET, number=number)
    ticket: Ticket = Ticket.objects.create(
        customer=customer,
        thread=thread,
        number=number,
        subject=new.subject,
        category=new.category,
        priority=new.priority,
        about=new.about,
        about_number=new.about_number,
        is_private=new.is_private,
        opened_by=by,
        status=_first_status(side),
        key=new.key,
    )
    post_message(thread, body=new.body, side=side, author=by, key=new.key, files=files)
    return ticket


def _first_status(side: Side) -> Ticket.Status:
    return Ticket.Status.AWAITING_CUSTOMER if side == Side.SELLER else Ticket.Status.OPEN
