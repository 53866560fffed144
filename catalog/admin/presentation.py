from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from catalog.admin.addresses import row_in_address
from catalog.admin.presentation_editor import edit, editor_context, preview
from catalog.models import (
    DeliveryWindow,
    Presentation,
    PresentationCustomer,
    PresentationLine,
    PresentationView,
    Section,
)
from catalog.pictures import check_head
from catalog.publishing import add_by_sku, duplicate, shortcomings
from catalog.uploads import receive
from portal.kit.staff.actions import Button, ObjectActionsAdmin
from portal.kit.staff.admin import StaffAdmin, TabularInline


class PresentationForm(forms.ModelForm):
    cover_file = forms.FileField(
        label=_("new cover"),
        required=False,
        help_text=_("JPEG, PNG, WebP, AVIF or TIFF, at most 15 MB."),
    )
    skus = forms.CharField(
        label=_("add by SKU"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, as copied from a spreadsheet. They join the last section."),
    )

    class Meta:
        model = Presentation
        exclude = ("cover", "customers")  # noqa: DJ006 - the others are editable

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        upload = cleaned.get("cover_file")
        if upload:
            try:
                check_head(upload)
            except forms.ValidationError as error:
                self.add_error("cover_file", error)
            if not cleaned.get("cover_alt"):
                text = _("Say what the cover shows, for those who do not see it.")
                self.add_error("cover_alt", text)
        return cleaned

    def save(self, commit: bool = True) -> Presentation:  # noqa: FBT001, FBT002 - Django's own
        if self.cleaned_data.get("cover_file"):
            self.instance.cover_incoming = receive(self.cleaned_data["cover_file"])
            self.instance.cover_problem = ""
        saved: Presentation = super().save(commit=commit)
        return saved


class SectionInline(TabularInline):
    model = Section
    extra = 0


class LineInline(TabularInline):
    model = PresentationLine
    extra = 0
    fields = ("section", "position", "product", "badge", "note")
    autocomplete_fields = ("product",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only sections of this presentation."""
        if db_field.name == "section":
            kwargs["queryset"] = Section.objects.filter(presentation=row_in_address(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class WindowInline(TabularInline):
    model = DeliveryWindow
    extra = 0


class ChosenInline(TabularInline):
    model = PresentationCustomer
    extra = 0
    autocomplete_fields = ("customer",)


@admin.register(Presentation)
class PresentationAdmin(ObjectActionsAdmin):
    form = PresentationForm
    list_display = ("name", "kind", "status", "opens_on", "orders_until", "is_for_all")
    list_filter = ("status", "kind")
    search_fields = ("name", "code")
    autocomplete_fields = ("price_list", "rep")
    prepopulated_fields = {"code": ("name",)}
    readonly_fields = ("missing", "opened_by")
    inlines = (SectionInline, LineInline, WindowInline, ChosenInline)
    actions = ("duplicate_chosen",)

    def action_urls(self) -> list[URLPattern]:
        return [*super().action_urls(), self.object_url("arrange", self.arrange_view)]

    def arrange_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The editor: what is in it and in which order. `?account=` shows it as that customer."""
        presentation: Presentation = self.find(request, object_id)
        if request.method == "POST":
            return edit(request, presentation)
        if "account" in request.GET:
            shown = preview(request, presentation)
            if shown is not None:
                return shown
            self.message_user(request, _t("No customer has this number."), messages.ERROR)
        context = editor_context(request, presentation)
        return self.ask(request, "admin/catalog/presentation_editor.html", presentation, context)

    def links(self, request: HttpRequest, obj: Presentation) -> list[Button]:
        return [Button(_t("Arrange products"), self.url_of(obj, "arrange"))]

    @admin.display(description=_("before it is published"))
    def missing(self, obj: Presentation) -> str:
        if not obj.code:
            return "–"
        return " ".join(shortcomings(obj, today=Organization.current().today())) or _t("Ready.")

    @admin.display(description=_("opened by"))
    def opened_by(self, obj: Presentation) -> str:
        if not obj.code:
            return "–"
        views = obj.views.select_related("customer")[:20]
        return ", ".join(f"{view.customer} ({view.times})" for view in views) or "–"

    def save_model(self, request: HttpRequest, obj: Presentation, form: Any, change: Any) -> None:
        if obj.status == Presentation.Status.PUBLISHED and obj.published_at is None:
            obj.published_at = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        skus = form.cleaned_data["skus"].split()
        if not skus:
            return
        presentation: Presentation = form.instance
        section = presentation.sections.order_by("-position", "-pk").first()
        if section is None:
            section = Section.objects.create(presentation=presentation, title=presentation.name)
        added, unknown = add_by_sku(section, skus)
        self.message_user(request, _t("%(count)s products were added.") % {"count": added})
        if unknown:
            text = _t("No product has these SKUs: %(skus)s") % {"skus": ", ".join(unknown[:20])}
            self.message_user(request, text, messages.WARNING)

    @admin.action(description=_("Duplicate as a draft"))
    def duplicate_chosen(self, request: HttpRequest, queryset: Any) -> None:
        for old in queryset:
            duplicate(old)


@admin.register(PresentationView)
class PresentationViewAdmin(StaffAdmin):
    list_display = ("presentation", "customer", "user", "first_at", "last_at", "times")
    list_select_related = ("presentation", "customer", "user")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
