from __future__ import annotations

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection

from portal.kit.db import roles
from portal.kit.db.roles import as_owner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("two_roles")]


def _role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def test_within_the_block_the_connection_is_the_owners() -> None:
    with as_owner():
        assert _role() == settings.DATABASE_OWNER["USER"]
    assert _role() == settings.DATABASES["default"]["USER"]


def test_after_an_error_the_connection_is_the_applications_again() -> None:
    with pytest.raises(RuntimeError), as_owner():
        raise RuntimeError
    assert _role() == settings.DATABASES["default"]["USER"]


def test_the_application_reads_and_writes_every_table_but_the_ledgers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, has_table_privilege(oid, 'UPDATE'), has_table_privilege(oid, 'DELETE')"
            " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        narrowed = {name for name, update, delete in cursor if not (update and delete)}
    assert {
        "billing_posting",
        "billing_journalentry",
        "billing_openitem",
        "billing_accountbalance",
        "billing_duetotal",
        "billing_dailytotal",
    } <= narrowed
    assert "accounts_customer" not in narrowed


def test_a_narrowing_that_names_no_table_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = "REVOKE UPDATE ON billing_no_such_table FROM {role};"
    monkeypatch.setattr(roles, "_files", lambda name: [wrong] if name == "grants.sql" else [])
    with roles.as_owner(), pytest.raises(ProgrammingError):
        roles.grant_to_application()
    monkeypatch.undo()
    with roles.as_owner():
        roles.grant_to_application()
        roles.grant_to_portal()
