"""What our books hold about some movements on the gateway's account. Three statements a chunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from billing.models import (
    Chargeback,
    JournalEntry,
    PaymentAttempt,
    ReconciliationFinding,
    Refund,
)
from billing.payments.gateways.base import BalanceTransaction, BalanceTransactionKind
from portal.kit.web.parsing import uuid_of

Kind = ReconciliationFinding.Kind
REFUNDS = (BalanceTransactionKind.REFUND, BalanceTransactionKind.REFUND_FAILED)
UNDONE = (BalanceTransactionKind.REFUND_FAILED, BalanceTransactionKind.DISPUTE_WON)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """What does not agree, about which object of the gateway's."""

    kind: ReconciliationFinding.Kind
    about: str
    detail: str

    @classmethod
    def not_there(cls, about: str, detail: str) -> Discrepancy:
        return cls(Kind.NOT_THERE, about, detail)


class LedgerSide:
    """The attempts, refunds and chargebacks behind some movements, with what is posted of each."""

    def __init__(self, movements: Sequence[BalanceTransaction]) -> None:
        keys = [key for one in movements if (key := uuid_of(one.attempt_id)) is not None]
        attempts = PaymentAttempt.objects.filter(
            Q(charge_id__in=[one.charge_id for one in movements if one.charge_id]) | Q(pk__in=keys)
        ).annotate(
            posted=Sum(
                "payment__open_item__credits__amount",
                filter=Q(payment__open_item__credits__entry__kind=JournalEntry.Kind.PAYMENT),
            )
        )
        self._by_key = {one.pk: one for one in attempts}
        self._by_charge = {one.charge_id: one for one in attempts if one.charge_id}
        sources = [one.source_id for one in movements]
        back = {"posted": Sum("entry__postings__amount"), "undone": F("entry__reversed_by")}
        self._refunds = {
            one.gateway_id: one
            for one in Refund.objects.filter(gateway_id__in=sources).annotate(**back)
        }
        self._chargebacks = {
            one.gateway_id: one
            for one in Chargeback.objects.filter(gateway_id__in=sources).annotate(**back)
        }

    def attempt_of(self, movement: BalanceTransaction) -> PaymentAttempt | None:
        """The attempt it belongs to: by the gateway's payment, else by what the charge says."""
        key = uuid_of(movement.attempt_id)
        return self._by_charge.get(movement.charge_id) or (self._by_key.get(key) if key else None)

    def is_unposted(self, movement: BalanceTransaction) -> bool:
        """Whether looking again may help."""
        if movement.kind == BalanceTransactionKind.CHARGE:
            attempt = self.attempt_of(movement)
            return attempt is not None and attempt.payment_id is None
        if movement.kind == BalanceTransactionKind.OTHER:
            return False
        found = self._back(movement)
        if found is None:
            return True
        is_undone = found.state in (Refund.State.FAILED, Chargeback.State.WON)
        if movement.kind in UNDONE and not is_undone:
            return True
        if found.entry_id is None:
            return not is_undone
        return is_undone != (found.undone is not None)

    def discrepancy_of(self, movement: BalanceTransaction) -> Discrepancy | None:
        """What does not agree about it, if something does not. What staff have dealt with is not
        brought before them again."""
        attempt = self.attempt_of(movement)
        is_settled = attempt is not None and attempt.is_settled_about(movement.charge_id)
        if is_settled or movement.kind == BalanceTransactionKind.OTHER:
            return None
        if movement.kind == BalanceTransactionKind.CHARGE:
            return self._discrepancy_of_charge(movement)
        said = f"{movement.amount} {movement.currency}"
        if attempt is None:
            kind = Kind.UNKNOWN_REFUND if movement.kind in REFUNDS else Kind.UNKNOWN_DISPUTE
            return Discrepancy(kind, movement.source_id, said)
        if self.is_unposted(movement):
            return Discrepancy(Kind.NOT_POSTED, movement.source_id, said)
        found = self._back(movement)
        if found is None or found.entry_id is None:
            return None
        return _same(movement, found.posted, found.currency)

    def _discrepancy_of_charge(self, movement: BalanceTransaction) -> Discrepancy | None:
        said = f"{movement.amount} {movement.currency}"
        attempt: Any = self.attempt_of(movement)  # annotated
        if attempt is None:
            return Discrepancy(Kind.UNKNOWN_CHARGE, movement.source_id, said)
        if attempt.charge_id and attempt.charge_id != movement.charge_id:
            return Discrepancy(Kind.DOUBLED, movement.source_id, f"{said}, {attempt.charge_id}")
        if attempt.payment_id is None:
            return Discrepancy(Kind.NOT_POSTED, movement.source_id, attempt.mismatch_reason or said)
        return _same(movement, attempt.posted, attempt.currency)

    def _back(self, movement: BalanceTransaction) -> Any:
        """The refund or chargeback, annotated, or None."""
        known = self._refunds if movement.kind in REFUNDS else self._chargebacks
        return known.get(movement.source_id)


def _same(movement: BalanceTransaction, posted: object, currency: str) -> Discrepancy | None:
    if (posted, currency) == (movement.amount, movement.currency):
        return None
    detail = _("%(there)s at the gateway, %(here)s here") % {
        "there": f"{movement.amount} {movement.currency}",
        "here": f"{posted} {currency}",
    }
    return Discrepancy(Kind.AMOUNT, movement.source_id, detail)
