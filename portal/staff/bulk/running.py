"""Carrying an act out for each customer by itself, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import BulkAct, BulkActRow, Customer, User
from portal.kit.web.refusals import Refusal
from portal.staff.bulk.acts import ACTS, Act

MAX_CUSTOMERS = 500
MAX_OUTCOME = 300


def run(
    act: Act, customers: Sequence[Customer], given: dict[str, Any], *, by: User, key: UUID
) -> BulkAct:
    """Do it with each, in a transaction of its own: what one refuses does not hold up the others.
    The act made before, if the form is sent twice. Raises Refusal for none and too many."""
    before = BulkAct.objects.filter(key=key).first()
    if before is not None:
        return before
    if not customers:
        raise Refusal(_("Choose at least one customer."))
    if len(customers) > MAX_CUSTOMERS:
        sentence = _("Choose at most %(count)s customers at a time.")
        raise Refusal(sentence % {"count": MAX_CUSTOMERS})
    made = BulkAct.objects.create(kind=act.name, given=_json(given), made_by=by, key=key)
    for customer in customers:
        _run_one(made, act, customer, given, by)
    return made


def undo(made: BulkAct, *, by: User) -> int:
    """Put back what nobody has changed since; how many. Raises Refusal for what cannot be undone
    or was undone before. A customer changed in between is left as it is, and its row says so."""
    act = ACTS.get(made.kind)
    if act is None or act.undo is None:
        raise Refusal(_("This cannot be taken back."))
    with transaction.atomic():
        locked = BulkAct.objects.select_for_update().get(pk=made.pk)
        if locked.undone_at is not None:
            raise Refusal(_("This has been undone already."))
        locked.undone_at, locked.undone_by = timezone.now(), by
        locked.save(update_fields=["undone_at", "undone_by"])
    count = 0
    for row in made.rows.filter(is_done=True).select_related("customer__account_manager"):
        count += _undo_one(row, act, by)
    return count


def _run_one(made: BulkAct, act: Act, customer: Customer, given: dict[str, Any], by: User) -> None:
    before = act.values(customer)
    try:
        with transaction.atomic():
            outcome, is_done = act.run(customer, given, by), True
    except Refusal as refusal:
        outcome, is_done = refusal.sentence, False
    fresh = Customer.objects.get(pk=customer.pk)
    BulkActRow.objects.create(
        act=made,
        customer=customer,
        is_done=is_done,
        outcome=outcome[:MAX_OUTCOME],
        before=before,
        after=act.values(fresh),
    )


def _undo_one(row: BulkActRow, act: Act, by: User) -> bool:
    try:
        with transaction.atomic():
            _put_back(row, act, by)
    except Refusal as refusal:
        row.outcome = refusal.sentence[:MAX_OUTCOME]
        row.save(update_fields=["outcome"])
        return False
    row.is_undone = True
    row.save(update_fields=["is_undone"])
    return True


def _put_back(row: BulkActRow, act: Act, by: User) -> None:
    customer = Customer.objects.select_for_update(no_key=True).get(pk=row.customer_id)
    if act.undo is None or act.values(customer) != row.after:
        raise Refusal(_("Changed since then, and left as it is."))
    act.undo(customer, row.before or {}, by)


def _json(given: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in given.items()}
