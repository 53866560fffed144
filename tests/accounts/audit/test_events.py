"""The history: written whoever writes, by name, and never changed."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from accounts.audit.events import Actor, acting, record
from accounts.models import AuditEvent, Customer, Membership, Role
from tests.factories import make_customer, make_member, make_membership, make_staff

CHANGES = [
    "UPDATE accounts_auditevent SET kind = 'x'",
    "DELETE FROM accounts_auditevent",
    "TRUNCATE accounts_auditevent",
]


@pytest.mark.django_db
def test_change_past_the_orm_is_written_down_with_before_and_after() -> None:
    customer = make_customer(credit_limit=100)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_customer SET credit_limit = 250")
    event = AuditEvent.objects.filter(kind="customer.changed").get()
    assert (event.customer, event.subject) == (customer, customer.name)
    assert (event.before, event.after) == ({"credit_limit": 100}, {"credit_limit": 250})


@pytest.mark.django_db
def test_change_of_nothing_is_no_event() -> None:
    make_customer()
    before = AuditEvent.objects.count()
    Customer.objects.update(phone="")
    assert AuditEvent.objects.count() == before


@pytest.mark.django_db
def test_role_and_removal_name_the_person_and_who_did_it() -> None:
    place = make_membership()
    make_membership(place.customer)
    staff = make_staff()
    with acting(Actor(user_id=staff.pk, source="admin")):
        Membership.objects.filter(pk=place.pk).update(role=Role.VIEWER)
        Membership.objects.filter(pk=place.pk).delete()
    changed, removed = AuditEvent.objects.filter(person=place.user, source="admin").order_by("id")
    assert (changed.actor, changed.after) == (staff, {"role": "viewer"})
    assert (removed.kind, removed.customer) == ("membership.removed", place.customer)


@pytest.mark.django_db
def test_actor_is_forgotten_after_the_block() -> None:
    staff = make_staff()
    with acting(Actor(user_id=staff.pk)):
        pass
    customer = make_customer()
    assert AuditEvent.objects.get(kind="customer.added", customer=customer).actor is None


@pytest.mark.django_db
def test_both_identities_stand_beside_what_staff_do_for_somebody() -> None:
    staff, member = make_staff(), make_member(make_customer())
    with acting(Actor(user_id=staff.pk, on_behalf_of_id=member.pk)):
        record("document.downloaded", subject="Invoice INV-1")
    event = AuditEvent.objects.get(kind="document.downloaded")
    assert (event.actor, event.on_behalf_of) == (staff, member)


@pytest.mark.django_db
def test_secrets_are_not_written_down() -> None:
    user = make_member(make_customer())
    user.set_password("something new entirely")
    user.save()
    texts = [str(event.before) + str(event.after) for event in AuditEvent.objects.all()]
    assert not any("password" in text or user.password in text for text in texts)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", CHANGES)
def test_application_cannot_change_the_history(
    statement: str, two_roles: None, app_connection_factory
) -> None:
    make_customer()
    with app_connection_factory() as app, pytest.raises(psycopg.Error, match="permission denied"):
        app.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", CHANGES)
def test_owner_of_the_tables_cannot_either(statement: str, owner_cursor) -> None:
    make_customer()
    with pytest.raises(psycopg.Error, match="append-only"):
        owner_cursor.execute(statement)
