from playwright.sync_api import Page, expect

from accounts.models import Customer, User
from billing.balance import balance_for
from billing.models import Invoice, Payment
from tests.browser.conftest import sign_in, verified
from tests.factories import PASSWORD, code_now, make_invoice, make_staff


def staff_in(page: Page, address: str) -> None:
    staff = verified(make_staff("staff@acme.example"))
    page.goto(f"{address}/staff/")
    page.fill("input[name=login]", staff.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.fill("input[name=code]", code_now())
    page.press("input[name=code]", "Enter")
    page.wait_for_url("**/staff/")


def test_staff_draft_and_issue_an_invoice_that_the_customer_sees(
    watched: Page, address: str, owner: User, customer: Customer
) -> None:
    staff_in(watched, address)
    watched.goto(f"{address}/staff/billing/invoice/add/?customer={customer.pk}")
    watched.fill("input[name=lines-0-description]", "Oak table")
    watched.fill("input[name=lines-0-quantity]", "2")
    watched.fill("input[name=lines-0-unit_price]", "150")
    watched.get_by_role("button", name="Save and issue").click()
    watched.wait_for_load_state()
    invoice = Invoice.objects.get(customer=customer)
    assert (invoice.status, invoice.total) == ("issued", 300)
    watched.context.clear_cookies()
    sign_in(watched, address, owner)
    expect(watched.get_by_role("region", name="Balance summary")).to_contain_text("£300.00")


def test_staff_record_a_payment_and_settle_the_oldest_first(
    watched: Page, address: str, customer: Customer
) -> None:
    from datetime import date

    make_invoice(customer, 100, issued_on=date(2026, 1, 5))
    make_invoice(customer, 100, issued_on=date(2026, 2, 5))
    staff_in(watched, address)
    watched.goto(f"{address}/staff/billing/payment/add/?customer={customer.pk}")
    watched.fill("input[name=amount]", "150")
    watched.select_option("select[name=method]", "cheque")
    watched.fill("input[name=received_on]", "2026-03-05")
    watched.fill("input[name=reference]", "CHQ 1")
    watched.get_by_role("button", name="Continue").click()
    watched.get_by_role("button", name="Oldest first").click()
    watched.get_by_role("button", name="Record").click()
    watched.wait_for_load_state()
    assert Payment.objects.get().reference == "CHQ 1"
    balance = balance_for(customer, today=date(2026, 11, 1))
    assert (balance.outstanding, balance.deposits) == (50, 0)
