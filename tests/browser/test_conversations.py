"""A customer asks with a file, staff write a note and answer, the customer solves and rates."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Customer, User
from support.models import Message, Ticket
from tests.browser.conftest import sign_in
from tests.browser.test_staff_journeys import staff_in
from tests.factories import make_invoice
from tests.support.factories import PDF, make_ticket


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "delivery note.pdf"
    path.write_bytes(PDF)
    return path


@pytest.mark.parametrize("script", [True, False])
def test_a_ticket_from_a_phone_with_a_file(
    script: bool,
    watched: Page,
    without_script: Page,
    address: str,
    owner: User,
    customer: Customer,
    paper: Path,
) -> None:
    page = watched if script else without_script
    page.set_viewport_size({"width": 390, "height": 844})
    invoice = make_invoice(customer)
    sign_in(page, address, owner)
    page.goto(f"{address}/tickets/new/")
    page.get_by_label("Subject").fill("Ten mugs arrived chipped")
    page.get_by_label("Category").select_option(label="Damaged or wrong goods")
    page.get_by_label("Which document is it about?").select_option(f"invoice.{invoice.number}")
    page.get_by_label("What happened?").fill("Two boxes.")
    page.get_by_label("Files").set_input_files(paper)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("h1")).to_have_text("Ten mugs arrived chipped")
    expect(page.get_by_role("link", name="delivery-note.pdf")).to_be_visible()
    page.get_by_label("Message").fill("And a third one.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("And a third one.")).to_be_visible()
    page.get_by_role("button", name="It's solved").click()
    page.get_by_role("button", name="5 out of 5").click()
    expect(page.get_by_text("You rated this 5 out of 5.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Message.objects.count() == 2


def test_staff_write_a_note_and_answer(
    watched: Page, address: str, customer: Customer, owner: User
) -> None:
    ticket = make_ticket(customer, by=owner)
    staff_in(watched, address)
    watched.get_by_role("link", name="Tickets to answer").click()
    watched.get_by_role("link", name=ticket.number).click()
    watched.get_by_label("Note").fill("Claim it back from the carrier.")
    watched.get_by_role("button", name="Save the note").click()
    expect(watched.get_by_text("Internal, not shown to the customer")).to_be_visible()
    watched.get_by_text("Answer to the customer").click()
    expect(watched.get_by_text(f"Goes to {owner}.")).to_be_visible()
    watched.get_by_label("Answer").fill("A credit is on its way.")
    watched.get_by_role("button", name="Send to 1 person").click()
    expect(watched.get_by_text("Sent to the customer.")).to_be_visible()
    ticket.refresh_from_db()
    assert ticket.status == Ticket.Status.AWAITING_CUSTOMER


def test_the_invoice_shows_what_is_said_about_it(
    signed_in: Page, address: str, customer: Customer
) -> None:
    invoice = make_invoice(customer)
    signed_in.goto(f"{address}/invoices/{invoice.number}/")
    signed_in.get_by_role("link", name="Messages about this").scroll_into_view_if_needed()
    signed_in.get_by_label("Message").fill("Which PO is this?")
    signed_in.get_by_role("button", name="Send").click()
    expect(signed_in.get_by_text("Which PO is this?")).to_be_visible()


def test_what_comes_by_itself_takes_no_focus(
    signed_in: Page, address: str, customer: Customer
) -> None:
    invoice = make_invoice(customer)
    signed_in.goto(f"{address}/invoices/{invoice.number}/")
    signed_in.get_by_role("link", name="Messages about this").scroll_into_view_if_needed()
    expect(signed_in.get_by_label("Message")).to_be_visible()
    assert signed_in.evaluate("document.activeElement === document.body")
