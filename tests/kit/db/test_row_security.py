"""The second wall itself: around which tables, whom it binds, and that it is taken down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.signals import request_started
from django.db import DatabaseError, connection, transaction
from django.http import FileResponse, StreamingHttpResponse

from accounts.models import Address, Customer, Membership
from billing.models import Invoice, InvoiceLine
from portal.kit.db import row_security
from portal.kit.db.roles import as_owner, grant_to_portal
from portal.kit.db.row_security import answer_within, every_row, only_rows_of
from tests.factories import make_customer, make_invoice, make_member, make_membership

# Tables that belong to a customer and stand outside the wall, each with its reason. None does.
OUTSIDE: dict[str, str] = {}


@pytest.fixture(autouse=True)
def portal_role() -> None:
    if not settings.DATABASE_PORTAL_ROLE:
        pytest.skip("needs a portal's role (DATABASE_PORTAL_ROLE)")


def _ask(sql: str, values: list[object] | None = None) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _state() -> tuple[object, ...]:
    sql = "SELECT current_user, coalesce(current_setting('foyer.companies', true), '{}')"
    return _ask(sql)[0]


ORDINARY = (settings.DATABASES["default"]["USER"], "{}")


@pytest.mark.django_db
def test_every_table_with_a_customer_stands_behind_the_wall() -> None:
    """By a column of its own, or by a reference to a table that has one, however far."""
    of_customers = _ask("""
        WITH RECURSIVE owned AS (
            SELECT 'accounts_customer'::regclass::oid AS id
            UNION SELECT attrelid FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                WHERE attname = 'customer_id' AND relkind = 'r'
                AND relnamespace = 'public'::regnamespace
            UNION SELECT conrelid FROM pg_constraint JOIN owned ON confrelid = owned.id
                WHERE contype = 'f'
        )
        SELECT id::regclass::text FROM owned ORDER BY 1
    """)
    walled = _ask(
        "SELECT polrelid::regclass::text FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid"
        " WHERE polname = 'portal' AND NOT polpermissive AND polcmd = '*' AND relrowsecurity"
        " AND polroles = ARRAY[%s::regrole::oid]",
        [settings.DATABASE_PORTAL_ROLE],
    )
    assert len(of_customers) > 40
    missing = {name for (name,) in of_customers} - {name for (name,) in walled} - OUTSIDE.keys()
    assert not missing, f"Add them to the room's sql/row_security.sql: {missing}"


@pytest.mark.django_db
def test_without_a_company_no_row_is_seen() -> None:
    make_invoice(make_customer())
    with only_rows_of([]):
        assert not Customer.objects.exists()
        assert not Invoice.objects.exists()


@pytest.mark.django_db
def test_rows_of_the_companies_are_seen_and_lines_by_their_document() -> None:
    one, other, third = (make_invoice(make_customer()) for _ in range(3))
    with only_rows_of([one.customer_id, other.customer_id]):
        assert set(Invoice.objects.all()) == {one, other}
        assert set(InvoiceLine.objects.values_list("invoice", flat=True)) == {one.pk, other.pk}
    assert third in Invoice.objects.all()


@pytest.mark.django_db
def test_person_sees_their_places_elsewhere_and_what_lies_below_them() -> None:
    parent = make_customer("Parent")
    below = make_customer("Below", parent=parent)
    here, foreign = make_customer("Here"), make_membership(make_customer("Foreign"))
    person = make_member(here)
    place = make_membership(parent, person)
    Membership.objects.filter(pk=place.pk).update(includes_subsidiaries=True)
    make_invoice(below)
    with only_rows_of([here.pk], person=person.pk):
        assert set(Customer.objects.all()) == {here, parent, below}
        assert set(Membership.objects.all()) == set(person.memberships.all())
        assert not Invoice.objects.exists()
    with only_rows_of([here.pk], person=foreign.user_id):
        assert set(Customer.objects.all()) == {here, foreign.customer}


@pytest.mark.django_db
def test_nothing_is_written_for_another_company() -> None:
    own, other = make_customer(), make_customer()
    with only_rows_of([own.pk]):
        Address.objects.create(customer=own, kind="billing", line1="1 Way", city="Leeds")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Address.objects.create(customer=other, kind="billing", line1="1 Way", city="Leeds")
        assert Customer.objects.filter(pk=other.pk).update(phone="1") == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT session_data FROM django_session",
        "SELECT args FROM procrastinate_jobs",
        "SELECT data FROM mfa_authenticator",
        "UPDATE accounts_user SET is_superuser = true",
        "UPDATE accounts_organization SET bank_iban = ''",
        "INSERT INTO accounts_customer (name) VALUES ('Ours')",
        "DELETE FROM django_migrations",
        "SELECT audit_forget(now())",
        "SELECT portal_wall_down('billing_invoice')",
    ],
)
def test_customers_pages_have_no_right_to_sign_ins_the_queue_or_what_staff_decide(
    statement: str,
) -> None:
    refused = pytest.raises(DatabaseError, match="permission denied")
    with only_rows_of([1]), refused, transaction.atomic():
        _ask(statement)


@pytest.mark.django_db(transaction=True)
def test_wall_is_up_for_the_block_alone_and_opens_no_transaction() -> None:
    with only_rows_of([5, 7], person=3):
        assert _state() == (settings.DATABASE_PORTAL_ROLE, "{5,7}")
        assert not connection.in_atomic_block
    assert _state() == ORDINARY


@pytest.mark.django_db(transaction=True)
def test_fault_in_the_block_leaves_no_role_behind() -> None:
    with pytest.raises(ZeroDivisionError), only_rows_of([5]):
        raise ZeroDivisionError
    assert _state() == ORDINARY
    with pytest.raises(DatabaseError), only_rows_of([5]), transaction.atomic():
        _ask("SELECT 1 / 0")
    assert _state() == ORDINARY


@pytest.mark.django_db(transaction=True)
def test_transaction_that_rolls_back_within_stays_behind_the_wall() -> None:
    with only_rows_of([5]):
        with transaction.atomic():
            transaction.set_rollback(True)
        assert _state() == (settings.DATABASE_PORTAL_ROLE, "{5}")


@pytest.mark.django_db(transaction=True)
def test_connection_that_cannot_take_the_wall_down_is_thrown_away(monkeypatch) -> None:
    def refuse(*values: object) -> None:
        raise DatabaseError("statement timeout")

    with only_rows_of([5]):
        thrown_away = connection.connection
        monkeypatch.setattr(row_security, "_tell", refuse)
    assert thrown_away.closed
    assert connection.connection is None
    assert _state() == ORDINARY


@pytest.mark.django_db(transaction=True)
def test_request_begins_without_the_wall_of_one_that_never_ended() -> None:
    unfinished = only_rows_of([5])
    unfinished.__enter__()
    left = connection.connection
    request_started.send(sender=None)
    assert left.closed
    assert _state() == ORDINARY
    assert row_security._wall.get() is None


@pytest.mark.django_db
def test_inner_block_changes_nothing() -> None:
    with only_rows_of([5]):
        with only_rows_of([7]):
            assert _state()[1] == "{5}"
        assert _state()[1] == "{5}"


@pytest.mark.django_db
def test_every_row_is_seen_where_a_query_asks_for_it_and_then_no_more() -> None:
    one, other = make_customer(), make_customer()
    with only_rows_of([one.pk]):
        with every_row():
            assert {one, other} <= set(Customer.objects.all())
        assert set(Customer.objects.all()) == {one}


@pytest.mark.django_db
def test_answer_that_streams_reads_behind_the_wall_until_it_ends() -> None:
    own = make_customer()
    make_customer()

    def names() -> Iterator[bytes]:
        yield from (one.name.encode() for one in Customer.objects.all())

    answer = answer_within(StreamingHttpResponse(names()), [own.pk])
    assert answer.getvalue() == own.name.encode()
    assert _state() == ORDINARY


@pytest.mark.django_db
def test_answer_closed_halfway_takes_the_wall_down() -> None:
    answer = answer_within(StreamingHttpResponse(iter([b"1", b"2"])), [5])
    pieces = iter(answer)
    next(pieces)
    assert _state()[1] == "{5}"
    # What closing the answer does first; then it would close the connection.
    for close in answer._resource_closers:
        close()
    assert _state() == ORDINARY


@pytest.mark.django_db
def test_file_that_is_handed_out_stays_as_it_is(tmp_path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"1")
    answer = FileResponse(path.open("rb"))
    assert answer_within(answer, [5]).file_to_stream is not None
    answer.close()


@pytest.mark.django_db
def test_without_a_role_there_is_no_wall_and_no_statement(
    settings, django_assert_num_queries
) -> None:
    settings.DATABASE_PORTAL_ROLE = ""
    customer = make_customer()
    with django_assert_num_queries(1), only_rows_of([customer.pk + 1]):
        assert customer in Customer.objects.all()


@pytest.mark.django_db
def test_wall_costs_two_statements(django_assert_num_queries) -> None:
    with django_assert_num_queries(2), only_rows_of([5]):
        pass


@pytest.mark.django_db(transaction=True)
def test_putting_up_what_stands_changes_nothing() -> None:
    policies = "SELECT array_agg(oid ORDER BY oid) FROM pg_policy"
    before = _ask(policies)
    with as_owner():
        grant_to_portal()
    assert _ask(policies) == before
