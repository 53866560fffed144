"""The questions that lists and the desk ask of orders."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from billing.models.querysets import CustomerQuerySet

CHARGED = F("invoiced") - F("credited")
LEFT = F("ordered") - F("cancelled") - F("returned") + F("credited")
T = TypeVar("T", bound=models.Model)


class SalesOrderQuerySet(CustomerQuerySet[T]):
    def live(self) -> Self:
        """Of which goods or invoices may still come."""
        return self.filter(status__in=["approval", "submitted", "on_hold", "confirmed"])

    def not_invoiced(self) -> Self:
        """Live orders of which something is still to be invoiced."""
        return self.live().filter(Exists(self._lines(invoiced__lt=LEFT)))

    def to_ship(self) -> Self:
        open_lines = self._lines(ordered__gt=F("shipped") + F("cancelled"))
        return self.filter(status="confirmed").filter(Exists(open_lines))

    def to_bill(self) -> Self:
        return self.filter(Exists(self._lines(shipped__gt=F("returned") + CHARGED)))

    def to_credit(self) -> Self:
        """Of which something came back that was invoiced."""
        return self.filter(Exists(self._lines(shipped__lt=F("returned") + CHARGED)))

    def _lines(self, **condition: object) -> models.QuerySet[models.Model]:
        line: type[models.Model] = self.model._meta.get_field("lines").related_model  # type: ignore[assignment]  # lines lead to a model  # noqa: SLF001
        return line._default_manager.filter(Q(order=OuterRef("pk")), **condition)  # noqa: SLF001
