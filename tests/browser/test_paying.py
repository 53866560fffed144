"""Paying in a real browser: live sums, one total, credits, and all of it without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Customer, Organization, User
from billing.models import Transfer
from tests.browser.conftest import sign_in
from tests.factories import item_of, make_credit_note, make_invoice, make_organization


@pytest.fixture(autouse=True)
def bank(seller: None) -> None:
    make_organization(bank_iban="GB33BUKB20201555555555", bank_account_holder="Acme Ltd")


@pytest.fixture
def today():
    return Organization.current().today()


@pytest.fixture
def three(customer: Customer, today) -> list:
    return [
        make_invoice(customer, 100, issued_on=today, due_on=today + timedelta(days))
        for days in (1, 2, 3)
    ]


def box(page: Page, document, kind: str = "pay"):
    return page.locator(f"#{kind}-{document.open_item_id}")


def test_sums_follow_what_is_typed_and_pay_three_invoices_with_a_credit(
    signed_in: Page, address: str, customer: Customer, three, today
) -> None:
    credit = make_credit_note(customer, 30, issued_on=today)
    signed_in.goto(f"{address}/invoices/")
    for count, invoice in enumerate(three, start=1):
        signed_in.get_by_label(f"Choose {invoice.number}").check()
        expect(signed_in.locator("#picked-sum")).to_contain_text(f"{count} invoice")
    expect(signed_in.locator("#picked-sum")).to_have_text("3 invoices ticked: £300.00")
    signed_in.get_by_role("button", name="Pay what is ticked").click()
    expect(box(signed_in, credit, "use")).to_have_value("30.00")
    box(signed_in, three[1]).fill("40")
    box(signed_in, three[2]).fill("0")
    box(signed_in, three[2]).blur()
    expect(signed_in.locator("#payment-summary .figure")).to_have_text("£110.00")
    expect(signed_in.locator(f"#after-{three[1].open_item_id}")).to_have_text("£60.00")
    signed_in.get_by_role("button", name="Pay £110.00").click()
    expect(signed_in.locator("h1")).to_have_text("Bank transfer")
    expect(signed_in.locator(".figure")).to_have_text("£110.00")
    assert Transfer.objects.get().amount == 110


def test_mistake_is_told_beside_its_row_while_typing(signed_in: Page, address: str, three) -> None:
    signed_in.goto(f"{address}/pay/")
    box(signed_in, three[0]).fill("100.01")
    box(signed_in, three[0]).blur()
    after = signed_in.locator(f"#after-{three[0].open_item_id}")
    expect(after).to_have_text("At most £100.00 is due.")
    signed_in.get_by_role("button", name="Pay", exact=True).click()
    expect(signed_in.get_by_role("alert")).to_contain_text("correct the amounts")
    expect(box(signed_in, three[0])).to_have_value("100.01")


def test_one_total_is_spread_in_place(signed_in: Page, address: str, three) -> None:
    signed_in.goto(f"{address}/pay/")
    signed_in.fill("#total", "150")
    signed_in.get_by_role("button", name="Spread oldest first").click()
    expect(box(signed_in, three[1])).to_have_value("50.00")
    expect(box(signed_in, three[2])).to_have_value("0.00")
    expect(signed_in.get_by_role("button", name="Pay £150.00")).to_be_visible()


def test_everything_without_a_script(
    without_script: Page, address: str, owner: User, customer: Customer, three, today
) -> None:
    page = without_script
    credit = make_credit_note(customer, 80, issued_on=today)
    sign_in(page, address, owner)
    page.goto(f"{address}/invoices/")
    page.get_by_label(f"Choose {three[0].number}").check()
    page.get_by_role("button", name="Pay what is ticked").click()
    box(page, three[0]).fill("90")
    page.get_by_role("button", name="Update the amounts").click()
    expect(page.get_by_role("button", name="Pay £10.00")).to_be_visible()
    box(page, three[0]).fill("80")
    page.get_by_role("button", name="Update the amounts").click()
    page.get_by_role("button", name="Use credits and deposits").click()
    expect(page.locator("#messages")).to_contain_text("was used for")
    assert (item_of(three[0]).open, item_of(credit).open) == (20, 0)


def test_going_back_after_using_a_credit_uses_it_once(
    signed_in: Page, address: str, customer: Customer, three, today
) -> None:
    credit = make_credit_note(customer, 200, issued_on=today)
    signed_in.goto(f"{address}/pay/?invoice={three[0].number}")
    signed_in.get_by_role("button", name="Use credits and deposits").click()
    expect(signed_in.locator("#messages")).to_contain_text("was used for")
    signed_in.go_back()
    expect(signed_in.locator("h1")).to_have_text("Pay")
    expect(signed_in.get_by_role("button", name="Use credits and deposits")).to_have_count(0)
    assert item_of(credit).open == 100
