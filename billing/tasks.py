"""Billing's work in the background. Each job may run twice and does its work once."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accounts.models import Customer, Organization
from billing.holds import held_customers, release_if_met


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=3))  # type: ignore[untyped-decorator]
def end_hold(*, object_id: int) -> None:
    """Something was posted to an account on hold: end the hold if that was what it waited for."""
    customer = Customer.objects.filter(pk=object_id).first()
    if customer is not None:
        release_if_met(customer, today=Organization.current().today())


@app.periodic(cron="20 3 * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="end_holds")  # type: ignore[untyped-decorator]
def end_holds(timestamp: int) -> None:
    """Every day, for what no posting announced: a raised limit, an import."""
    today = Organization.current().today()
    for customer in held_customers():
        release_if_met(customer, today=today)
