"""What the staff's pages of invoices, credit notes and retainer invoices share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import connection
from django.db.models import DateField, QuerySet, Value
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.approvals import asked_sentence
from accounts.models import Approval, Organization
from accounts.staff import staff_user
from billing.admin.applications import applied_rows
from billing.admin.documents.closing import closing_payments, payments_warning
from billing.admin.documents.exporting import EXPORTS, ExportingAdmin
from billing.admin.effective_date import with_effective_day
from billing.documents.issuing.issue import NotADraft
from billing.documents.status import DocumentStatus
from billing.downloads.document_pdf import pdf_of
from billing.ledger.posting import lock_account
from billing.models import OpenItem, Payment
from billing.models.documents.document import Document
from billing.staff.forms import DateAndReasonForm, IssueForm, today
from billing.staff.scheduled_documents import schedule, unschedule
from portal.kit.money.format import day_text
from portal.kit.staff.actions import Button, ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import shown_amount
from portal.kit.web.downloads import pdf_response
from portal.kit.web.refusals import Refusal

# The issued document, or the request for a second person.
Issue = Callable[..., Document | Approval]


class StatusFilter(admin.SimpleListFilter):
    """By what is open, whatever the status says."""

    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        return [
            ("open", gettext_lazy("Open")),
            ("settled", gettext_lazy("Settled")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "open":
                return queryset.filter(open_item__open__gt=0)
            case "overdue":
                return queryset.filter(open_item__open__gt=0, open_item__due_on__lt=today())
            case "settled":
                return queryset.filter(status=Document.Status.ISSUED, open_item__open=0)
        return queryset


class DueStatusFilter(StatusFilter):
    """The same, of what can be overdue."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        overdue = ("overdue", gettext_lazy("Overdue"))
        return [*super().lookups(request, model_admin), overdue]


def on_today(_document: Any) -> dict[str, Any]:
    return {"on": today()}


def void_action(run: Callable[..., Any], explanation: Any) -> ObjectAction:
    """Voiding a document by `run`, with a date and a reason."""

    def void(request: HttpRequest, document: Document, answers: Mapping[str, Any]) -> str:
        done = run(document, voided_on=answers["on"], by=request.user, note=answers["reason"])
        if isinstance(done, Approval):
            return asked_sentence(done)
        return with_effective_day(
            _("%s has been voided.") % document, document.open_item, typed=answers["on"]
        )

    return ObjectAction(
        name="void",
        label=gettext_lazy("Void"),
        run=closing_payments(void),
        warning=payments_warning,
        outside_transaction=True,
        offered=lambda document: (
            document.status in (Document.Status.ISSUED, Payment.Status.RECEIVED)
        ),
        form=DateAndReasonForm,
        initial=on_today,
        explanation=explanation,
        is_undoing=True,
    )


def issue_action(issue: Issue, warning: Callable[[Any], str] = lambda _: "") -> ObjectAction:
    """Issuing a draft by `issue`, on a date. `warning` is what to know before."""

    def run(request: HttpRequest, document: Document, answers: Mapping[str, Any]) -> str:
        day, by = answers["issued_on"], staff_user(request)
        if day > today():
            return _scheduled(schedule(document, on=day, by=by))
        return _issued(issue(document, issued_on=day, by=by))

    return ObjectAction(
        name="issue",
        label=gettext_lazy("Issue"),
        run=run,
        offered=lambda document: document.is_draft,
        form=IssueForm,
        initial=lambda document: {"issued_on": document.issued_on or today()},
        warning=warning,
        explanation=gettext_lazy("Issued documents are numbered and can't be changed."),
    )


def _scheduled(document: Document) -> str:
    sentence = _("This stays a draft until %(day)s, when it is numbered and issued automatically.")
    return sentence % {"day": day_text(document.issued_on)}


def unschedule_action() -> ObjectAction:
    """Taking a draft that would issue itself back into one's own hands."""

    def run(request: HttpRequest, document: Document, answers: Mapping[str, Any]) -> str:
        unschedule(document)
        return _("This is a draft again. Issue it manually.")

    return ObjectAction(
        name="unschedule",
        label=gettext_lazy("Cancel automatic issue"),
        run=run,
        offered=lambda document: document.is_draft and document.is_scheduled,
        explanation=gettext_lazy("It stays a draft until someone issues it."),
    )


def _issued(document: Document | Approval) -> str:
    if isinstance(document, Approval):
        return asked_sentence(document)
    return _("%s has been issued.") % document


class DocumentAdmin(ExportingAdmin, ObjectActionsAdmin):
    """Drafts are edited and issued; what has been issued is looked at, voided and printed."""

    issue: ClassVar[Any]
    change_form_template = "admin/billing/document_change_form.html"
    autocomplete_fields: ClassVar[Any] = ("customer",)
    list_select_related: ClassVar[Any] = ("customer", "open_item")
    search_fields: ClassVar[Any] = (
        "number",
        "customer__name",
        "customer__account_number",
        "po_number",
        "order_reference",
    )
    ordering: ClassVar[Any] = ("-pk",)
    actions: Any = ("issue_selected", *EXPORTS)
    draft_fields: ClassVar[Sequence[str]] = ()
    draft_figures: ClassVar[Sequence[str]] = ()
    issued_fields: ClassVar[Sequence[str]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Each with the seller's `today`, asked for once and not once a row."""
        queryset: QuerySet[Any] = super().get_queryset(request)
        dated: QuerySet[Any] = queryset.annotate(today=Value(today(), DateField()))
        return dated

    # --- What may be changed -----------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """On a write, read again under the account's lock: somebody may just be issuing it."""
        document = super().get_object(request, object_id, from_field)
        if document is not None and request.method == "POST" and connection.in_atomic_block:
            lock_account(document.customer)
            document = super().get_object(request, object_id, from_field)
        return document

    def get_fields(self, request: HttpRequest, obj: Document | None = None) -> Any:
        if obj is None:
            return self.draft_fields
        return [*self.draft_fields, *self.draft_figures] if obj.is_draft else self.issued_fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        obj.currency = obj.customer.currency
        if obj.is_scheduled and (obj.issued_on is None or obj.issued_on <= today()):
            obj.is_scheduled = False
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    # --- Issuing -----------------------------------------------------------------------------

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        return self._issue_after_save(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return self._issue_after_save(request, obj) or super().response_change(request, obj)

    def _issue_after_save(self, request: HttpRequest, obj: Document) -> HttpResponse | None:
        """For “Save and issue”: a refused draft stays saved and its page is shown again; what is
        asked about before goes on to the page that asks."""
        if "_issue" not in request.POST or not self.may_act(request):
            return None
        if self.warning_of(obj):
            text = _("Draft saved but not issued. Please check the points below first.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(self.url_of(obj, "issue"))
        self._issue_all(request, [obj])
        return HttpResponseRedirect(self.url_of(obj))

    @admin.action(description=gettext_lazy("Issue the selected drafts"), permissions=["change"])
    def issue_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Each by itself: what one refuses does not hold up the others."""
        self._issue_all(request, queryset.order_by("pk"))

    def _issue_all(self, request: HttpRequest, documents: Any) -> None:
        for document in documents:
            if warning := self.warning_of(document):
                text = _("%(warning)s It was not issued. Issue it from its own page.")
                values = {"warning": f"{self._named(document)}: {warning}"}
                self.message_user(request, text % values, messages.WARNING)
                continue
            try:
                if document.issued_on is not None and document.issued_on > today():
                    by = staff_user(request)
                    text = _scheduled(schedule(document, on=document.issued_on, by=by))
                    self.log_change(request, document, text)
                    self.message_user(request, f"{self._named(document)}: {text}", messages.WARNING)
                    continue
                issued = self.issue(document, by=request.user)
            except Refusal as refusal:
                already = isinstance(refusal, NotADraft)
                text = (
                    refusal.sentence if already else f"{self._named(document)}: {refusal.sentence}"
                )
                self.message_user(request, text, messages.ERROR)
            else:
                sentence = _issued(issued)
                is_done = not isinstance(issued, Approval)
                self.log_change(request, issued if is_done else document, sentence)
                level = messages.SUCCESS if is_done else messages.WARNING
                self.message_user(request, sentence, level)

    def warning_of(self, document: Any) -> str:
        """What to ask about before this draft is issued; nothing for most."""
        return ""

    def _named(self, document: Document) -> str:
        return _("Draft %(id)s for %(customer)s") % {
            "id": document.pk,
            "customer": document.customer,
        }

    # --- Looking at one ----------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        return [self.object_url("pdf", self.pdf_view), *super().get_urls()]

    def pdf_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The document as the customer gets it."""
        document = self.find_to_view(request, object_id)
        content = pdf_of(document, seller=Organization.current())
        return pdf_response(content, f"{self.opts.verbose_name}-{document}")

    def links(self, request: HttpRequest, obj: Document) -> list[Button]:
        return [] if obj.is_draft else [Button(_("View PDF"), self.url_of(obj, "pdf"))]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        document = kwargs.get("obj")
        if document is None or document.is_draft:
            context["show_issue"] = self.may_act(request)
        elif document.open_item is not None:
            context |= {
                "applied": applied_rows(document.open_item),
                "currency": document.currency,
                "may_act": self.may_act(request),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Columns and figures -----------------------------------------------------------------

    def status_label_of(self, document: Any, item: OpenItem) -> DocumentStatus:
        raise NotImplementedError

    @admin.display(description=gettext_lazy("number"), ordering="number")
    def named(self, document: Document) -> str:
        return str(document)

    @admin.display(description=gettext_lazy("status"))
    def status_label(self, document: Document) -> str:
        if document.open_item is None:
            if document.is_scheduled:
                return _("Issued automatically on %s") % day_text(document.issued_on)
            return str(_("Draft"))
        return self.status_label_of(document, document.open_item).label

    @admin.display(description=gettext_lazy("open"), ordering="open_item__open")
    def shown_open(self, document: Document) -> SafeString:
        amount = document.open_item.open if document.open_item else None
        return shown_amount(amount, document.customer.currency)


def money_of(field: str, label: Any) -> Callable[[Any, Any], SafeString]:
    """A method that shows the amount in `field` of a document, with its currency."""

    @admin.display(description=label, ordering=field)
    def shown(_admin: Any, document: Any) -> SafeString:
        return shown_amount(getattr(document, field), document.currency)

    return shown
