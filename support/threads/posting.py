"""Writing to a thread. Whatever else happens to it hangs on this."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from portal.kit.jobs.events import announce
from portal.kit.text.characters import bad_in_text
from portal.kit.web.refusals import Refusal
from support.files import accept_file, keep
from support.models import InternalNote, Message, MessageFile, Thread
from support.models.message import MAX_BODY
from support.models.thread import Side

MAX_FILES = 5


def thread_of(customer: Customer, kind: str, number: str) -> Thread:
    """The thread about this; made where there is none yet. The caller has looked the subject up."""
    thread, _is_new = Thread.objects.get_or_create(customer=customer, subject=kind, number=number)
    return thread


@transaction.atomic
def post_message(
    thread: Thread,
    *,
    body: str,
    side: Side,
    author: User,
    key: UUID,
    files: Sequence[UploadedFile] = (),
) -> Message:
    """Say something to the other side, who is told by mail. The message made before, if the form
    is sent twice.

    Raises Refusal for an empty message without files, one that is too long, too many files, and
    UploadRefused for a file that is not taken; then nothing is posted.
    """
    thread = Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    before = Message.objects.filter(key=key, thread=thread).first()
    if before is not None:
        return before
    body = _checked(body, is_needed=not files)
    if len(files) > MAX_FILES:
        raise Refusal(_("Attach at most %(count)s files to a message.") % {"count": MAX_FILES})
    accepted = [accept_file(one) for one in files]
    message = Message.objects.create(
        thread=thread, customer_id=thread.customer_id, side=side, author=author, body=body, key=key
    )
    for one in accepted:
        file = MessageFile(message=message, customer_id=thread.customer_id, uploaded_by=author)
        keep(file, one)
    announce("support.message-posted", message.pk)
    return message


@transaction.atomic
def post_note(thread: Thread, *, body: str, author: User, key: UUID) -> InternalNote:
    """Write something that staff alone read. The note made before, if the form is sent twice.
    Raises Refusal for an empty one and one that is too long."""
    Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    before = InternalNote.objects.filter(key=key, thread=thread).first()
    if before is not None:
        return before
    return InternalNote.objects.create(
        thread=thread, author=author, body=_checked(body, is_needed=True), key=key
    )


def _checked(body: str, *, is_needed: bool) -> str:
    body = body.replace("\r\n", "\n").strip()
    if bad_in_text(body):
        raise Refusal(_("The message holds control characters. Please type it again."))
    if is_needed and not body:
        raise Refusal(_("Write a message."))
    if len(body) > MAX_BODY:
        raise Refusal(_("The message is longer than %(count)s characters.") % {"count": MAX_BODY})
    return body
