"""What the staff's pages share: permissions that say no, amounts and quantities."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.kit.money.format import NOTHING, quantity, written

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, PermissionsMixin

    Person = PermissionsMixin | AnonymousUser
    ModelAdmin = admin.ModelAdmin[Any]
    BaseTabularInline = admin.TabularInline[Any, Any]
else:
    ModelAdmin = admin.ModelAdmin
    BaseTabularInline = admin.TabularInline


MAX_DIGITS = 19  # of a bigint


def shown_amount(amount: Decimal | None, currency: str) -> SafeString:
    """An amount as staff read it in lists and on pages, with its currency."""
    text = NOTHING if amount is None else written(amount, currency)
    return format_html('<span class="amount">{}</span>', text)


def amount_column(field: str, label: Any) -> Callable[[Any], SafeString]:
    """A list's column for the amount in `field` of a row that has a `currency`."""

    @admin.display(description=label, ordering=field)
    def column(row: Any) -> SafeString:
        return shown_amount(getattr(row, field), row.currency)

    column.__name__ = field
    return column


def quantity_column(field: str, label: Any) -> Callable[[Any], str]:
    """A list's column for the quantity in `field`, without trailing zeros."""

    @admin.display(description=label, ordering=field)
    def column(row: Any) -> str:
        return quantity(getattr(row, field))

    column.__name__ = field
    return column


def is_row_number(value: Any) -> bool:
    """Whether it can be the number of a row."""
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) < MAX_DIGITS


class StaffAdmin(ModelAdmin):
    """The base of every model's pages."""

    show_full_result_count = False
    list_per_page = 50
    # The browser's own picker: every browser has one, and it needs no script.
    formfield_overrides: ClassVar[Any] = {
        models.DateField: {
            "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        },
        models.DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": forms.DateTimeInput(
                attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
            ),
        },
    }

    class Media:
        js = ("kit/admin.js",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address fills in, without what names no row: `?customer=none` chooses nobody."""
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        return {name: value for name, value in given.items() if self._is_fitting(name, value)}

    def _is_fitting(self, name: str, value: Any) -> bool:
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return True
        return not field.is_relation or is_row_number(value)


class NamedRows(BaseInlineFormSet):
    """Rows whose controls have a name: the column's heading is none to a screen reader."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label and not field.widget.is_hidden:
                widget = getattr(field.widget, "widget", field.widget)
                widget.attrs.setdefault("aria-label", capfirst(field.label))
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete this row")


class TabularInline(BaseTabularInline):
    formset = NamedRows


class ReadOnly:
    """A mixin: to be looked at, by those who may, and changed by nobody."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
