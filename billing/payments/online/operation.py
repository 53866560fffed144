"""What is asked of the card gateway, whatever it is: a payment, adding a method, a refund.

It is written down and committed before the gateway hears of it, asked for with its own id as
idempotency key, and moved on only by what the gateway says is true. The return page, webhooks, the
poller, the reconciliation and staff all call `converge`, so their order and number do not matter.
No network call is made while a transaction is open.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Customer
from billing.ledger.posting import lock_account
from billing.models import MethodSetup, PaymentAttempt, Refund
from billing.payments.gateways.base import GatewayDown, GatewayRefused

logger = logging.getLogger(__name__)
Row = TypeVar("Row", PaymentAttempt, MethodSetup, Refund)
Reported = TypeVar("Reported")

# The gateway keeps the answer under a key for a day; what was never asked by then never will be.
KEY_LASTS = timedelta(hours=23)
AT_A_TIME = 200
# When the poller looks again: soon at first, for a page that was left open; then patiently, for a
# bank that takes days.
POLL_DELAYS = (
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)


class Operation(Generic[Row, Reported]):
    """One kind of operation: how its gateway is asked, and what its answer means here."""

    model: type[Row]
    # The states in which the gateway is to be asked about it.
    waiting: ClassVar[tuple[str, ...]]
    # What `apply` reads besides the row.
    related: ClassVar[tuple[str, ...]] = ("customer",)

    def ask(self, row: Row) -> Reported | None:
        """What is true at the gateway; what may never have been asked is asked. None: it never
        was begun, and is not wanted any more. Raises GatewayDown and GatewayRefused."""
        raise NotImplementedError

    def apply(self, row: Row, reported: Reported) -> Row:
        """Make it so here, under the account's lock. Brought again or late, it changes nothing."""
        raise NotImplementedError

    def end(self, row: Row, refused: GatewayRefused | None) -> Row:
        """Let go of it, under the account's lock: the gateway refused it, or it never began."""
        raise NotImplementedError

    def rows(self) -> QuerySet[Row]:
        return QuerySet(self.model)

    def known(self, key: UUID, customer: Customer) -> Row | None:
        """Lock the account, for what is written down until the transaction ends; the operation of
        this key where it has been before: the same key is the same operation."""
        lock_account(customer)
        return self.rows().filter(pk=key, customer=customer).first()

    def converge(self, row: Row) -> Row:
        """Ask the gateway what is true and make it so here, once: the row as it is then. Raises
        GatewayDown when there was no answer."""
        row = self.rows().get(pk=row.pk)
        if row.state not in self.waiting:
            return row
        try:
            reported = self.ask(row)
        except GatewayRefused as refused:
            logger.warning("The gateway refused %s: %s", row.pk, refused)
            return self._end(row.pk, refused)
        return self._end(row.pk) if reported is None else self.apply_reported(row.pk, reported)

    @transaction.atomic
    def apply_reported(self, key: UUID, reported: Reported) -> Row:
        return self.apply(self.locked(key), reported)

    @transaction.atomic
    def _end(self, key: UUID, refused: GatewayRefused | None = None) -> Row:
        row = self.locked(key)
        return self.end(row, refused) if row.state in self.waiting else row

    def locked(self, key: UUID) -> Row:
        """The row as it is now, under its account's lock and its own."""
        lock_account(self.rows().select_related("customer").get(pk=key).customer)
        rows = self.rows().select_for_update(no_key=True, of=("self",))
        return rows.select_related(*self.related).get(pk=key)

    def due(self) -> QuerySet[Row]:
        """Those to look at now, because a webhook or a worker may have been lost."""
        due = self.rows().filter(state__in=self.waiting, next_poll_at__lte=timezone.now())
        return due.order_by("next_poll_at")[:AT_A_TIME]

    def schedule_next_poll(self, row: Row) -> None:
        wait = POLL_DELAYS[min(row.poll_count, len(POLL_DELAYS) - 1)]
        self.rows().filter(pk=row.pk).update(
            poll_count=row.poll_count + 1, next_poll_at=timezone.now() + wait
        )

    def poll(self) -> None:
        """One pass of the poller. What the gateway does not answer about is looked at later."""
        for row in self.due():
            self.schedule_next_poll(row)
            try:
                self.converge(row)
            except GatewayDown:
                logger.warning("The gateway did not answer for %s", row.pk)
