"""Three books against each other: the gateway's account, our attempts, and the ledger.

What webhooks missed is healed by looking again (`converge`, `converge_money_back`), which posts
each thing once. What still does not agree becomes a finding for staff. A second run changes
nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.models import JournalEntry, PaymentAttempt, ReconciliationFinding
from billing.payments.gateways.base import (
    BalanceTransaction,
    BalanceTransactionKind,
    GatewayDown,
    GatewayRefused,
    GatewayStatus,
)
from billing.payments.gateways.registry import card_gateway
from billing.payments.online import gateway_calls
from billing.payments.online.chargebacks import converge_money_back
from billing.payments.online.convergence import converge
from billing.payments.reconciliation.ledger_side import Discrepancy, LedgerSide

logger = logging.getLogger(__name__)

# A bank debit is returned up to five days after it was paid, a card payment disputed up to four
# months later: but each of these moves money on the day it happens.
NIGHTLY = timedelta(days=7)
# What moved this moment may be posted a moment later.
GRACE = timedelta(minutes=5)
AT_A_TIME = 200


@dataclass(slots=True)
class Reconciliation:
    """What a run has done: movements at the gateway compared, events posted that had been missed,
    every finding that is open now, and what could not be asked about, each by its name."""

    movements: int = 0
    healed: int = 0
    unasked: list[str] = field(default_factory=list)
    findings: list[ReconciliationFinding] = field(default_factory=list)


def reconcile(
    since: datetime, *, progress: Callable[[int], object] = lambda _count: None
) -> Reconciliation:
    """Compare everything that moved at the gateway since then, and everything posted here since
    then; heal what can be, and write down the rest.

    `progress` hears how many movements have been compared. What the gateway does not answer about
    is named in `unasked` and passed over: ask again later.
    """
    done = Reconciliation()
    before = _posted()
    live = PaymentAttempt.objects.filter(state__in=PaymentAttempt.LIVE).order_by("started_at")
    for attempt in live.select_related("customer"):
        with _passing_over(done, _named(attempt)):
            converge(attempt)
    discrepancies: list[Discrepancy] = []
    seen: set[str] = set()
    is_all = False
    with _passing_over(done, _("The movements of the account at the gateway")):
        for movements in _in_chunks(card_gateway().balance_transactions(since)):
            discrepancies += _compare(movements, done)
            seen.update(one.source_id for one in movements)
            seen.update(
                one.charge_id for one in movements if one.kind == BalanceTransactionKind.CHARGE
            )
            done.movements += len(movements)
            progress(done.movements)
        is_all = True
    if is_all:
        discrepancies += _not_there(since, seen, done)
    _record_findings(discrepancies, seen)
    done.healed = _posted() - before
    done.findings = list(ReconciliationFinding.objects.filter(settled_at=None))
    return done


@contextmanager
def _passing_over(done: Reconciliation, name: str) -> Iterator[None]:
    """Go on after what the gateway does not answer about."""
    try:
        yield
    except (GatewayDown, GatewayRefused) as error:
        logger.warning("Not reconciled: %s (%s)", name, error)
        done.unasked.append(name)


def _named(attempt: PaymentAttempt) -> str:
    return f"{attempt}, {attempt.customer}, {attempt.pk}"


def _in_chunks(movements: Iterator[BalanceTransaction]) -> Iterator[list[BalanceTransaction]]:
    while chunk := list(islice(movements, AT_A_TIME)):
        yield chunk


def _posted() -> int:
    """How many events of the gateway the ledger holds."""
    return JournalEntry.objects.filter(
        Q(key__startswith="payment:attempt:")
        | Q(key__startswith="refund:re_")
        | Q(key__startswith="refund:pyr_")
        | Q(key__startswith="dispute:")
        | Q(reverses__kind__in=[JournalEntry.Kind.REFUND, JournalEntry.Kind.DISPUTE])
    ).count()


def _compare(movements: Sequence[BalanceTransaction], done: Reconciliation) -> list[Discrepancy]:
    """Look again at the payments whose movement is not posted; what then still does not fit."""
    ledger_side = LedgerSide(movements)
    for attempt in {
        ledger_side.attempt_of(one) for one in movements if ledger_side.is_unposted(one)
    }:
        if attempt is not None:
            with _passing_over(done, _named(attempt)):
                converge(attempt)
                converge_money_back(attempt)
    ledger_side = LedgerSide(movements)
    return [
        discrepancy
        for one in movements
        if (discrepancy := ledger_side.discrepancy_of(one)) is not None
    ]


def _not_there(since: datetime, seen: set[str], done: Reconciliation) -> Iterator[Discrepancy]:
    """Payments posted here since then for which nothing moved at the gateway. Each is asked for by
    its number first: it may have moved just before."""
    posted = PaymentAttempt.objects.filter(
        payment__recorded_at__gte=since, payment__recorded_at__lte=timezone.now() - GRACE
    ).select_related("payment", "customer")
    for attempt in posted.exclude(charge_id__in=seen).iterator(chunk_size=AT_A_TIME):
        was_paid = True
        with _passing_over(done, _named(attempt)):
            was_paid = _was_paid(attempt)
        if not was_paid:
            yield Discrepancy.not_there(str(attempt.charge_id or attempt.pk), str(attempt.payment))


def _was_paid(attempt: PaymentAttempt) -> bool:
    if not gateway_calls.is_known(attempt):
        return False
    try:
        reported = gateway_calls.fetch(attempt)
    except GatewayRefused:
        return False
    return (
        reported is not None
        and reported.status == GatewayStatus.PAID
        and reported.attempt_id == str(attempt.pk)
    )


def _record_findings(discrepancies: Iterable[Discrepancy], seen: set[str]) -> None:
    """Each once; what agrees by now is settled by itself, what staff have settled stays so."""
    found = {(one.kind, one.about[:255]): one for one in discrepancies}
    for old in ReconciliationFinding.objects.filter(settled_at=None, about__in=seen):
        if (old.kind, old.about) not in found:
            old.settled_at, old.outcome = timezone.now(), _("It matches now.")
            old.save(update_fields=["settled_at", "outcome"])
    ReconciliationFinding.objects.bulk_create(
        [
            ReconciliationFinding(kind=kind, about=about, detail=one.detail[:300])
            for (kind, about), one in found.items()
        ],
        ignore_conflicts=True,
    )
