"""What stands on the timeline for each moment of a page: one statement or three for each table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.audit.history import line_of
from accounts.models import AuditEvent, Customer, CustomerNote, User
from billing.models import StatementMail
from orders.models import OrderEvent
from portal.kit.money.format import days_text
from portal.staff.customers.timeline.entries import shown_entries
from portal.staff.customers.timeline.moments import Moment, Source
from portal.staff.customers.timeline.shown import Shown
from support.models import Message

MAX_BODY = 240
# The right to see what each table tells.
PERMISSIONS = {
    Source.ENTRY: "billing.view_openitem",
    Source.CHANGE: "accounts.view_auditevent",
    Source.SIGN_IN: "accounts.view_auditevent",
    Source.ORDER: "orders.view_salesorder",
    Source.MESSAGE: "support.view_thread",
    Source.MAIL: "billing.view_statementmail",
    Source.NOTE: "accounts.view_customernote",
}
# The tabs: which tables each shows.
SHOWS: dict[str, tuple[str | Promise, tuple[Source, ...]]] = {
    "all": (pgettext_lazy("timeline", "All"), tuple(Source)),
    "money": (pgettext_lazy("timeline", "Money"), (Source.ENTRY, Source.MAIL)),
    "orders": (pgettext_lazy("timeline", "Orders"), (Source.ORDER,)),
    "messages": (pgettext_lazy("timeline", "Messages"), (Source.MESSAGE,)),
    "notes": (pgettext_lazy("timeline", "Notes"), (Source.NOTE,)),
    "changes": (gettext_lazy("Changes and sign-ins"), (Source.CHANGE, Source.SIGN_IN)),
}


def sources_for(person: User | AnonymousUser, show: str) -> list[Source]:
    """The tables that `person` may read, of the tab `show`."""
    _label, sources = SHOWS.get(show, SHOWS["all"])
    return [source for source in sources if person.has_perm(PERMISSIONS[source])]


def shown(moments: Sequence[Moment], customer: Customer) -> list[Shown]:
    """The lines, in the order of `moments`."""
    found: dict[Moment, Shown] = {}
    for source in Source:
        mine = [one for one in moments if one.source == source]
        if not mine:
            continue
        if source == Source.ENTRY:
            found |= shown_entries(mine, customer.currency)
        else:
            found |= READERS[source](mine)
    return [found[one] for one in moments if one in found]


def _by_pk(moments: Iterable[Moment]) -> dict[int, Moment]:
    return {one.pk: one for one in moments}


def _events(moments: Sequence[Moment]) -> dict[Moment, Shown]:
    asked = _by_pk(moments)
    events = AuditEvent.objects.filter(pk__in=asked).select_related(
        "actor", "on_behalf_of", "person", "customer"
    )
    lines = {}
    for event in events:
        line = line_of(event)
        changes = ", ".join(
            f"{one.field}: {one.before or '–'} → {one.after or '–'}" for one in line.changes
        )
        is_sign_in = event.kind.startswith("sign-in")
        lines[asked[event.pk]] = Shown(
            moment=asked[event.pk],
            icon="log-in" if is_sign_in else "history",
            title=line.deed,
            detail=changes[:MAX_BODY],
            who=line.who or (line.about if is_sign_in else ""),
        )
    return lines


def _orders(moments: Sequence[Moment]) -> dict[Moment, Shown]:
    asked = _by_pk(moments)
    events = OrderEvent.objects.filter(pk__in=asked).select_related("order", "by")
    return {
        asked[event.pk]: Shown(
            moment=asked[event.pk],
            icon="package",
            title=_("Order %(number)s: %(what)s")
            % {"number": event.order.number, "what": event.get_kind_display().lower()},
            detail=" ".join(str(event.data[key]) for key in ("number", "sku") if key in event.data),
            who=str(event.by or ""),
            url=reverse("admin:orders_salesorder_change", args=[event.order_id]),
        )
        for event in events
    }


def _messages(moments: Sequence[Moment]) -> dict[Moment, Shown]:
    asked = _by_pk(moments)
    messages = Message.objects.filter(pk__in=asked).select_related("thread__ticket", "author")
    lines = {}
    for message in messages:
        ticket = getattr(message.thread, "ticket", None)
        about = str(ticket.subject) if ticket else str(message.thread)
        words = _("You answered: %(about)s") if message.is_from_seller else _("Wrote: %(about)s")
        url = (
            reverse("admin:support_ticket_change", args=[ticket.pk])
            if ticket
            else reverse("admin:support_thread_change", args=[message.thread_id])
        )
        lines[asked[message.pk]] = Shown(
            moment=asked[message.pk],
            icon="message-square",
            title=words % {"about": about},
            detail=message.body[:MAX_BODY],
            who=str(message.author),
            url=url,
        )
    return lines


def _mails(moments: Sequence[Moment]) -> dict[Moment, Shown]:
    asked = _by_pk(moments)
    mails = StatementMail.objects.filter(pk__in=asked).select_related("delivery__batch")
    return {
        asked[mail.pk]: Shown(
            moment=asked[mail.pk],
            icon="mail",
            title=_("Statement of %(days)s emailed")
            % {"days": days_text(mail.delivery.batch.start_on, mail.delivery.batch.end_on)},
            detail=mail.address,
            url=reverse("admin:billing_statementdelivery_change", args=[mail.delivery_id]),
        )
        for mail in mails
    }


def _notes(moments: Sequence[Moment]) -> dict[Moment, Shown]:
    asked = _by_pk(moments)
    notes = CustomerNote.objects.filter(pk__in=asked).select_related("author")
    return {
        asked[note.pk]: Shown(
            moment=asked[note.pk],
            icon="notebook-pen",
            title=note.body,
            detail=_("Internal note, never shown to the customer."),
            who=str(note.author),
            is_note=True,
        )
        for note in notes
    }


READERS: dict[Source, Callable[[Sequence[Moment]], dict[Moment, Shown]]] = {
    Source.CHANGE: _events,
    Source.SIGN_IN: _events,
    Source.ORDER: _orders,
    Source.MESSAGE: _messages,
    Source.MAIL: _mails,
    Source.NOTE: _notes,
}
