"""The filters above a list: one search field, ranges of dates with presets, choices; and the chips
that say what is set. What is wrong is said beside its field, and then nothing is listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.kit.dates.fields import DayField
from portal.kit.dates.periods import add_months, month_end, month_start, quarter_start
from portal.kit.lists.paging import url_with
from portal.kit.money.format import day_text

# What the form sends along unseen, so that filtering keeps the tab and the order.
KEPT = ("status", "sort")

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Preset:
    """A range of days by name, worked out from today."""

    label: str | Promise
    days: Callable[[date], Days]


def _this_month(today: date) -> Days:
    return month_start(today), month_end(today)


def _last_month(today: date) -> Days:
    start = add_months(month_start(today), -1)
    return start, month_end(start)


def _this_quarter(today: date) -> Days:
    start = quarter_start(today)
    return start, month_end(add_months(start, 2))


PAST = (
    Preset(gettext_lazy("This month"), _this_month),
    Preset(gettext_lazy("Last month"), _last_month),
    Preset(gettext_lazy("Last 90 days"), lambda today: (today - timedelta(89), today)),
    Preset(gettext_lazy("This quarter"), _this_quarter),
    Preset(
        gettext_lazy("This year"), lambda today: (date(today.year, 1, 1), date(today.year, 12, 31))
    ),
)
COMING = (
    Preset(pgettext_lazy("due date", "Before today"), lambda today: (None, today - timedelta(1))),
    Preset(gettext_lazy("Next 7 days"), lambda today: (today, today + timedelta(6))),
    Preset(gettext_lazy("Until the end of this month"), lambda today: (None, month_end(today))),
    Preset(gettext_lazy("This month"), _this_month),
    Preset(gettext_lazy("Last month"), _last_month),
)


@dataclass(frozen=True, slots=True)
class DateRange:
    """A range over `column`, in the parameters `first` and `last`, both ends included."""

    first: str
    last: str
    column: str
    label: str | Promise
    presets: Sequence[Preset] = PAST

    @property
    def names(self) -> tuple[str, str]:
        return self.first, self.last


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the address without it."""

    name: str
    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class PresetLink:
    label: str
    url: str
    is_current: bool


def date_field(label: Any) -> DayField:
    return DayField(label=label, required=False)


class FilterForm(forms.Form):
    """A search in `?q=`, the `ranges`, and one select for each of `choices`.

    The first range has a chip of its own above the list; everything else stands behind "Filters".
    """

    use_required_attribute = False
    ranges: tuple[DateRange, ...] = ()
    placeholder: str | Promise = pgettext_lazy("verb", "Search")

    q = forms.CharField(
        label=pgettext_lazy("verb", "Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, params: QueryDict, *, today: date) -> None:
        super().__init__(params)
        self.params = params
        self.today = today
        self.fields["q"].widget.attrs["placeholder"] = self.placeholder
        for one in self.ranges:
            for name, label in zip(one.names, (_("From"), _("To")), strict=True):
                self.fields[name] = date_field(label)

    def clean(self) -> dict[str, Any]:
        for one in self.ranges:
            start, end = (self.cleaned_data.get(name) for name in one.names)
            if start and end and end < start:
                self.add_error(one.last, _("The end is before the start."))
        return self.cleaned_data

    def narrow(self, items: QuerySet[Any]) -> QuerySet[Any]:
        """The items that the filters let through; none where a filter makes no sense."""
        if not self.is_valid():
            return items.none()
        if q := self.cleaned_data.get("q"):
            items = items.filter(self.matching(q))
        for one in self.ranges:
            start, end = (self.cleaned_data.get(name) for name in one.names)
            if start:
                items = items.filter(**{f"{one.column}__gte": start})
            if end:
                items = items.filter(**{f"{one.column}__lte": end})
        return items

    def matching(self, q: str) -> Q:
        """What the search looks for."""
        raise NotImplementedError

    @property
    def status_code(self) -> int:
        """422 when something in the filters cannot be understood."""
        return 200 if self.is_valid() else 422

    @property
    def is_filtering(self) -> bool:
        return any(self[name].data for name in self.fields)

    @property
    def is_searching(self) -> bool:
        return bool(self["q"].data)

    @property
    def kept(self) -> list[tuple[str, str]]:
        return [(name, self.data[name]) for name in KEPT if self.data.get(name)]

    @property
    def cleared_url(self) -> str:
        return url_with(self.params, page=None, **dict.fromkeys(self.fields))

    @property
    def date_range(self) -> DateRange | None:
        """The range with a chip of its own."""
        return self.ranges[0] if self.ranges else None

    @property
    def choice_fields(self) -> list[forms.BoundField]:
        """The selects, behind "Filters"."""
        names = {name for one in self.ranges for name in one.names} | {"q"}
        return [field for field in self if field.name not in names]

    @property
    def further_ranges(self) -> Sequence[DateRange]:
        return self.ranges[1:]

    def fields_of(self, one: DateRange) -> list[forms.BoundField]:
        return [self[name] for name in one.names]

    def has_errors(self, one: DateRange) -> bool:
        return any(self[name].errors for name in one.names)

    @property
    def has_further_errors(self) -> bool:
        return any(map(self.has_errors, self.further_ranges)) or any(
            field.errors for field in self.choice_fields
        )

    def is_set(self, one: DateRange) -> bool:
        return any(self[name].data for name in one.names)

    def presets_of(self, one: DateRange) -> list[PresetLink]:
        """The presets of a range as links that keep everything else."""
        links = []
        for preset in one.presets:
            days = [day.isoformat() if day else None for day in preset.days(self.today)]
            asked = [self.params.get(name) or None for name in one.names]
            changes = dict(zip(one.names, days, strict=True))
            url = url_with(self.params, page=None, **changes)
            links.append(PresetLink(str(preset.label), url, asked == days))
        return links

    @property
    def chips(self) -> list[Chip]:
        """What is set beside the search, in the order of the fields. Nothing that is wrong."""
        chips = []
        if not self.is_valid():
            return []
        for field in self.choice_fields:
            if value := self.cleaned_data.get(field.name):
                labels: Mapping[str, str] = dict(cast("Any", field.field).choices)
                chips.append(
                    Chip(
                        field.name, str(field.label), str(labels[value]), self._without(field.name)
                    )
                )
        for one in self.ranges:
            start, end = (self.cleaned_data.get(name) for name in one.names)
            if start or end:
                chips.append(
                    Chip(one.first, str(one.label), _days(start, end), self._without(*one.names))
                )
        return chips

    def _without(self, *names: str) -> str:
        return url_with(self.params, page=None, **dict.fromkeys(names))


def _days(start: date | None, end: date | None) -> str:
    if start is None:
        return _("until %(day)s") % {"day": day_text(end)}
    if end is None:
        return _("from %(day)s") % {"day": day_text(start)}
    if start == end:
        return day_text(start)
    return _("%(start)s – %(end)s") % {"start": day_text(start), "end": day_text(end)}
