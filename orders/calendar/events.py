"""Days of confirmed orders and of offers, written as RFC 5545 asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Customer, Organization
from orders.models import Estimate, EstimateVersion, SalesOrder
from portal.kit.messages.mail import absolute

MOST = 500
# So long ago something is still shown.
DAYS_BACK = 60
WIDTH = 73


@dataclass(frozen=True, slots=True)
class DayEvent:
    """A whole day, or several with `last`."""

    uid: str
    first: date
    last: date
    title: str
    url: str


def events_for(customer: Customer, *, today: date) -> list[DayEvent]:
    """When orders are wanted or ship, and when offers end. Two statements."""
    return [*_orders(customer, today), *_offers(customer, today)]


def _orders(customer: Customer, today: date) -> Iterator[DayEvent]:
    since = today - timedelta(days=DAYS_BACK)
    live = SalesOrder.objects.for_customer(customer).filter(
        status__in=[SalesOrder.Status.CONFIRMED, SalesOrder.Status.CLOSED], placed_on__gte=since
    ) | SalesOrder.objects.for_customer(customer).filter(status=SalesOrder.Status.CONFIRMED)
    for order in live.order_by("-pk")[:MOST]:
        first, last = order.ships_from or order.wanted_on, order.ships_until or order.wanted_on
        if first is None or last is None:
            continue
        words = {"number": order.number, "po": order.po_number}
        title = _("Delivery of order %(number)s, PO %(po)s") if order.po_number else _(
            "Delivery of order %(number)s"
        )  # fmt: skip
        url = absolute(reverse("orders:order-detail", args=[order.number]))
        yield DayEvent(f"order-{order.number}", first, last, title % words, url)


def _offers(customer: Customer, today: date) -> Iterator[DayEvent]:
    sent = EstimateVersion.objects.filter(
        estimate__customer=customer, estimate__status=Estimate.Status.SENT, is_offer=True
    ).select_related("estimate")
    shown = set()
    for version in sent.order_by("estimate", "-version")[:MOST]:
        estimate, ends = version.estimate, version.valid_until
        if estimate.pk in shown or ends is None or ends < today:
            continue
        shown.add(estimate.pk)
        title = _("Estimate %(number)s ends") % {"number": estimate.number}
        url = absolute(reverse("orders:estimate-detail", args=[estimate.number]))
        yield DayEvent(f"estimate-{estimate.number}", ends, ends, title, url)


def calendar_text(customer: Customer, *, now: datetime) -> str:
    """The whole calendar; lines end in CRLF and are folded at 75 bytes."""
    organization = Organization.current()
    name = _("Orders from %(seller)s") % {"seller": organization.name}
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Foyer//Orders//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    host = absolute("/").split("//")[-1].strip("/").partition(":")[0]
    for one in events_for(customer, today=organization.today()):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}@{host}",
            f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{one.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.last + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(one.title)}",
            f"URL:{one.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def _folded(line: str) -> Iterator[str]:
    """Pieces of at most 75 bytes, cut between characters; all but the first begin with a space."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > WIDTH:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + width
    yield piece
