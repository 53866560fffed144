"""The history is neither emptied nor forged, by the application's role or by a form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.audit.events import altered_events, record
from accounts.models import AuditEvent, ErasureRequest, Organization
from accounts.privacy.erasure import erase
from portal.kit.db.seals import broken_seals
from portal.kit.jobs.retention import forget_old_data
from tests.chains import empty_history, old_event, sealed
from tests.factories import make_customer, make_membership, make_organization, make_user

NOW = timezone.now()
YEAR = timedelta(366)


def call(statement: str, *values: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


@pytest.fixture
def events(owner_cursor: Any) -> None:
    """One event eleven years old, and one of half a year, each in a sealed batch of its own."""
    make_organization(audit_years=10)
    empty_history(owner_cursor)
    old_event(owner_cursor, "very.old", NOW - 11 * YEAR)
    sealed()
    old_event(owner_cursor, "old", NOW - 9 * YEAR)
    sealed()
    old_event(owner_cursor, "young", NOW - YEAR / 2)
    sealed()


def kinds() -> list[str]:
    names = ("very.old", "old", "young")
    return list(
        AuditEvent.objects.filter(kind__in=names).order_by("id").values_list("kind", flat=True)
    )


@pytest.mark.django_db(transaction=True)
def test_nobody_empties_the_history_by_asking_for_tomorrow(events: None) -> None:
    call("SELECT audit_forget(%s)", NOW + timedelta(1))
    assert kinds() == ["old", "young"]


@pytest.mark.django_db(transaction=True)
def test_a_year_is_kept_at_the_least(events: None) -> None:
    Organization.objects.update(audit_years=1)
    forget_old_data()
    assert kinds() == ["young"]
    assert AuditEvent.objects.filter(kind="organization.changed").exists()


@pytest.mark.django_db
def test_a_term_of_no_years_is_refused_by_the_database() -> None:
    make_organization()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.update(audit_years=0)


@pytest.mark.django_db(transaction=True)
def test_what_is_forgotten_leaves_the_chain_whole(events: None) -> None:
    call("SELECT audit_forget(%s)", NOW)
    assert broken_seals() == []


@pytest.mark.django_db(transaction=True)
def test_what_is_not_sealed_yet_is_not_forgotten(owner_cursor: Any) -> None:
    old_event(owner_cursor, "very.old", NOW - 11 * YEAR)
    assert call("SELECT audit_forget(%s)", NOW) == 0
    assert kinds() == ["very.old"]


@pytest.mark.django_db(transaction=True)
def test_owner_cannot_open_the_door_by_a_setting(owner_cursor: Any) -> None:
    make_customer()
    owner_cursor.execute("SELECT set_config('foyer.forgetting', 'on', false)")
    with pytest.raises(psycopg.Error, match="append-only"):
        owner_cursor.execute("DELETE FROM accounts_auditevent")
    with pytest.raises(psycopg.Error, match="append-only"):
        owner_cursor.execute("UPDATE accounts_auditevent SET subject = 'x'")


@pytest.mark.django_db
def test_the_database_says_when_and_as_which_role() -> None:
    event = AuditEvent.objects.create(
        kind="document.downloaded", at=NOW - 5 * YEAR, written_as="postgres", content_hash="0"
    )
    event.refresh_from_db()
    assert abs(event.at - timezone.now()) < timedelta(minutes=5)
    assert event.written_as == settings.DATABASES["default"]["USER"]
    assert event.content_hash != "0"
    assert altered_events() == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["customer.changed", "person.added", "membership.removed"])
def test_change_that_never_happened_is_not_written_down(kind: str) -> None:
    with pytest.raises(DatabaseError, match="by triggers alone"), transaction.atomic():
        record(kind, subject="Forged")


@pytest.mark.django_db
def test_words_are_not_taken_out_for_a_person_whom_nobody_erases() -> None:
    place = make_membership()
    with pytest.raises(DatabaseError, match="Nobody asked"), transaction.atomic():
        call("SELECT audit_redact(%s, %s)", place.user_id, ["customer"])
    assert AuditEvent.objects.filter(person=place.user).exclude(after=None).exists()


@pytest.mark.django_db(transaction=True)
def test_request_of_yesterday_takes_out_no_words_today() -> None:
    user = make_user()
    ErasureRequest.objects.create(user=user, state="done", decided_at=NOW + YEAR)
    with pytest.raises(DatabaseError, match="Nobody asked"):
        call("SELECT audit_redact(%s, %s)", user.pk, ["x"])
    with pytest.raises(DatabaseError, match="decided once"):
        ErasureRequest.objects.update(decided_at=NOW)


@pytest.mark.django_db
def test_erasing_says_in_the_history_how_much_was_taken_out() -> None:
    user = make_user(name="Nora")
    erase(user)
    event = AuditEvent.objects.get(kind="erasure.redacted")
    assert event.person == user
    assert event.after["events"] >= 1
    assert ErasureRequest.objects.get().state == "done"


@pytest.mark.django_db(transaction=True)
def test_erasing_leaves_the_chain_whole() -> None:
    user = make_user(name="Nora")
    sealed()
    erase(user)
    sealed()
    assert broken_seals() == []
    assert altered_events() == []


def as_owner_past_the_triggers(owner_cursor: Any, statement: str) -> None:
    owner_cursor.execute("ALTER TABLE accounts_auditevent DISABLE TRIGGER append_only")
    owner_cursor.execute(statement)
    owner_cursor.execute("ALTER TABLE accounts_auditevent ENABLE TRIGGER append_only")


@pytest.mark.django_db(transaction=True)
def test_words_changed_by_the_owner_are_found(owner_cursor: Any) -> None:
    make_customer("Bright Ltd")
    sealed()
    as_owner_past_the_triggers(
        owner_cursor, "UPDATE accounts_auditevent SET after = NULL WHERE kind = 'customer.added'"
    )
    assert len(altered_events()) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE accounts_auditevent SET actor_id = NULL, at = at - interval '1 day'",
        "DELETE FROM accounts_auditevent WHERE id = (SELECT min(id) FROM accounts_auditevent)",
        "UPDATE accounts_auditevent SET content_hash = audit_content('x', before, after)",
    ],
)
def test_events_changed_by_the_owner_break_the_seal(owner_cursor: Any, change: str) -> None:
    make_customer("Bright Ltd")
    sealed()
    assert broken_seals() == []
    as_owner_past_the_triggers(owner_cursor, change)
    assert [one.chain for one in broken_seals()] == ["history"]
