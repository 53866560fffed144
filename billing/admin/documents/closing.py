"""Taking a document back while somebody is paying it: staff are told first, and what is open at
the gateway is closed before anything is posted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from billing.models import OpenItem, PaymentAttempt
from billing.payments.online.superseding import close_payments, live_payments
from billing.payments.pending_list import announced_for
from portal.kit.money.format import written
from portal.kit.web.refusals import Refusal

Run = Callable[[HttpRequest, Any, Mapping[str, Any]], str]


def payments_warning(document: Any) -> str:
    """What is under way for a document, and what taking it back does to it; empty when nothing."""
    item: OpenItem | None = document.open_item
    if item is None:
        return ""
    sentences = [_sentence(attempt) for attempt in live_payments([item.pk])]
    if announced := announced_for([item.pk]).get(item.pk):
        sentence = _("%(by)s announced a bank transfer of %(amount)s for it: %(reference)s.")
        sentences.append(
            sentence
            % {
                "by": announced.by,
                "amount": written(announced.amount, item.currency),
                "reference": announced.reference,
            }
        )
    return " ".join(sentences)


def _sentence(attempt: PaymentAttempt) -> str:
    values = {"by": attempt.payer, "amount": written(attempt.amount, attempt.currency)}
    if attempt.state == PaymentAttempt.State.PROCESSING:
        return (
            _("A payment of %(amount)s by %(by)s is on its way. Wait until it has finished.")
            % values
        )
    return _("%(by)s has started a payment of %(amount)s. It will be cancelled.") % values


def closing_payments(run: Run) -> Run:
    """`run`, after what is open at the gateway for the document has been closed. Not within a
    transaction. Raises Refusal when it cannot be closed: `run` is not called then."""

    def close_and_run(request: HttpRequest, document: Any, answers: Mapping[str, Any]) -> str:
        items = [document.open_item_id] if document.open_item_id else []
        if close_payments(items):
            raise Refusal(
                _(
                    "A payment for this document could not be cancelled: the money is on its "
                    "way, or the card processor isn't responding. Try again once it has finished."
                )
            )
        with transaction.atomic():
            return run(request, document, answers)

    return close_and_run
