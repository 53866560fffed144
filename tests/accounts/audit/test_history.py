"""The history in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit.history import Change, line_of
from accounts.audit.history_sentences import SENTENCES, sentence_of
from accounts.models import AuditEvent, Customer


def test_changes_read_as_a_person_would_write_them() -> None:
    event = AuditEvent(
        kind="shared-link.changed",
        at=datetime(2026, 11, 21, tzinfo=UTC),
        before={"expires_at": None, "revoked_by_id": None, "is_open": True, "label": "TBA"},
        after={
            "expires_at": "2026-11-21T11:43:38.944957+00:00",
            "revoked_by_id": 2,
            "is_open": False,
            "label": "To be announced",
        },
    )
    with timezone.override("Europe/Berlin"):
        changes = line_of(event).changes
    assert changes == [
        Change("Expires", "", "21 Nov 2026, 12:43"),
        Change("Is open", "yes", "no"),
        Change("Label", "TBA", "To be announced"),
    ]


def test_keys_of_rows_are_nobodys_reading() -> None:
    event = AuditEvent(
        kind="customer.changed",
        at=datetime(2026, 11, 21, tzinfo=UTC),
        before={"account_manager_id": None, "parent_id": 3},
        after={"account_manager_id": 17, "parent_id": 4},
    )
    assert line_of(event).changes == []


def test_codes_read_as_their_labels() -> None:
    event = AuditEvent(
        kind="customer.changed",
        at=datetime(2026, 11, 21, tzinfo=UTC),
        before={"tax_treatment": "", "statement_frequency": "monthly", "name": "monthly"},
        after={"tax_treatment": "reverse_charge", "statement_frequency": "never", "name": "Ann"},
    )
    assert line_of(event).changes == [
        Change("Tax treatment", "", "Reverse charge"),
        Change("Statement frequency", "Monthly", "Never"),
        Change("Name", "monthly", "Ann"),
    ]


@pytest.mark.parametrize(
    ("kind", "before", "after", "sentence"),
    [
        ("sign-in.done", None, {"device": "Chrome"}, "Signed in"),
        (
            "online-payment.changed",
            {"state": "submitted", "reason": ""},
            {"state": "succeeded", "reason": "Visa •••• 3184", "payment_id": 7},
            "Paid £291.68 with Visa •••• 3184",
        ),
        (
            "online-payment.changed",
            {"state": "created"},
            {"state": "cancelled"},
            "Cancelled the payment of £291.68",
        ),
        ("payment-method.changed", {"is_default": False}, {"is_default": True},
         "Made 291.68 the default payment method"),
        ("customer.changed", {"role_rights": {}}, {"role_rights": {"x": []}},
         "Changed what each role can do"),
        ("payment-method.added", None, {"method": "card"}, "Changed the rule for 291.68"),
        ("thing.added", None, {}, "thing added: 291.68"),
    ],
)  # fmt: skip
def test_history_says_what_people_did(
    kind: str, before: dict[str, Any] | None, after: dict[str, Any], sentence: str
) -> None:
    event = AuditEvent(
        kind=kind, subject="291.68", before=before, after=after, customer=Customer(currency="GBP")
    )
    assert line_of(event).deed == sentence


def test_every_kind_that_is_recorded_has_a_sentence_that_can_be_filled_in() -> None:
    for kind, text in SENTENCES.items():
        event = AuditEvent(kind=kind, subject="x", before={}, after={"label": "x"})
        assert sentence_of(event), text
