"""What staff note about a customer for each other; no customer ever reads it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, CustomerNote, User
from accounts.models.customer_note import MAX_NOTE
from portal.kit.text.characters import bad_in_text
from portal.kit.web.refusals import Refusal


@transaction.atomic
def write_note(customer: Customer, *, body: str, author: User, key: UUID) -> CustomerNote:
    """Keep the note; the one kept before, if the form is sent twice. Raises Refusal for an empty
    one, one that is too long, and one that holds control characters."""
    body = body.replace("\r\n", "\n").strip()
    if bad_in_text(body):
        raise Refusal(_("The note holds control characters. Please type it again."))
    if not body:
        raise Refusal(_("Write a note first."))
    if len(body) > MAX_NOTE:
        raise Refusal(_("The note is longer than %(count)s characters.") % {"count": MAX_NOTE})
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    before = CustomerNote.objects.filter(key=key, customer=customer).first()
    return before or CustomerNote.objects.create(
        customer=customer, author=author, body=body, key=key
    )
