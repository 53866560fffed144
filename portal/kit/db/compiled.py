"""Querysets whose SQL is made once.

Django makes the SQL of a queryset anew each time it is asked, which for a query of one row takes
longer than the database needs to answer. A handful of queries are asked on every page; those are
declared with their parameters' types and compiled at their first use:

    memberships_of = compiled(
        lambda user_id: Membership.objects.filter(user_id=user_id).select_related("customer"),
        user_id=int,
    )
    memberships_of(user_id=request.user.pk)

What comes back is a list of model instances, as the queryset itself would give.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)

# Values that no query has by itself: they mark in its SQL where a parameter goes.
MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda at: 1_907_300_011 + at,
    str: lambda at: f"parameter-{at}-6f1d9a",
    date: lambda at: date(9711, 3, 5) + timedelta(at),
}


@dataclass(frozen=True, slots=True)
class _Statement(Generic[M]):
    """SQL with the way from its rows to instances."""

    sql: str
    # In their order: the name of a parameter, or the value that the query brings itself.
    places: tuple[tuple[str | None, Any], ...]
    compiler: Any
    model: type[M]
    columns: tuple[int, int, list[str]]
    related: list[Any]
    annotations: dict[str, int]
    converters: dict[Any, Any]

    def ask(self, given: dict[str, Any]) -> list[M]:
        values = [given[name] if name else value for name, value in self.places]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            rows: Any = cursor.fetchall()
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        start, end, names = self.columns
        found = []
        for row in rows:
            instance = self.model.from_db(connection.alias, names, row[start:end])
            for populator in self.related:
                populator.populate(row, instance)
            for name, at in self.annotations.items():
                setattr(instance, name, row[at])
            found.append(instance)
        return found


class Compiled(Generic[M]):
    """A queryset waiting for its parameters. Called with them by name it asks the database, in one
    statement, and returns a list."""

    def __init__(self, build: Callable[..., QuerySet[M]], types: dict[str, type]) -> None:
        self._build, self._types = build, types
        self._statement: _Statement[M] | None = None

    def __call__(self, **given: Any) -> list[M]:
        """Raises TypeError for a parameter that is missing, too many or of another type."""
        wrong = [name for name, kind in self._types.items() if type(given.get(name)) is not kind]
        if wrong or len(given) != len(self._types):
            raise TypeError(f"Takes {self._types}, not {given}.")
        if self._statement is None:
            self._statement = self._compile()
        return self._statement.ask(given)

    def _compile(self) -> _Statement[M]:
        marks = {
            name: MARKS[kind](at) for at, (name, kind) in enumerate(self._types.items(), start=1)
        }
        queryset = self._build(**marks)
        compiler = queryset.query.get_compiler(connection.alias)
        sql, parameters = compiler.as_sql()
        names = {mark: name for name, mark in marks.items()}
        places = tuple((names.get(value), value) for value in parameters)
        lost = set(marks) - {name for name, _ in places}
        if lost:
            raise TypeError(f"The query does not ask for {lost} as they are given.")
        info = compiler.klass_info
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        return _Statement(
            sql,
            places,
            compiler,
            info["model"],
            (start, end, [one[0].target.attname for one in compiler.select[start:end]]),
            # The stubs are those of a later Django.
            get_related_populators(info, compiler.select, connection.alias),  # type: ignore[call-arg]  # see above
            compiler.annotation_col_map or {},
            compiler.get_converters([one[0] for one in compiler.select]),
        )


def compiled(build: Callable[..., QuerySet[M]], **types: type) -> Compiled[M]:
    """The queryset that `build` makes of its parameters, compiled when it is first asked."""
    return Compiled(build, types)
