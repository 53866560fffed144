from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kit.staff.actions import Button, ObjectAction, ObjectActionsAdmin
from portal.kit.staff.queues import Queue, oldest, register_queues
from support.documents.requests import (
    NewRequest,
    accept_request,
    ask_for_document,
    decline_request,
    withdraw_request,
)
from support.models import DocumentRequest

Status = DocumentRequest.Status


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("The customer reads this and uploads another file."),
    )


def _accept(request: HttpRequest, asked: DocumentRequest, given: Mapping[str, Any]) -> str:
    accept_request(asked)
    return _("Accepted.")


def _decline(request: HttpRequest, asked: DocumentRequest, given: Mapping[str, Any]) -> str:
    decline_request(asked, reason=given["reason"])
    return _("Declined. The customer gets an email.")


def _withdraw(request: HttpRequest, asked: DocumentRequest, given: Mapping[str, Any]) -> str:
    withdraw_request(asked)
    return _("The customer is no longer asked for it.")


@admin.register(DocumentRequest)
class DocumentRequestAdmin(ObjectActionsAdmin):
    """Documents that customers are asked for, until they have been accepted."""

    list_display = ("title", "customer", "type", "status", "due_on", "asked_by")
    list_select_related = ("customer", "asked_by")
    list_filter = ("status", "type")
    search_fields = ("title", "customer__name", "customer__account_number")
    autocomplete_fields = ("customer",)
    object_actions = (
        ObjectAction(
            name="accept",
            label=gettext_lazy("Accept"),
            run=_accept,
            offered=lambda asked: asked.status == Status.UPLOADED,
        ),
        ObjectAction(
            name="decline",
            label=gettext_lazy("Decline"),
            run=_decline,
            offered=lambda asked: asked.status == Status.UPLOADED,
            form=ReasonForm,
            is_undoing=True,
        ),
        ObjectAction(
            name="withdraw",
            label=gettext_lazy("No longer needed"),
            run=_withdraw,
            offered=lambda asked: asked.status in {Status.ASKED, Status.UPLOADED},
            is_undoing=True,
        ),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        more = ("status", "reason", "asked_at", "asked_by") if obj else ()
        return ("customer", "type", "title", "explanation", "due_on", *more)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: DocumentRequest, form: Any, change: Any
    ) -> None:
        """Through the capability, which tells the customer."""
        given = form.cleaned_data
        by: Any = request.user
        new = NewRequest(given["title"], given["type"], given["explanation"], given["due_on"])
        made = ask_for_document(new, customer=given["customer"], by=by)
        obj.pk = made.pk

    def links(self, request: HttpRequest, obj: Any) -> list[Button]:
        if obj.document_id is None:
            return []
        url = reverse("admin:support_shareddocument_change", args=[obj.document_id])
        return [Button(gettext_lazy("The document"), url)]


def _uploaded() -> QuerySet[Any]:
    return DocumentRequest.objects.filter(status=Status.UPLOADED)


register_queues(
    [
        Queue(
            label=gettext_lazy("documents to review"),
            permission="support.change_documentrequest",
            count=lambda: _uploaded().count(),
            oldest=oldest(_uploaded, "asked_at"),
            url=lambda: (
                reverse("admin:support_documentrequest_changelist") + "?status__exact=uploaded"
            ),
        )
    ]
)
