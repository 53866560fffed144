"""A person who is erased is nowhere any more, and nothing legal has changed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.audit.events import Actor, acting, record
from accounts.membership.people import set_email
from accounts.models import (
    AccessRequest,
    Address,
    AuditEvent,
    ContactPerson,
    Customer,
    ErasureRequest,
    Invitation,
    Membership,
    Role,
    SharedLink,
    User,
)
from accounts.privacy.erasure import ask, carry_out, decline, erase, obstacles, withdraw
from accounts.sharing.shared_links import share
from billing.documents.files.pdf import invoice_pdf
from billing.ledger.check import check_ledger
from billing.models import Invoice
from portal.kit.web.refusals import Refusal
from tests.factories import (
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_staff,
    make_user,
    with_second_factor,
)

pytestmark = pytest.mark.django_db
NAME, EMAIL, PHONE = "Ottilie Canaris", "ottilie@canaris.example", "+44 1632 960 777"
WORDS = (NAME, EMAIL, PHONE, "203.0.113.77")


@pytest.fixture
def customer() -> Customer:
    make_organization()
    customer = make_customer("Bright Ltd")
    make_member(customer, Role.OWNER, "boss@example.com")
    return customer


@pytest.fixture
def person(customer: Customer) -> User:
    """Somebody whose words stand wherever a person's can."""
    user = make_user(EMAIL, name=NAME)
    set_email(user)
    with acting(Actor(user_id=user.pk, source="portal")):
        Membership.objects.create(user=user, customer=customer, role=Role.ACCOUNTS)
        ContactPerson.objects.create(customer=customer, name=NAME, email=EMAIL, phone=PHONE)
        Address.objects.create(customer=customer, kind="billing", attention=NAME, line1="1 Road")
    with_second_factor(user)
    store = SessionStore()
    store["x"] = 1
    store.save()
    UserSession.objects.create(
        user=user, session_key=store.session_key, ip="203.0.113.77", user_agent="Firefox"
    )
    boss = User.objects.get(email="boss@example.com")
    Invitation.objects.create(
        customer=customer,
        email=EMAIL,
        name=NAME,
        invited_by=boss,
        expires_at=timezone.now() + timedelta(1),
    )
    AccessRequest.objects.create(name=NAME, email=EMAIL, company="Canaris", user=user)
    share(
        customer=customer,
        kind="invoice",
        number="INV-1",
        title="Invoice",
        made_by=boss,
        name=NAME,
        email=EMAIL,
    )
    record("sign-in.done", person=user, details={"address": "203.0.113.77"})
    record("sign-in.failed", person=user, details={"address": "203.0.113.77"})
    record("access-request.approved", customer=customer, subject=EMAIL, details={"name": NAME})
    _logged(boss, user)
    mail.outbox.clear()
    return user


def _logged(staff: User, user: User) -> None:
    said = json.dumps([{"changed": {"name": "contact person", "object": NAME}}])
    LogEntry.objects.create(
        user=staff,
        content_type=ContentType.objects.get_for_model(Customer),
        object_id="1",
        object_repr="Bright Ltd",
        action_flag=CHANGE,
        change_message=said,
    )
    LogEntry.objects.create(
        user=staff,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=NAME,
        action_flag=CHANGE,
        change_message="",
    )


def tables_with(word: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" one WHERE one::text ILIKE %s', [f"%{word}%"]
            )
            if cursor.fetchone() != (0,):
                found.append(table)
    return found


def test_before_it_the_words_stand_in_many_tables(person: User) -> None:
    """The control: without it the next test could pass on words that were never there."""
    assert len(tables_with(NAME)) >= 6
    assert len(tables_with(EMAIL)) >= 6


def test_afterwards_no_word_of_the_person_stands_in_any_table(person: User) -> None:
    erase(person)
    assert {word: tables_with(word) for word in WORDS} == {word: [] for word in WORDS}


def test_what_remains_is_a_person_without_a_name_who_cannot_sign_in(person: User) -> None:
    erase(person)
    person.refresh_from_db()
    assert (person.email, person.name) == (f"erased-{person.pk}@invalid", "")
    assert not person.is_active
    assert not person.has_usable_password()
    assert person.erased_at is not None
    assert not Membership.objects.filter(user=person).exists()
    assert not EmailAddress.objects.filter(user=person).exists()
    assert not Session.objects.exists()


def test_legal_documents_stay_to_the_byte(person: User, customer: Customer) -> None:
    invoice = make_invoice(customer, 100, created_by=person, note=f"Ordered by {NAME}")
    organization = make_organization()
    before = invoice_pdf(invoice, seller=organization)
    erase(person)
    assert invoice_pdf(Invoice.objects.get(pk=invoice.pk), seller=organization) == before
    assert check_ledger().drift == []


def test_history_still_says_that_somebody_did_it(person: User, customer: Customer) -> None:
    erase(person)
    added = AuditEvent.objects.get(kind="contact.added", customer=customer)
    assert added.actor == person
    assert added.after["name"] == "(erased)"
    assert added.after["is_primary"] is False
    assert AuditEvent.objects.filter(kind="erasure.done", person=person).exists()


def test_other_peoples_words_stay(person: User, customer: Customer) -> None:
    ContactPerson.objects.create(customer=customer, name="Otto Other", email="otto@example.com")
    erase(person)
    assert AuditEvent.objects.filter(kind="contact.added", after__name="Otto Other").exists()
    assert ContactPerson.objects.get().name == "Otto Other"


@pytest.mark.parametrize(
    "name", ['Kim "Kit" O\'Hara', "100%_sure \\ Ltd", "Élodie Ñandú", "李小龙"]
)
def test_names_with_odd_letters_go_too(customer: Customer, name: str) -> None:
    user = make_user(name=name)
    record("contact.noted", customer=customer, subject=name, details={"name": name.upper()})
    record("contact.noted", customer=customer, subject=name)
    record("contact.noted", customer=customer, subject="Somebody", details={"note": "x"})
    erase(user)
    events = AuditEvent.objects.filter(kind="contact.noted").order_by("id")
    assert [event.subject for event in events] == ["(erased)", "(erased)", "Somebody"]
    assert [event.after for event in events] == [{"name": "(erased)"}, None, {"note": "x"}]


def test_company_of_the_persons_name_keeps_it(customer: Customer) -> None:
    make_customer(NAME)
    erase(make_user(name=NAME))
    assert AuditEvent.objects.filter(kind="customer.added", after__name=NAME).exists()


def test_last_mail_tells_the_person(person: User) -> None:
    erase(person)
    (message,) = mail.outbox
    assert message.to == [EMAIL]
    assert message.subject == "Acme Supplies: your data has been deleted"


def test_open_invitations_to_the_person_open_nothing_any_more(person: User) -> None:
    erase(person)
    assert not Invitation.objects.open().exists()
    assert SharedLink.objects.get().recipient == ""


def test_erasing_twice_is_refused(person: User) -> None:
    erase(person)
    with pytest.raises(Refusal):
        erase(person)


# --- Who cannot be erased yet ---------------------------------------------------------------


def test_last_owner_is_told_what_to_do_first(customer: Customer) -> None:
    boss = User.objects.get(email="boss@example.com")
    make_member(customer, Role.VIEWER)
    (one,) = obstacles(boss)
    assert one.company == customer
    assert "Make someone else an owner first" in one.sentence
    for act in (ask, erase):
        with pytest.raises(Refusal, match="last owner"):
            act(boss)
    make_member(customer, Role.OWNER)
    assert obstacles(boss) == []


def test_an_owner_who_cannot_sign_in_is_no_other_owner(customer: Customer) -> None:
    boss = User.objects.get(email="boss@example.com")
    other = make_member(customer, Role.OWNER)
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert len(obstacles(boss)) == 1


def test_only_person_of_a_company_leaves_it_to_the_seller(customer: Customer) -> None:
    boss = User.objects.get(email="boss@example.com")
    erase(boss)
    assert not Membership.objects.filter(customer=customer).exists()


def test_staff_are_not_erased_by_the_way(db: None) -> None:
    with pytest.raises(Refusal, match="You are a member of staff"):
        erase(make_staff())


# --- The request ----------------------------------------------------------------------------


def test_request_is_carried_out_once(person: User) -> None:
    staff, request = make_staff(), ask(person, comment=f"Please, {NAME}")
    carry_out(request, by=staff)
    request.refresh_from_db()
    assert (request.state, request.decided_by, request.comment) == ("done", staff, "")
    for act in (carry_out, lambda one, by: decline(one, by=by, reason="x")):
        with pytest.raises(Refusal, match="already been decided"):
            act(request, by=staff)


def test_request_that_cannot_be_carried_out_stays_waiting(customer: Customer) -> None:
    boss = User.objects.get(email="boss@example.com")
    request = ask(boss)
    make_member(customer, Role.VIEWER)
    with pytest.raises(Refusal):
        carry_out(request, by=make_staff())
    request.refresh_from_db()
    assert request.state == "waiting"


def test_request_is_declined_with_a_reason_that_is_mailed(person: User) -> None:
    decline(ask(person), by=make_staff(), reason="Your company's audit is not over.")
    assert "Your company's audit is not over." in mail.outbox[0].body
    person.refresh_from_db()
    assert person.email == EMAIL


def test_one_request_waits_at_a_time_and_can_be_withdrawn(person: User) -> None:
    first = ask(person)
    with pytest.raises(Refusal, match="already made this request"):
        ask(person)
    withdraw(first)
    ask(person)
    states = ErasureRequest.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "waiting"]


def test_rooms_above_hear_of_it(person: User, settings: Any) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    settings.EVENTS = {**settings.EVENTS, "accounts.person-erased": ["portal.kit.tasks.heard"]}
    erase(person)
    job = ProcrastinateJob.objects.get(task_name="portal.kit.tasks.heard")
    assert job.args == {"object_id": person.pk}
