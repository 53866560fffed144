"""The history in words."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone

from accounts.history import Change, line_of
from accounts.models import AuditEvent


def test_changes_read_as_a_person_would_write_them() -> None:
    event = AuditEvent(
        kind="shared-link.changed",
        at=datetime(2026, 11, 21, tzinfo=UTC),
        before={"revoked_at": None, "revoked_by_id": None, "is_open": True, "label": "TBA"},
        after={
            "revoked_at": "2026-11-21T11:43:38.944957+00:00",
            "revoked_by_id": 2,
            "is_open": False,
            "label": "To be announced",
        },
    )
    with timezone.override("Europe/Berlin"):
        changes = line_of(event).changes
    assert changes == [
        Change("revoked at", "", "21 Nov 2026, 12:43"),
        Change("is open", "yes", "no"),
        Change("label", "TBA", "To be announced"),
    ]


def test_codes_read_as_their_labels() -> None:
    event = AuditEvent(
        kind="customer.changed",
        at=datetime(2026, 11, 21, tzinfo=UTC),
        before={"tax_treatment": "", "statement_frequency": "monthly", "name": "monthly"},
        after={"tax_treatment": "reverse_charge", "statement_frequency": "never", "name": "Ann"},
    )
    assert line_of(event).changes == [
        Change("tax treatment", "", "Reverse charge"),
        Change("statement frequency", "Monthly", "Never"),
        Change("name", "monthly", "Ann"),
    ]
