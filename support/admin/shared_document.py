from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kit.dates.fields import DayField
from portal.kit.files.uploads import UploadRefused, handed_back
from portal.kit.staff.actions import Button, ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly, TabularInline
from support.documents.sharing import NewDocument, add_version, share_document, withdraw_document
from support.files import accept_file
from support.forms import one_file
from support.models import DocumentVersion, SharedDocument
from support.models.thread import Side


class NewDocumentForm(forms.ModelForm):
    """A document with its first version."""

    file = one_file()

    class Meta:
        model = SharedDocument
        fields = ("customer", "type", "title", "valid_until", "only_for")

    def clean_file(self) -> Any:
        """What is refused is said beside the field, before anything is saved."""
        try:
            accept_file(self.cleaned_data["file"])
        except UploadRefused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return self.cleaned_data["file"]


class VersionForm(forms.Form):
    file = one_file()
    note = forms.CharField(label=gettext_lazy("What is new"), max_length=200, required=False)
    valid_until = DayField(label=gettext_lazy("Valid until"), required=False)


class VersionInline(ReadOnly, TabularInline):
    model = DocumentVersion
    extra = 0
    fields = ("version", "name", "size", "uploaded_at", "uploaded_by", "note", "taken_by")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("downloaded by"))
    def taken_by(self, version: DocumentVersion) -> str:
        people = version.downloads.select_related("by").values_list("by__name", flat=True)
        return ", ".join(dict.fromkeys(people)) or "–"


def _add_version(request: HttpRequest, document: SharedDocument, given: Mapping[str, Any]) -> str:
    by: Any = request.user
    add_version(
        document,
        upload=given["file"],
        by=by,
        note=given["note"],
        valid_until=given["valid_until"],
    )
    return _("Uploaded. The customer gets an email.")


def _withdraw(request: HttpRequest, document: SharedDocument, given: Mapping[str, Any]) -> str:
    withdraw_document(document)
    return _("Withdrawn.")


@admin.register(SharedDocument)
class SharedDocumentAdmin(ObjectActionsAdmin):
    """Files that customers and staff keep for each other."""

    form = NewDocumentForm
    list_display = ("number", "title", "customer", "side", "type", "valid_until", "withdrawn_at")
    list_select_related = ("customer",)
    list_filter = ("side", "type", ("withdrawn_at", admin.EmptyFieldListFilter))
    search_fields = ("number", "title", "customer__name", "customer__account_number")
    autocomplete_fields = ("customer", "only_for")
    inlines = (VersionInline,)
    object_actions = (
        ObjectAction(
            name="version",
            label=gettext_lazy("New version"),
            run=_add_version,
            offered=lambda document: document.withdrawn_at is None,
            form=VersionForm,
            initial=lambda document: {"valid_until": document.valid_until},
        ),
        ObjectAction(
            name="withdraw",
            label=gettext_lazy("Withdraw"),
            run=_withdraw,
            offered=lambda document: document.withdrawn_at is None,
            explanation=gettext_lazy("The customer no longer sees it. Staff still do."),
            is_undoing=True,
        ),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        more = ("number", "side", "created_at", "withdrawn_at") if obj else ("file",)
        return ("customer", "type", "title", "valid_until", "only_for", *more)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def save_model(self, request: HttpRequest, obj: SharedDocument, form: Any, change: Any) -> None:
        """Through the capability, which stores the file and tells the customer."""
        given = form.cleaned_data
        by: Any = request.user
        made = share_document(
            NewDocument(given["title"], given["type"], given["valid_until"], given["only_for"]),
            customer=given["customer"],
            upload=given["file"],
            side=Side.SELLER,
            by=by,
        )
        obj.pk, obj.number = made.pk, made.number

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("file/<str:token>/", view, name="support_version"), *super().get_urls()]

    def file_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """A version, for staff who may see shared documents."""
        version = DocumentVersion.objects.filter(token=token).first()
        if version is None or not self.has_view_permission(request):
            raise Http404
        return handed_back(version.file, name=version.name, content_type=version.content_type)

    def links(self, request: HttpRequest, obj: Any) -> list[Button]:
        versions = obj.versions.all()[:1]
        return [
            Button(gettext_lazy("Download"), reverse("admin:support_version", args=[one.token]))
            for one in versions
        ]
