"""The history as people read it: a company's own, and rows for export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.audit.history_sentences import MADE, TOLD, sentence_of
from accounts.models import Address, AuditEvent, Customer, Invitation, Membership
from portal.kit.files.spreadsheets import Row
from portal.kit.money.format import day_text, moment_text

NOUNS = {
    "customer": _("Company"),
    "address": _("Address"),
    "contact": _("Contact"),
    "membership": _("Access"),
    "invitation": _("Invitation"),
    "hold": _("Hold"),
    "shared-link": _("Shared link"),
    "erasure": _("Deletion request"),
    "personal-data": _("Personal data"),
    "application": _("Access request"),
    "approval": _("Second-person approval"),
    "person": _("Person"),
    "organization": _("Organization"),
    "sign-in": _("Sign-in"),
    "view-as": _("Customer view by our staff"),
    "document": _("Document"),
    "change-request": _("Change request"),
    "payment-method": _("Payment method"),
    "partial-payment": _("Partial payment rule"),
    "autopay": _("Autopay"),
    "online-payment": _("Online payment"),
    "transfer": _("Bank transfer"),
    "refund": _("Refund"),
    "chargeback": _("Payment taken back by the bank"),
    "dispute": _("Disputed invoice"),
    "second-factor": _("Second factor"),
}
VERBS = {
    "added": _("added"),
    "changed": _("changed"),
    "removed": _("removed"),
    "accepted": _("accepted"),
    "begun": _("started"),
    "opened": _("opened"),
    "revoked": _("revoked"),
    "confirmed": _("confirmed"),
    "approved": _("approved"),
    "declined": _("declined"),
    "done": _("done"),
    "failed": _("failed"),
    "ended": _("ended"),
    "started": _("started"),
    "raised": _("raised"),
    "settled": _("settled"),
    "booked": _("recorded by hand"),
    "sent-back": _("sent back"),
    "downloaded": _("downloaded"),
    "mailed": _("sent by email"),
}
# Whose values have names of their own: what is stored as a code is read as its label.
MODELS: dict[str, type[Model]] = {
    "customer": Customer,
    "address": Address,
    "membership": Membership,
    "invitation": Invitation,
}
FIELDS = {
    "tax_id": _("Tax ID"),
    "line1": _("Street"),
    "line2": _("Street, second line"),
    "is_default": _("Default"),
    "is_primary": _("Primary contact"),
    "is_active": _("Can sign in"),
    "expires_at": _("Expires"),
    "hold_since": _("On hold since"),
    "hold_release": _("Hold ends"),
    "withheld_verbs": _("Not offered"),
    "cap": _("At most per charge"),
    "paused_until": _("Paused until"),
}
_DAY = re.compile(r"(19|20|21)\d\d-[01]\d-[0-3]\d")
# Keys of rows, which say nothing to a reader.
HIDDEN_KEYS = (
    frozenset({"role_rights", "parent_id", "payment_id", "account_manager_id"}) | MADE.keys()
)
COLUMNS = ("at", "what", "of", "company", "who", "on_behalf_of", "about", "before", "after")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an event: what it was and what it is."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One event, in words. `deed` is what was done, to stand beside who did it."""

    at: datetime
    what: str
    deed: str
    subject: str
    who: str
    on_behalf_of: str
    about: str
    changes: list[Change]


def history_of(customer: Customer) -> QuerySet[AuditEvent]:
    """What happened in this company, and the sign-ins of its people; newest first."""
    members = Membership.objects.filter(customer=customer).values("user")
    events = AuditEvent.objects.filter(
        Q(customer=customer) | Q(customer=None, kind__startswith="sign-in", person__in=members)
    )
    return events.select_related("actor", "on_behalf_of", "person", "customer").order_by("-id")


def line_of(event: AuditEvent) -> Line:
    """The event as a person reads it. Needs its people loaded."""
    what = what_of(event.kind)
    return Line(
        at=event.at,
        what=what,
        deed=sentence_of(event) or ": ".join(filter(None, (what, event.subject))),
        subject=event.subject,
        who=str(event.actor) if event.actor else "",
        on_behalf_of=str(event.on_behalf_of) if event.on_behalf_of else "",
        about=str(event.person) if event.person else "",
        changes=_changes(event),
    )


def what_of(kind: str) -> str:
    """`membership.changed` in words; a kind not known here as it is written."""
    noun, _dot, verb = kind.partition(".")
    return f"{NOUNS.get(noun, noun)} {VERBS.get(verb, verb)}"


def rows_of(events: Iterable[AuditEvent]) -> Iterator[Row]:
    """The events as rows under `COLUMNS`, read while they are sent."""
    found = events.iterator(chunk_size=1000) if isinstance(events, QuerySet) else events
    for event in found:
        line = line_of(event)
        yield (
            event.at.isoformat(timespec="seconds"),
            event.kind,
            event.subject,
            str(event.customer or ""),
            line.who,
            line.on_behalf_of,
            line.about,
            "; ".join(f"{one.field}: {one.before}" for one in line.changes if one.before),
            "; ".join(f"{one.field}: {one.after}" for one in line.changes if one.after),
        )


def _changes(event: AuditEvent) -> list[Change]:
    before, after = event.before or {}, event.after or {}
    if event.kind.endswith((".added", ".removed")) or event.kind.partition(".")[0] in TOLD:
        return []
    # Who did it is said beside the changes.
    fields = [
        key for key in {**before, **after} if key not in HIDDEN_KEYS and not key.endswith("_by_id")
    ]
    labels = _labels(event.kind.partition(".")[0])

    def shown(key: str, values: dict[str, object]) -> str:
        value = values.get(key)
        return labels.get((key, value)) or _text(value) if isinstance(value, str) else _text(value)

    return [Change(field_name(key), shown(key, before), shown(key, after)) for key in fields]


def _labels(noun: str) -> dict[tuple[str, str], str]:
    """The label of each code that a field of this kind of object may hold."""
    model = MODELS.get(noun)
    fields = model._meta.concrete_fields if model else ()  # noqa: SLF001 - Django's documented name
    return {
        (field.attname, value): str(label)
        for field in fields
        for value, label in field.flatchoices
        if isinstance(value, str)
    }


def field_name(key: str) -> str:
    """What people call a column."""
    return str(FIELDS.get(key, key.replace("_", " ").capitalize()))


def _text(value: object) -> str:
    """A stored value as a person reads it, instants in the present time zone."""
    match value:
        case None:
            return ""
        case bool():
            return gettext("yes") if value else gettext("no")
        case str() if (instant := _instant(value)) is not None:
            return moment_text(instant)
        case str() if (day := _day(value)) is not None:
            return day_text(day)
        case _:
            return str(value)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text) if "T" in text else None
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None
