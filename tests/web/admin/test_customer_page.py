"""A customer as staff work with them: one page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from accounts.membership.invitations import invite
from accounts.models import Customer, CustomerNote, Invitation, Membership, Organization, Role
from billing.statements import sending
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_membership,
    make_payment,
    make_staff,
    make_user,
)
from tests.web.admin.conftest import messages_of, staff_with


def url(customer: Customer, name: str = "customer-page", *more: Any) -> str:
    return reverse(f"admin:{name}", args=[customer.pk, *more])


@pytest.fixture
def customer() -> Customer:
    return make_customer("Bright Ltd", "GBP", credit_limit=1000, email="books@bright.example")


def late_invoice(customer: Customer, amount: int = 250) -> Any:
    day = Organization.current().today() - timedelta(45)
    return make_invoice(customer, amount, issued_on=day, due_on=day)


def test_the_page_says_what_is_owed_and_by_how_much_it_is_late(
    staff_client: Client, customer: Customer
) -> None:
    late_invoice(customer)
    make_payment(customer, 50)
    page = staff_client.get(url(customer))
    assert page.context["balance"].overdue == 250
    assert page.context["credit"].available == 800
    assert page.context["days_overdue"] == 45
    assert page.context["last_payment"].amount == 50


def test_every_open_item_has_its_acts(staff_client: Client, customer: Customer) -> None:
    invoice, payment = late_invoice(customer), make_payment(customer, 50)
    page = staff_client.get(url(customer)).content.decode()
    for name in ("pdf", "send", "write-off"):
        assert reverse(f"admin:billing_invoice_{name}", args=[invoice.pk]) in page
    for name in ("allocate", "refund"):
        assert reverse(f"admin:billing_payment_{name}", args=[payment.pk]) in page


def test_an_act_leads_back_to_the_page(staff_client: Client, customer: Customer) -> None:
    invoice = late_invoice(customer)
    act = reverse("admin:billing_invoice_write-off", args=[invoice.pk])
    data = {"on": Organization.current().today().isoformat(), "reason": "Too small"}
    answer = staff_client.post(f"{act}?back={url(customer)}", data)
    assert answer.status_code == 302
    assert answer["Location"] == url(customer)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_an_act_leads_to_no_foreign_page(
    staff_client: Client, customer: Customer, back: str
) -> None:
    act = reverse("admin:accounts_customer_terms", args=[customer.pk])
    answer = staff_client.post(f"{act}?back={back}", {"days": "14"})
    assert answer["Location"] == reverse("admin:accounts_customer_change", args=[customer.pk])


def test_the_timeline_tells_documents_notes_and_changes(
    staff_client: Client, customer: Customer
) -> None:
    invoice = late_invoice(customer)
    staff_client.post(url(customer, "customer-note"), {"body": "Calls on Fridays", "key": uuid4()})
    Customer.objects.filter(pk=customer.pk).update(payment_terms_days=14)
    titles = [event.title for event in staff_client.get(url(customer)).context["events"]]
    assert f"Invoice {invoice.number} issued" in titles
    assert "Calls on Fridays" in titles
    assert "Changed the company details" in titles


@pytest.mark.parametrize(
    ("show", "kinds"),
    [("money", {"entry"}), ("notes", {"note"}), ("changes", {"change"}), ("orders", set())],
)
def test_each_tab_shows_its_kind(
    staff_client: Client, customer: Customer, show: str, kinds: set[str]
) -> None:
    late_invoice(customer)
    staff_client.post(url(customer, "customer-note"), {"body": "A note", "key": uuid4()})
    events = staff_client.get(url(customer, "customer-timeline") + f"?show={show}").context[
        "events"
    ]
    assert {event.moment.source for event in events} == kinds


def test_the_pages_of_the_timeline_hold_everything_once(
    staff_client: Client, customer: Customer
) -> None:
    day = Organization.current().today()
    for number in range(40):
        make_invoice(customer, 10, issued_on=day - timedelta(number % 5))
        CustomerNote.objects.create(customer=customer, author=make_staff(), body=f"Note {number}")
    seen: list[Any] = []
    address = url(customer, "customer-timeline")
    while address:
        page = staff_client.get(address)
        seen += [event.moment for event in page.context["events"]]
        address = page.context["older_url"]
    assert len(seen) == len(set(seen))
    assert sum(one.source == "entry" for one in seen) == 40
    assert sum(one.source == "note" for one in seen) == 40
    assert seen == sorted(seen, key=lambda one: one.at, reverse=True)


@pytest.mark.parametrize(
    "after",
    [
        "",
        "x",
        "2026-01-01,entry,1",
        "2026-01-01T00:00:00+00:00,entry,9" * 2,
        "9999-12-31T23:59:59+00:00,note,1",
        "0001-01-01T00:00:00+00:00,entry,1",
        "2026-13-01T00:00:00+00:00,note,1",
    ],
)
def test_an_odd_place_in_the_timeline_still_answers(
    staff_client: Client, customer: Customer, after: str
) -> None:
    page = staff_client.get(url(customer, "customer-timeline"), {"after": after})
    assert page.status_code == 200


def test_a_note_sent_twice_is_one(staff_client: Client, customer: Customer) -> None:
    data = {"body": "Once", "key": uuid4()}
    staff_client.post(url(customer, "customer-note"), data)
    staff_client.post(url(customer, "customer-note"), data)
    assert CustomerNote.objects.count() == 1


@pytest.mark.parametrize("body", ["", "   ", "x" * 4001, "bell \x07"])
def test_a_note_that_is_refused_comes_back_with_what_was_typed(
    staff_client: Client, customer: Customer, body: str
) -> None:
    answer = staff_client.post(url(customer, "customer-note"), {"body": body, "key": uuid4()})
    assert answer.status_code == 422
    assert answer.context["note_text"] == body
    assert not CustomerNote.objects.exists()


def test_the_database_keeps_notes_as_they_are(customer: Customer) -> None:
    note = CustomerNote.objects.create(customer=customer, author=make_staff(), body="As it was")
    with pytest.raises(DatabaseError), transaction.atomic():
        CustomerNote.objects.filter(pk=note.pk).update(body="Otherwise")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_customernote")


def test_a_setting_says_who_set_it(staff_client: Client, customer: Customer) -> None:
    staff_client.post(reverse("admin:accounts_customer_terms", args=[customer.pk]), {"days": "14"})
    rows = {row.label: row for row in staff_client.get(url(customer)).context["settings"]}
    assert rows["Payment terms"].value == "14 days"
    assert "Set for this customer by" in rows["Payment terms"].origin
    assert rows["Credit limit"].origin == "Unchanged since the account was opened"


def test_without_the_right_to_see_money_the_page_has_none(
    client: Client, customer: Customer
) -> None:
    late_invoice(customer)
    client.force_login(staff_with("accounts.view_customer"))
    page = client.get(url(customer))
    assert "balance" not in page.context
    assert page.context["events"] == []
    assert "250" not in page.content.decode().split("<main")[1]


@pytest.mark.parametrize("name", ["customer-page", "customer-timeline", "customer-statement"])
def test_staff_without_rights_are_turned_away(
    client: Client, customer: Customer, name: str
) -> None:
    client.force_login(staff_with("billing.view_invoice"))
    assert client.get(url(customer, name)).status_code == 403


def test_who_may_only_look_writes_no_note(client: Client, customer: Customer) -> None:
    client.force_login(staff_with("accounts.view_customer"))
    answer = client.post(url(customer, "customer-note"), {"body": "No", "key": uuid4()})
    assert answer.status_code == 403
    assert not CustomerNote.objects.exists()


def test_a_customer_that_is_not_there_is_404(staff_client: Client) -> None:
    assert staff_client.get(reverse("admin:customer-page", args=[999])).status_code == 404


@pytest.mark.parametrize("count", [2, 40])
def test_statements_do_not_grow_with_the_documents(
    staff_client: Client, customer: Customer, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        late_invoice(customer)
        make_credit_note(customer, 10)
        make_member(customer, role=Role.VIEWER if number else Role.OWNER)
        CustomerNote.objects.create(customer=customer, author=make_staff(), body="Note")
    staff_client.get(url(customer))  # counts the queues of the navigation
    with django_assert_max_num_queries(32):
        staff_client.get(url(customer))


# --- Statement ------------------------------------------------------------------------------


def test_a_statement_is_sent_with_its_pdf_and_told_on_the_timeline(
    staff_client: Client, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "statement_pdf", lambda statement, seller: b"%PDF")
    late_invoice(customer)
    answer = staff_client.post(
        url(customer, "customer-statement"), {"to": "a@b.example, c@d.example"}
    )
    assert answer["Location"] == url(customer)
    assert [message.to for message in mail.outbox] == [["a@b.example"], ["c@d.example"]]
    assert mail.outbox[0].attachments[0].content == b"%PDF"
    titles = [event.title for event in staff_client.get(url(customer)).context["events"]]
    assert any(title.startswith("Emailed Statement") for title in titles)


@pytest.mark.parametrize("to", ["", "nobody", "a@b.example, nobody", ", ,"])
def test_a_statement_goes_to_no_bad_address(
    staff_client: Client, customer: Customer, to: str
) -> None:
    answer = staff_client.post(url(customer, "customer-statement"), {"to": to})
    assert answer.status_code == 422
    assert not mail.outbox


def test_a_statement_is_handed_out_as_csv(staff_client: Client, customer: Customer) -> None:
    invoice = late_invoice(customer)
    answer = staff_client.get(url(customer, "customer-statement-file", "csv") + "?range=year")
    assert invoice.number in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined] # a stream


# --- People ---------------------------------------------------------------------------------


def test_a_role_is_changed_two_steps_away(staff_client: Client, customer: Customer) -> None:
    make_member(customer)
    place = make_membership(customer, user=make_user(), role=Role.VIEWER)
    page = url(customer, "customer-place", place.pk)
    assert page in staff_client.get(url(customer)).content.decode()
    staff_client.post(page, {"role": "buyer"})
    place.refresh_from_db()
    assert place.role == Role.BUYER


def test_an_access_is_ended(staff_client: Client, customer: Customer) -> None:
    make_member(customer)
    place = make_membership(customer, user=make_user(), role=Role.VIEWER)
    staff_client.post(url(customer, "customer-place", place.pk), {"_remove": "1"})
    assert not Membership.objects.filter(pk=place.pk).exists()


def test_the_last_owner_stays(staff_client: Client, customer: Customer) -> None:
    make_member(customer)
    place = customer.memberships.get()
    answer = staff_client.post(url(customer, "customer-place", place.pk), {"_remove": "1"})
    assert answer.status_code == 422
    assert "A company needs at least one owner." in messages_of(answer)[0]
    assert Membership.objects.filter(pk=place.pk).exists()


def test_owners_are_made_by_who_may_make_owners(client: Client, customer: Customer) -> None:
    make_member(customer)
    place = make_membership(customer, user=make_user(), role=Role.VIEWER)
    client.force_login(staff_with("accounts.view_customer", "accounts.change_membership"))
    client.post(url(customer, "customer-place", place.pk), {"role": "owner"})
    place.refresh_from_db()
    assert place.role == Role.VIEWER


def test_a_place_elsewhere_is_404_here(staff_client: Client, customer: Customer) -> None:
    make_member(make_customer("Other"))
    elsewhere = Membership.objects.get()
    assert staff_client.get(url(customer, "customer-place", elsewhere.pk)).status_code == 404


def test_an_invitation_is_sent_again_and_withdrawn(
    staff_client: Client, customer: Customer
) -> None:
    invitation = invite(
        customer=customer, email="new@bright.example", role=Role.VIEWER, invited_by=make_staff()
    )
    staff_client.post(url(customer, "customer-invitation", invitation.pk, "resend"))
    assert len(mail.outbox) == 2
    staff_client.post(url(customer, "customer-invitation", invitation.pk, "withdraw"))
    assert not Invitation.objects.open().exists()
