import pytest
from django.core import mail

from accounts.models import Role
from billing.documents.disputes import (
    open_dispute_of,
    raise_dispute,
    settle_dispute,
)
from portal.kit.web.refusals import Refusal
from tests.factories import (
    item_of,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_staff,
    pay,
)
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice():
    make_organization(email="office@acme.example")
    return make_invoice(make_customer(), 100)


def dispute(invoice):
    return raise_dispute(
        invoice, reason="price", comment="Too dear", by=make_member(invoice.customer)
    )


def test_disputed_invoice_stays_owed_and_the_seller_hears_of_it(invoice) -> None:
    dispute(invoice)
    assert item_of(invoice).open == 100
    assert mail.outbox[-1].to == ["office@acme.example"]
    assert str(invoice.number) in mail.outbox[-1].subject
    assert "Too dear" in mail.outbox[-1].body


def test_one_dispute_at_a_time_and_another_after_it_is_settled(invoice) -> None:
    first = dispute(invoice)
    with pytest.raises(Refusal, match="already"):
        dispute(invoice)
    settle_dispute(first, outcome="Credited", by=make_staff())
    assert dispute(invoice) != first
    with pytest.raises(Refusal, match="already been settled"):
        settle_dispute(first, outcome="Again", by=make_staff())


def test_paid_invoice_is_not_disputed(invoice) -> None:
    pay(invoice)
    with pytest.raises(Refusal, match="Nothing is open on this invoice"):
        dispute(invoice)


def test_customer_raises_and_withdraws_it_on_the_page(invoice) -> None:
    client = browser(invoice.customer, Role.ACCOUNTS)
    url = f"/invoices/{invoice.number}/dispute/"
    assert client.post(url, {"reason": "nonsense", "comment": "x"}).status_code == 422
    assert client.post(url, {"reason": "goods", "comment": "Two broken"}).status_code == 303
    page = client.get(f"/invoices/{invoice.number}/")
    assert "Faulty or missing goods" in text_of(page)
    again = client.post(url, {"reason": "goods"})
    assert "already" in text_of(again)
    assert client.post(f"{url}withdraw/").status_code == 303
    assert open_dispute_of(invoice) is None


def test_staff_settle_it(invoice, client) -> None:
    made = dispute(invoice)
    client.force_login(make_staff())
    page = client.get("/staff/")
    assert "Disputed invoices" in page.content.decode()
    client.post(f"/staff/billing/invoicedispute/{made.pk}/settle/", {"outcome": "Credited"})
    made.refresh_from_db()
    assert made.outcome == "Credited"
    listed = client.get("/staff/billing/invoicedispute/", {"status": "open"})
    assert str(invoice.number) not in listed.content.decode()
