"""Taking back a document that somebody is paying, and what such a document is called."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.sharing.shared_links import share
from billing.documents.being_paid import IsBeingPaid
from billing.documents.invoices import void_invoice, write_off_invoice
from billing.documents.retainers import void_retainer
from billing.documents.status import invoice_status, retainer_status
from billing.downloads.document_pdf import pdf_of
from billing.models import Payment
from billing.payments.entry import void_payment
from billing.payments.gateways.stripe import checkout as gateway
from billing.payments.online.attempts import converge
from billing.sharing.invoice import pay_by_card
from tests.billing.payments.paying import CARD, begin
from tests.factories import (
    DAY,
    item_of,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_payment,
    make_retainer,
    pay,
)
from tests.web.billing.browsers import text_of


@pytest.fixture
def stripe(stripe_double, settings, monkeypatch):
    settings.STRIPE_SECRET_KEY = stripe_double.secret_key
    client = stripe_double.client()
    monkeypatch.setattr(gateway, "client", lambda: client)
    return stripe_double


@pytest.fixture
def customer(organization):
    return make_customer("Anchor")


def url(document, name: str) -> str:
    model = document._meta.model_name
    return reverse(f"admin:billing_{model}_{name}", args=[document.pk])


ANSWERS = {"on": "2026-03-09", "reason": "By mistake"}


@pytest.mark.parametrize(
    ("make", "name"),
    [(make_invoice, "void"), (make_invoice, "write-off"), (make_retainer, "void")],
)
def test_staff_read_of_the_payment_and_voiding_closes_its_page(
    staff_client: Client, stripe, customer, make, name
) -> None:
    document = make(customer, 50)
    attempt = begin(customer, make_member(customer), {document: 50})
    asked = staff_client.get(url(document, name)).content.decode()
    assert "It will be cancelled." in asked
    assert staff_client.post(url(document, name), ANSWERS).status_code == 302
    attempt.refresh_from_db()
    (session,) = stripe.objects("checkout.session")
    assert (attempt.state, session["status"]) == ("cancelled", "expired")
    assert item_of(document).open == 0
    assert stripe.checkout(attempt.page_id).pay(CARD).status == "gone"


def test_page_opened_by_a_shared_link_is_closed_too(staff_client: Client, stripe, customer) -> None:
    invoice = make_invoice(customer, 50)
    link = share(customer=customer, kind="invoice", number=invoice.number, title="I",
                 made_by=make_member(customer)).link  # fmt: skip
    attempt = pay_by_card(link, key=uuid4())
    staff_client.post(url(invoice, "void"), ANSWERS)
    attempt.refresh_from_db()
    assert attempt.state == "cancelled"


def test_what_was_paid_meanwhile_is_not_voided(staff_client: Client, stripe, customer) -> None:
    invoice = make_invoice(customer, 50)
    attempt = begin(customer, make_member(customer), {invoice: 50})
    stripe.checkout(attempt.page_id).pay(CARD)
    response = staff_client.post(url(invoice, "void"), ANSWERS)
    assert response.status_code == 422
    invoice.refresh_from_db()
    assert (invoice.status, Payment.objects.get().unallocated) == ("issued", 0)


def test_money_on_its_way_stops_the_voiding(staff_client: Client, stripe) -> None:
    make_organization(currency="USD")
    company = make_customer(currency="USD", bank_debit_allowed=True)
    invoice = make_invoice(company, 50)
    attempt = begin(company, make_member(company), {invoice: 50}, method="bank_debit")
    stripe.checkout(attempt.page_id).pay("000123456789")
    assert converge(attempt).state == "processing"
    assert "on its way" in staff_client.get(url(invoice, "void")).content.decode()
    response = staff_client.post(url(invoice, "void"), ANSWERS)
    assert "could not be cancelled" in response.content.decode()
    invoice.refresh_from_db()
    assert invoice.status == "issued"


@pytest.mark.parametrize(
    ("make", "take_back"),
    [
        (make_invoice, lambda invoice: void_invoice(invoice, voided_on=DAY)),
        (make_invoice, lambda invoice: write_off_invoice(invoice, written_off_on=DAY)),
        (make_retainer, lambda retainer: void_retainer(retainer, voided_on=DAY)),
    ],
)
def test_nobody_takes_back_a_document_that_is_being_paid(stripe, customer, make, take_back):
    document = make(customer, 50)
    begin(customer, make_member(customer), {document: 50})
    with pytest.raises(IsBeingPaid):
        take_back(document)


def link_page(customer, invoice) -> str:
    new = share(customer=customer, kind="invoice", number=invoice.number, title="I",
                made_by=make_member(customer))  # fmt: skip
    path = new.url.split("/shared/")[1]
    return text_of(Client().get(f"/shared/{path}"))


def said_of(customer, document) -> str:
    """Everything a customer can read of the document: page, lists, files and shared link."""
    client = Client()
    client.force_login(make_member(customer))
    kind = document._meta.model_name
    listed = {"invoice": "invoices", "retainer": "retainers", "payment": "payments"}[kind]
    said = text_of(client.get(f"/{listed}/{document.number}/"))
    tabs = f"/{listed}/?status=paid"
    if kind != "payment":
        assert document.number not in text_of(client.get(tabs)), tabs
    pdf = PdfReader(BytesIO(pdf_of(document, seller=make_organization())))
    said += " ".join(page.extract_text() for page in pdf.pages)
    return said + (link_page(customer, document) if kind == "invoice" else "")


def void(document):
    void_invoice(document, voided_on=DAY)
    document.refresh_from_db()
    return document


def test_void_invoice_is_nowhere_called_paid(customer) -> None:
    said = said_of(customer, void(make_invoice(customer, 50)))
    assert "Void" in said
    assert "Paid" not in said.replace("Paid on", "")


def test_written_off_invoice_is_nowhere_called_paid(customer) -> None:
    invoice = make_invoice(customer, 50)
    write_off_invoice(invoice, written_off_on=DAY)
    invoice.refresh_from_db()
    said = said_of(customer, invoice)
    assert "Written off" in said
    assert "Paid" not in said


def test_part_that_was_paid_before_the_rest_was_written_off_is_told_apart(customer) -> None:
    invoice = make_invoice(customer, 50)
    pay(invoice, 20)
    write_off_invoice(invoice, written_off_on=DAY)
    said = link_page(customer, invoice)
    assert "Paid or credited −€20.00" in said
    assert "Written off −€30.00" in said


def test_written_off_invoice_that_is_open_again_is_not_called_partly_paid(customer) -> None:
    invoice = make_invoice(customer, 50)
    payment = make_payment(customer, 20, shares=[])
    item = item_of(invoice)
    from billing.ledger.allocation import allocate

    allocate(source=item_of(payment), invoice=item, amount=Decimal(20), effective_on=DAY)
    write_off_invoice(invoice, written_off_on=DAY)
    void_payment(payment, voided_on=DAY)
    invoice.refresh_from_db()
    item = item_of(invoice)
    assert item.open == 20
    assert invoice_status(item, invoice.status, item.due_on).label != "Partly paid"
    assert invoice_status(item, invoice.status, DAY).label == "Partly written off"


def test_void_retainer_is_nowhere_called_paid(customer) -> None:
    retainer = make_retainer(customer, 50)
    void_retainer(retainer, voided_on=DAY)
    retainer.refresh_from_db()
    assert retainer_status(item_of(retainer), retainer.status).label == "Void"
    said = said_of(customer, retainer)
    assert "Void" in said
    assert "Paid €50.00" not in said


def test_mail_names_only_what_the_payment_settled(stripe, customer, mailoutbox) -> None:
    invoice, other = make_invoice(customer, 50), make_invoice(customer, 30)
    payer = make_member(customer, email="ann@example.com")
    attempt = begin(customer, payer, {invoice: 50, other: 30})
    pay(invoice, 50)
    stripe.checkout(attempt.page_id).pay(CARD)
    converge(attempt)
    from billing.payments.last_payment import documents_paid_by

    payment = converge(attempt).payment
    assert [one.number for one in documents_paid_by(payment)] == [other.number]
