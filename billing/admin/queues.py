"""The billing work that waits for staff."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.models import CreditNote, Invoice, OpenItem, Retainer
from billing.models.documents.document import Document
from portal.kit.staff.queues import Queue, register_queues


def _drafts(model: type[Document]) -> Callable[[], int]:
    """Those somebody has to issue: what is dated later issues itself on its day."""
    return lambda: model._default_manager.filter(  # noqa: SLF001 - the model's own manager
        status=Document.Status.DRAFT, is_scheduled=False
    ).count()


def _list(model: str, query: str) -> Callable[[], str]:
    return lambda: reverse(f"admin:billing_{model}_changelist") + query


register_queues(
    [
        Queue(
            label=_("invoices to issue"),
            permission="billing.change_invoice",
            count=_drafts(Invoice),
            url=_list("invoice", "?status__exact=draft&is_scheduled__exact=0"),
        ),
        Queue(
            label=_("credit notes to issue"),
            permission="billing.change_creditnote",
            count=_drafts(CreditNote),
            url=_list("creditnote", "?status__exact=draft&is_scheduled__exact=0"),
        ),
        Queue(
            label=_("retainer invoices to issue"),
            permission="billing.change_retainer",
            count=_drafts(Retainer),
            url=_list("retainer", "?status__exact=draft&is_scheduled__exact=0"),
        ),
        Queue(
            label=_("payments that could settle open invoices"),
            permission="billing.change_payment",
            count=lambda: (
                OpenItem.objects.payments()
                .open()
                .filter(customer__balance__outstanding__gt=0)
                .count()
            ),
            url=_list("payment", "?status=usable"),
        ),
    ]
)
