"""What of people and their links is forgotten, and when. The table is in docs/privacy.md."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import AccessRequest, AuditEvent, Invitation, Organization, SharedLink, User
from accounts.privacy.erasure import erase
from portal.kit.db.seals import Seal
from portal.kit.jobs.retention import Rule
from portal.kit.web.refusals import Refusal

YEAR = timedelta(days=365.25)
MAX_ID = 2**63 - 1


def _at_once() -> timedelta:
    return timedelta(0)


def _leftover() -> timedelta:
    return timedelta(days=Organization.current().leftover_days)


def _history() -> timedelta:
    return Organization.current().audit_years * YEAR


def _inactive() -> timedelta | None:
    years = Organization.current().inactive_years
    return years * YEAR if years else None


def _sessions(cutoff: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=cutoff)


def _devices(_cutoff: datetime) -> QuerySet[UserSession]:
    """Entries of the sessions' page whose session is over."""
    lasting = Session.objects.filter(session_key=OuterRef("session_key"))
    found: QuerySet[UserSession] = UserSession.objects.filter(~Exists(lasting))
    return found


def _links(cutoff: datetime) -> QuerySet[SharedLink]:
    ended = Q(expires_at__lt=cutoff) | Q(revoked_at__lt=cutoff)
    links: QuerySet[SharedLink] = SharedLink.objects.filter(ended)
    return links


def _invitations(cutoff: datetime) -> QuerySet[Invitation]:
    ended = Q(expires_at__lt=cutoff) | Q(accepted_at__lt=cutoff) | Q(withdrawn_at__lt=cutoff)
    invitations: QuerySet[Invitation] = Invitation.objects.filter(ended)
    return invitations


def _access_requests(cutoff: datetime) -> QuerySet[AccessRequest]:
    """Those never confirmed, and those declined; who was approved is a person by now."""
    unconfirmed = Q(state=AccessRequest.State.UNCONFIRMED, created_at__lt=cutoff)
    declined = Q(state=AccessRequest.State.DECLINED, decided_at__lt=cutoff)
    return AccessRequest.objects.filter(unconfirmed | declined)


def _events(cutoff: datetime) -> QuerySet[AuditEvent]:
    """Whole sealed batches (`portal.kit.db.seals`) in which every event is older."""
    seals = Seal.objects.filter(chain="history")
    first_young = seals.filter(latest_at__gte=cutoff).order_by("last_id").values("last_id")[:1]
    old = seals.exclude(last_id__gte=Coalesce(Subquery(first_young), MAX_ID))
    return AuditEvent.objects.filter(pk__lte=old.aggregate(last=Max("last_id"))["last"] or 0)


def _forget_events(cutoff: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget(%s)", [cutoff])
        return int(cursor.fetchone()[0])


def _unseen(cutoff: datetime) -> QuerySet[User]:
    people = User.objects.filter(erased_at=None, is_staff=False, is_superuser=False)
    return people.annotate(seen=Coalesce("last_login", "date_joined")).filter(seen__lt=cutoff)


def _erase_unseen(cutoff: datetime) -> int:
    """Each by themselves; who is a company's last owner stays until somebody else is."""
    count = 0
    for user in _unseen(cutoff):
        try:
            erase(user)
        except Refusal:
            continue
        count += 1
    return count


RULES = (
    Rule("sessions that are over", _at_once, _sessions),
    Rule("devices whose session is over", _at_once, _devices),
    Rule("expired or revoked shared links", _leftover, _links),
    Rule("invitations accepted, withdrawn or expired", _leftover, _invitations),
    Rule("access requests declined or never confirmed", _leftover, _access_requests),
    Rule("people unseen", _inactive, _unseen, _erase_unseen),
    Rule("history", _history, _events, _forget_events),
)
