"""What the staff's pages share: permissions that say no, amounts, and the work queues."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.cache import cache
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.money.format import NOTHING, written

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, PermissionsMixin

    Person = PermissionsMixin | AnonymousUser
    ModelAdmin = admin.ModelAdmin[Any]
    BaseTabularInline = admin.TabularInline[Any, Any]
else:
    ModelAdmin = admin.ModelAdmin
    BaseTabularInline = admin.TabularInline


MAX_DIGITS = 19  # of a bigint
# How old the counts of the queues may be.
SECONDS_COUNTED = 30


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
    """Names what the rows' form adds of its own: a file, the box that deletes."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label and not field.widget.is_hidden:
                widget = getattr(field.widget, "widget", field.widget)
                widget.attrs.setdefault("aria-label", capfirst(field.label))
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete this row")


class TabularInline(BaseTabularInline):
    """Rows whose controls have a name: the column's heading is none to a screen reader."""

    formset = NamedRows

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            widget: Any = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", capfirst(db_field.verbose_name))
        return field


class ReadOnly:
    """A mixin: to be looked at, by those who may, and changed by nobody."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Queue:
    """Work that waits for staff. `permission` is who sees it, `url` where it is done. `oldest` is
    since when the first of it waits, where that can be said."""

    label: str | Promise
    permission: str
    count: Callable[[], int]
    url: Callable[[], str]
    oldest: Callable[[], datetime | None] = lambda: None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue as one person sees it."""

    label: str
    count: int
    url: str
    oldest: datetime | None


def oldest(rows: Callable[[], models.QuerySet[Any]], since: str) -> Callable[[], datetime | None]:
    """Since when the first of `rows` waits, by the column `since`. One statement."""

    def first() -> datetime | None:
        found: datetime | None = rows().aggregate(first=models.Min(since))["first"]
        return found

    return first


_queues: list[Queue] = []


def register_queues(queues: Iterable[Queue]) -> None:
    """Show these on the staff's first page, before those of the rooms below."""
    _queues[:0] = queues


def queues_for(person: Person, *, counted_now: bool = False) -> list[Waiting]:
    """The queues this person may work on, as they were at most half a minute ago: one statement
    for each queue, and one more for its age where something waits."""
    key = f"staff-queues:{person.pk}:{get_language()}"
    found: list[Waiting] | None = None if counted_now else cache.get(key)
    if found is None:
        found = [_counted(queue) for queue in _queues if person.has_perm(queue.permission)]
        cache.set(key, found, SECONDS_COUNTED)
    return found


def _counted(queue: Queue) -> Waiting:
    count = queue.count()
    return Waiting(str(queue.label), count, queue.url(), queue.oldest() if count else None)
