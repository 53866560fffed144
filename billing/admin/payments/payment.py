from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization
from billing.admin.allocating import MAX_ITEMS, SpendingAdmin, items_to_settle, refund_action
from billing.admin.applications import applied_rows
from billing.admin.documents.document import money_of, void_action
from billing.admin.documents.exporting import EXPORTS, PAYMENT_COLUMNS, ExportingAdmin
from billing.admin.payments.money_back import is_online, online_refund_action
from billing.documents.status import payment_status
from billing.downloads.document_pdf import pdf_of
from billing.ledger.allocation import Share, propose_oldest_first
from billing.ledger.posting import KeyReused
from billing.models import OpenItem, Payment, Posting
from billing.payments.entry import record_payment, void_payment
from billing.payments.entry_warnings import questions_about_payment
from billing.staff.forms import AllocationForm, PaymentForm
from portal.kit.money.currencies import quantise
from portal.kit.money.format import written
from portal.kit.staff.actions import Button, ObjectAction
from portal.kit.staff.admin import ReadOnly, is_row_number, shown_amount
from portal.kit.staff.questions import answer_to, is_answered
from portal.kit.web.downloads import pdf_response
from portal.kit.web.refusals import Refusal

PAYABLE = (OpenItem.Kind.INVOICE, OpenItem.Kind.RETAINER)


class DepositFilter(admin.SimpleListFilter):
    title = gettext_lazy("unallocated")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        return [
            ("open", gettext_lazy("Some is a deposit")),
            ("usable", gettext_lazy("Deposit while invoices are open")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("open", "usable"):
            queryset = queryset.filter(open_item__open__gt=0)
        if self.value() == "usable":
            queryset = queryset.filter(customer__balance__outstanding__gt=0)
        return queryset


def _went_back(kind: str) -> Subquery:
    live = Posting.objects.filter(
        debit_item=OuterRef("open_item"), entry__kind=kind, entry__reversed_by__isnull=True
    )
    return Subquery(live.values("debit_item").annotate(amount=Sum("amount")).values("amount"))


def _only_by_hand(action: ObjectAction) -> ObjectAction:
    """What came through the gateway goes back through it, and is not undone by hand."""
    return replace(
        action, offered=lambda payment: action.offered(payment) and not is_online(payment)
    )


def _questions(form: PaymentForm) -> list[str]:
    values = form.cleaned_data
    return questions_about_payment(
        customer=values["customer"],
        amount=values["amount"],
        reference=values["reference"],
        key=values["key"],
    )


@admin.register(Payment)
class PaymentAdmin(ReadOnly, ExportingAdmin, SpendingAdmin):
    """Adding one records it, in two steps; afterwards it is spread, refunded or voided."""

    change_form_template = "admin/billing/document_change_form.html"
    payment_template = "admin/billing/payment.html"
    list_display = (
        "number",
        "customer",
        "received_on",
        "method",
        "reference",
        "status_label",
        "shown_total",
        "unallocated",
    )
    list_select_related = ("customer", "open_item")
    list_filter = (DepositFilter, "status", "method", "received_on", "currency")
    search_fields = ("number", "reference", "customer__name", "customer__account_number")
    ordering = ("-pk",)
    actions = EXPORTS
    export_columns = PAYMENT_COLUMNS
    fields = (
        "number",
        "customer",
        "status_label",
        "status",
        "shown_total",
        "unallocated",
        "method",
        "received_on",
        "reference",
        "note",
        "recorded_by",
        "recorded_at",
    )
    object_actions = (
        online_refund_action,
        _only_by_hand(refund_action(lambda payment: payment.open_item)),
        _only_by_hand(
            void_action(
                void_payment,
                gettext_lazy(
                    "For a payment entered in error or returned by the bank. Its invoices are "
                    "reopened."
                ),
            )
        ),
    )
    shown_total = money_of("amount", gettext_lazy("amount"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("billing.add_payment")

    def get_urls(self) -> list[URLPattern]:
        return [self.object_url("pdf", self.pdf_view), *super().get_urls()]

    # --- Recording one -----------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """First what was received, then what it pays. Nothing is kept between the two steps but
        what the pages carry."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            given = request.GET.dict()
            if not is_row_number(given.get("customer", "")):
                given.pop("customer", None)
            return self._ask_payment(request, PaymentForm(initial=given))
        form = PaymentForm(request.POST)
        if not form.is_valid() or "_back" in request.POST:
            return self._ask_payment(request, form)
        if "_deposit" in request.POST:
            questions = _questions(form)
            if not is_answered(request, questions):
                return self._ask_payment(request, form, questions)
            return self._record(request, form, []) or self._ask_payment(request, form)
        return self._allocate_new(request, form)

    def _allocate_new(self, request: HttpRequest, form: PaymentForm) -> HttpResponse:
        customer = form.cleaned_data["customer"]
        data = request.POST if "_record" in request.POST else None
        items = items_to_settle(customer, PAYABLE, data)
        amount = quantise(form.cleaned_data["amount"], customer.currency)
        invoices = [item for item in items if item.kind == OpenItem.Kind.INVOICE]
        proposed = propose_oldest_first(invoices, amount) if "_propose" in request.POST else []
        shares = AllocationForm(
            data, items=items, available=amount, currency=customer.currency, proposed=proposed
        )
        questions: list[str] = []
        if data is not None and shares.is_valid():
            questions = _questions(form)
            done = None
            if is_answered(request, questions):
                done = self._record(request, form, shares.shares)
            if done is not None:
                return done
            for errors in form.errors.values():
                shares.add_error(None, list(errors))
        context = {
            "title": _("Allocate the payment"),
            "payment": form,
            "form": shares,
            "questions": questions,
            "answer_to": answer_to(questions),
        }
        return self.ask(
            request, self.allocation_template, None, {**context, "most_items": MAX_ITEMS}
        )

    def _record(
        self, request: HttpRequest, form: PaymentForm, shares: Sequence[Share]
    ) -> HttpResponse | None:
        """Record it and show it; None, with the reason on the form, when refused."""
        by: Any = request.user
        try:
            with transaction.atomic():
                payment = record_payment(**form.cleaned_data, shares=shares, by=by)
                self.log_addition(request, payment, _("Recorded."))
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            return None
        except KeyReused:
            form.add_error(
                None, _("This payment has already been recorded with a different amount.")
            )
            return None
        amount, left = (
            written(sum_, payment.currency) for sum_ in (payment.amount, payment.unallocated)
        )
        sentence = _("%(payment)s recorded: %(amount)s, of which %(left)s is a deposit.")
        text = sentence % {"payment": payment, "amount": amount, "left": left}
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(self.url_of(payment))

    def _ask_payment(
        self, request: HttpRequest, form: PaymentForm, questions: Sequence[str] = ()
    ) -> HttpResponse:
        context = {
            "title": _("Record a payment"),
            "form": form,
            "media": self.media + form.media,
            "questions": questions,
            "answer_to": answer_to(questions),
        }
        return self.ask(request, self.payment_template, None, context)

    # --- Looking at one ----------------------------------------------------------------------

    def pdf_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The receipt as the customer gets it."""
        payment = self.find_to_view(request, object_id)
        content = pdf_of(payment, seller=Organization.current())
        return pdf_response(content, f"{_('Payment')}-{payment}")

    def links(self, request: HttpRequest, obj: Payment) -> list[Button]:
        return [Button(_("View PDF"), self.url_of(obj, "pdf"))]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        payment = kwargs["obj"]
        context |= {
            "applied": applied_rows(payment.open_item),
            "currency": payment.currency,
            "may_act": self.may_act(request),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        payments: Any = super().get_queryset(request)
        found: QuerySet[Any] = payments.annotate(
            refunded=_went_back("refund"), taken_back=_went_back("dispute")
        )
        return found

    @admin.display(description=gettext_lazy("status"))
    def status_label(self, payment: Any) -> str:
        return payment_status(
            payment.open_item,
            payment.status,
            refunded=payment.refunded or Decimal(0),
            taken_back=payment.taken_back or Decimal(0),
        ).label

    @admin.display(description=gettext_lazy("unallocated"), ordering="open_item__open")
    def unallocated(self, payment: Payment) -> SafeString:
        return shown_amount(payment.unallocated, payment.currency)
