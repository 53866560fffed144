"""Links that show one document to whoever holds them, without signing in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.events import record
from accounts.models import (
    ContactPerson,
    Customer,
    Membership,
    Organization,
    SharedLink,
    User,
)
from portal.kit.messages.mail import absolute, send_mail_to
from portal.kit.secrets.tokens import hash_of, is_same, new_token
from portal.kit.web.refusals import Refusal


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link and its address, which is known only now: the secret in it is not stored."""

    link: SharedLink
    url: str


@transaction.atomic
def share(
    *,
    customer: Customer,
    kind: str,
    title: str,
    made_by: User,
    number: str = "",
    parameters: Mapping[str, str] | None = None,
    name: str = "",
    email: str = "",
) -> NewLink:
    """Make a link to exactly this document, good for `Organization.shared_link_days`.

    With an `email` the link is mailed there, in `made_by`'s name, and whoever it is for becomes a
    contact person of the company, without a sign-in, if nobody knows them yet. `title` is what the
    mail and the history call the document.
    """
    seller = Organization.current()
    token = new_token()
    link = SharedLink.objects.create(
        customer=customer,
        kind=kind,
        number=number,
        parameters=dict(parameters or {}),
        recipient_name=name.strip(),
        recipient_email=email.strip(),
        token_hash=hash_of(token),
        created_by=made_by,
        expires_at=timezone.now() + timedelta(days=seller.shared_link_days),
    )
    url = absolute(reverse("billing:shared-detail", args=[token]))
    if link.recipient_email:
        _make_contact(customer, link)
        known = {"organization": seller, "link": link, "title": title, "url": url}
        send_mail_to(
            link.recipient_email,
            "mail/accounts/shared_link",
            {**known, "sender": made_by, "company": seller if made_by.is_staff else customer},
            language=customer.language,
        )
    return NewLink(link, url)


def _make_contact(customer: Customer, link: SharedLink) -> None:
    """Somebody whom a document was sent to is somebody at the company, as far as the seller
    knows."""
    email = link.recipient_email
    is_known = (
        ContactPerson.objects.filter(customer=customer, email__iexact=email).exists()
        or Membership.objects.filter(customer=customer, user__email__iexact=email).exists()
        or Organization.current().email.casefold() == email.casefold()
    )
    if not is_known:
        name = link.recipient_name or email.partition("@")[0]
        ContactPerson.objects.create(customer=customer, name=name, email=email)


@transaction.atomic
def revoke(link: SharedLink, *, by: User) -> SharedLink:
    """From now on the link opens nothing. Doing it twice changes nothing.

    Raises Refusal for one that has expired: there is nothing to revoke.
    """
    locked = SharedLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if locked.revoked_at is not None:
        return locked
    if not locked.is_live:
        raise Refusal(_("This link has already expired."))
    locked.revoked_at, locked.revoked_by = timezone.now(), by
    locked.save(update_fields=["revoked_at", "revoked_by"])
    return locked


def find(token: str) -> SharedLink | None:
    """The link that this secret opens now; None for one that is unknown, expired or revoked."""
    links = SharedLink.objects.live().select_related("customer", "created_by")
    link = links.filter(token_hash=hash_of(token)).first()
    return link if link is not None and is_same(token, link.token_hash) else None


@transaction.atomic
def count_use(link: SharedLink) -> None:
    """Somebody has opened it. The first time goes into the history."""
    is_first = SharedLink.objects.filter(pk=link.pk, uses=0).exists()
    SharedLink.objects.filter(pk=link.pk).update(
        uses=F("uses") + 1,
        first_used_at=Coalesce("first_used_at", Now()),
        last_used_at=Now(),
    )
    if is_first:
        record("shared-link.opened", customer=link.customer, subject=link.number)


def links_to(
    customer: Customer, kind: str, *, number: str = "", parameters: Mapping[str, str] | None = None
) -> QuerySet[SharedLink]:
    """The links made to one document, newest first."""
    links = SharedLink.objects.filter(customer=customer, kind=kind, number=number)
    found: QuerySet[SharedLink] = links.select_related("created_by").order_by("-id")
    return found if parameters is None else found.filter(parameters=dict(parameters))
