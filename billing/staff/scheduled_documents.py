"""Drafts dated later: they issue themselves on their day, and are numbered then."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Approval, User
from billing.documents.invoices import issue_invoice
from billing.documents.issuing.drafts import store_totals
from billing.documents.issuing.issue import locked_draft
from billing.documents.retainers import issue_retainer
from billing.ledger.posting import lock_account
from billing.models import CreditNote, Invoice, Retainer
from billing.models.documents.document import Document, LinedDocument
from billing.models.entry_rules import document_problem, require
from billing.staff.approvals import issue_credit_note_or_ask
from portal.kit.web.refusals import Refusal

logger = logging.getLogger(__name__)
ISSUE: dict[type[Document], Callable[..., Document | Approval]] = {
    Invoice: issue_invoice,
    CreditNote: issue_credit_note_or_ask,
    Retainer: issue_retainer,
}


@transaction.atomic
def schedule(document: Document, *, on: date, by: User | None) -> Document:
    """Date a draft `on` a later day, on which it issues itself.

    What would be refused then is refused now: raises Refusal for what may not be entered and for
    a total below zero, NotADraft when somebody issued it meanwhile.
    """
    lock_account(document.customer)
    draft = locked_draft(document)
    draft.issued_on, draft.currency = on, draft.customer.currency
    lines: Any = ()
    if isinstance(draft, LinedDocument):
        lines = list(draft.lines.all())
        if not store_totals(draft):
            raise Refusal(_("The lines add up to less than zero, so this can't be issued."))
    require(document_problem(draft, lines))
    draft.is_scheduled, draft.scheduled_by = True, by
    draft.save(update_fields=["issued_on", "currency", "is_scheduled", "scheduled_by"])
    return draft


@transaction.atomic
def unschedule(document: Document) -> Document:
    """Leave a draft to be issued by hand. Raises NotADraft when it has been issued."""
    lock_account(document.customer)
    draft = locked_draft(document)
    draft.is_scheduled = False
    draft.save(update_fields=["is_scheduled"])
    return draft


def scheduled(model: type[Document], *, today: date) -> Any:
    """The drafts whose day has come, by their day."""
    due = model._default_manager.filter(  # noqa: SLF001 - the model's own manager
        is_scheduled=True, status=Document.Status.DRAFT, issued_on__lte=today
    )
    return due.select_related("customer", "scheduled_by").order_by("issued_on", "pk")


def issue_scheduled(*, today: date) -> int:
    """Issue every scheduled draft whose day has come, each by itself. How many were issued.

    One that is refused is a plain draft again, which waits on the staff's first page. So is a
    credit note that takes two people, with a request to approve it.
    """
    issued = 0
    for model, issue in ISSUE.items():
        for draft in scheduled(model, today=today):
            try:
                with transaction.atomic():
                    done = issue(draft, issued_on=draft.issued_on, by=draft.scheduled_by)
                    if isinstance(done, Approval):
                        unschedule(draft)
                        continue
            except Refusal as refusal:
                logger.warning("Draft %s %s is not issued: %s", model.__name__, draft.pk, refusal)
                unschedule(draft)
            else:
                issued += 1
    return issued
