"""Using what is left of a payment or credit note: spreading it, taking back, paying out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.approvals import asked_sentence
from accounts.models import Customer
from accounts.staff import staff_user
from billing.admin.effective_date import with_effective_day
from billing.ledger.allocation import allocate, propose_oldest_first, take_back
from billing.models import JournalEntry, OpenItem
from billing.staff.approvals import refund_or_ask
from billing.staff.forms import AllocationForm, DateAndReasonForm, RefundForm, today
from portal.kit.money.format import written
from portal.kit.staff.actions import Button, ObjectAction, ObjectActionsAdmin
from portal.kit.web.refusals import Refusal

# So many open items stand on the page, the oldest; more than this is done in several goes.
MAX_ITEMS = 200


def items_to_settle(
    customer: Customer, kinds: Iterable[str], data: Mapping[str, Any] | None
) -> list[OpenItem]:
    """The oldest open items; on a POST those that were on the page, be they settled meanwhile."""
    items = OpenItem.objects.for_customer(customer).filter(kind__in=kinds)
    if data is None:
        return list(items.filter(open__gt=0).order_by("due_on", "id")[:MAX_ITEMS])
    named = [name.removeprefix("item-") for name in data if name.startswith("item-")]
    return list(
        items.filter(pk__in=[pk for pk in named if pk.isdecimal()]).order_by("due_on", "id")
    )


def refund_action(item_of: Callable[[Any], OpenItem | None]) -> ObjectAction:
    """Paying out what is unused of a document's open item."""

    def run(request: HttpRequest, document: Any, answers: Mapping[str, Any]) -> str:
        item, by = item_of(document), staff_user(request)
        if item is None:
            raise Refusal(_("Nothing is left of %s.") % document)
        asked = refund_or_ask(
            item,
            amount=answers["amount"],
            refunded_on=answers["on"],
            by=by,
            note=answers["reason"],
            key=answers["key"],
        )
        if asked:
            return asked_sentence(asked)
        amount = written(answers["amount"], item.currency)
        sentence = _("%(amount)s of %(document)s refunded.")
        text = sentence % {"amount": amount, "document": document}
        return with_effective_day(text, item, typed=answers["on"])

    def initial(document: Any) -> dict[str, Any]:
        item = item_of(document)
        return {"on": today(), "amount": item.open if item else None, "key": str(uuid4())}

    return ObjectAction(
        name="refund",
        label=gettext_lazy("Refund"),
        run=run,
        offered=lambda document: is_unused(item_of(document)),
        form=RefundForm,
        initial=initial,
        explanation=gettext_lazy(
            "For money you have already paid out. The portal itself sends nothing."
        ),
    )


def is_unused(item: OpenItem | None) -> bool:
    return item is not None and item.open > 0


class SpendingAdmin(ObjectActionsAdmin):
    """A payment's or credit note's pages, with spreading over open invoices and taking back."""

    allocation_template = "admin/billing/allocation.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            self.object_url("allocate", self.allocate_view),
            self.object_url("take-back", self.take_back_view, "<int:entry_id>/"),
            *super().get_urls(),
        ]

    def buttons(self, request: HttpRequest, obj: Any) -> list[Button]:
        buttons = super().buttons(request, obj)
        if self.may_act(request) and is_unused(obj.open_item):
            spread = Button(_("Allocate to invoices"), self.url_of(obj, "allocate"))
            buttons = [spread, *buttons]
        return buttons

    def allocate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Spread what is left over open invoices; “Oldest first” fills in a proposal."""
        source = self.find(request, object_id)
        item: OpenItem | None = source.open_item
        if item is None or not item.open:
            self.message_user(request, _("Nothing is left of %s.") % source, messages.ERROR)
            return HttpResponseRedirect(self.url_of(source))
        is_final = request.method == "POST" and "_propose" not in request.POST
        data = request.POST if is_final else None
        items = items_to_settle(item.customer, [OpenItem.Kind.INVOICE], data)
        proposed = propose_oldest_first(items, item.open) if "_propose" in request.POST else []
        form = AllocationForm(
            data, items=items, available=item.open, currency=item.currency, proposed=proposed
        )
        if is_final and form.is_valid():
            run = partial(self._allocate, request, item, form)
            done = self.attempt(request, source, form, lambda _answers: run())
            if done is not None:
                return done
        context = {"title": _("Allocate %s") % source, "form": form, "most_items": MAX_ITEMS}
        return self.ask(request, self.allocation_template, source, context)

    def _allocate(self, request: HttpRequest, item: OpenItem, form: AllocationForm) -> str:
        by: Any = request.user
        for share in form.shares:
            key = f"allocation:{form.cleaned_data['once']}:{share.item.pk}"
            allocate(
                source=item,
                invoice=share.item,
                amount=share.amount,
                effective_on=today(),
                by=by,
                key=key,
            )
        return _("%(left)s is left of %(item)s.") % {
            "left": written(item.open, item.currency),
            "item": item,
        }

    def take_back_view(self, request: HttpRequest, object_id: str, entry_id: int) -> HttpResponse:
        """Reopen what one allocation of this document settled."""
        source = self.find(request, object_id)
        entry = JournalEntry.objects.filter(
            pk=entry_id, kind=JournalEntry.Kind.ALLOCATION, postings__debit_item=source.open_item_id
        ).first()
        if entry is None:
            raise Http404
        by: Any = request.user

        def run(_request: HttpRequest, _source: Any, answers: Mapping[str, Any]) -> str:
            take_back(entry, effective_on=answers["on"], by=by, note=answers["reason"])
            text = _("Allocation reversed. The invoice is open again.")
            return with_effective_day(text, source.open_item, typed=answers["on"])

        action = ObjectAction(
            name="take-back",
            label=_("Reverse the allocation"),
            run=run,
            offered=lambda _source: True,
            form=DateAndReasonForm,
            initial=lambda _source: {"on": today()},
            explanation=_("The amount is open on the invoice again and unused here."),
            is_undoing=True,
        )
        return self.object_action_view(request, object_id, action)
