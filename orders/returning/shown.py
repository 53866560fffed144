"""Returns as customers read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext

from billing.documents.status import DocumentStatus
from billing.models import CreditNote
from orders.models import Return, ReturnCredit, ReturnLine, SalesOrder

ZERO = Decimal(0)
Status = Return.Status


@dataclass(frozen=True, slots=True)
class ShownReturn:
    """A return with how much of each line has arrived, and its credit notes as far as customers
    know of them."""

    goods_return: Return
    lines: list[Any]
    status: DocumentStatus
    credit_notes: list[CreditNote]


def returns_of(order: SalesOrder) -> list[ShownReturn]:
    """Those of an order, newest first. Three statements, one where there are none."""
    return shown(order.returns.all())


def shown(returns: Iterable[Return]) -> list[ShownReturn]:
    """These returns. Three statements, none for none."""
    returns = list(returns)
    if not returns:
        return []
    lines: dict[int, list[Any]] = {one.pk: [] for one in returns}
    wanted = ReturnLine.objects.filter(goods_return__in=returns).select_related("line")
    for line in wanted.annotate(came=Coalesce(Sum("receipts__quantity"), ZERO)):
        lines[line.goods_return_id].append(line)
    notes: dict[int, dict[int, CreditNote]] = {one.pk: {} for one in returns}
    credited = ReturnCredit.objects.filter(return_line__goods_return__in=returns)
    issued = credited.exclude(credit_note__status="draft").order_by("pk")
    for one in issued.select_related("credit_note", "return_line"):
        notes[one.return_line.goods_return_id][one.credit_note_id] = one.credit_note
    return [
        ShownReturn(
            one,
            lines[one.pk],
            status_of(one, lines[one.pk], is_credited=bool(notes[one.pk])),
            list(notes[one.pk].values()),
        )
        for one in returns
    ]


def status_of(goods_return: Return, lines: Iterable[Any], *, is_credited: bool) -> DocumentStatus:
    """One word or two behind a mark. The lines know how much of them came; a credit note that a
    second person has approved says that it is credited."""
    if goods_return.status == Status.RECEIVED and is_credited:
        return DocumentStatus(pgettext("return", "Credited"), "done")
    if goods_return.status == Status.AUTHORISED and any(one.came for one in lines):
        return DocumentStatus(pgettext("return", "Partly received"), "part")
    return {
        Status.ASKED: DocumentStatus(pgettext("return", "Waiting for our answer"), "open"),
        Status.AUTHORISED: DocumentStatus(pgettext("return", "Authorised"), "open"),
        Status.REFUSED: DocumentStatus(pgettext("return", "Refused"), "none"),
        Status.RECEIVED: DocumentStatus(pgettext("return", "Received"), "part"),
        Status.CREDITED: DocumentStatus(pgettext("return", "Credited"), "done"),
    }[Status(goods_return.status)]
