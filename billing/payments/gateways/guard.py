"""No network call while a transaction is open: it would hold locks for as long as the gateway
takes, and a rollback would forget what has been asked for."""

from __future__ import annotations

from django.db import connection


class NetworkInTransaction(RuntimeError):
    """The gateway was about to be called inside a database transaction."""


def refuse_in_transaction() -> None:
    """Raises NetworkInTransaction inside `transaction.atomic`.

    The transaction that Django's test case wraps around each test does not count, as it does not
    for `atomic(durable=True)`.
    """
    for block in connection.atomic_blocks:
        if not getattr(block, "_from_testcase", False):
            raise NetworkInTransaction("The gateway is not called inside a transaction.")
