"""What a shared link opens (I4): one document, for as long as it is good, and nobody's account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import AuditEvent, Customer, SharedLink
from accounts.sharing.shared_links import NewLink, find, revoke, share
from billing.documents.invoices import void_invoice
from billing.models import Invoice
from portal.kit.secrets.tokens import hash_of
from tests.factories import (
    DAY,
    draft_invoice,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_staff,
    pay,
)
from tests.web.billing.browsers import BACKEND, browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization(
        email="hello@acme.example", bank_iban="DE89370400440532013000", bank_account_holder="Acme"
    )
    return make_customer("Bright Ltd")


@pytest.fixture
def invoice(customer: Customer) -> Invoice:
    return make_invoice(customer, 100, po_number="PO-7")


def link_to(invoice: Invoice, **fields: Any) -> NewLink:
    values = {"kind": "invoice", "number": invoice.number, "title": "Invoice"}
    member = make_member(invoice.customer)
    return share(customer=invoice.customer, made_by=member, **(values | fields))


def path_of(new: NewLink) -> str:
    return new.url.removeprefix(django_settings.BASE_URL)


def test_stranger_sees_the_document_and_how_to_pay_it(invoice: Invoice) -> None:
    response = Client().get(path_of(link_to(invoice)))
    shown = text_of(response)
    for part in (invoice.number, "Bright Ltd", "PO-7", "Amount due €100.00", "DE89 3704"):
        assert str(part) in shown
    assert "<svg" in response.content.decode()


def test_page_leads_to_its_own_pdf_and_to_nothing_else_of_the_portal(invoice: Invoice) -> None:
    path = path_of(link_to(invoice))
    html = Client().get(path).content.decode()
    ours = {part.split('"')[0] for part in html.split('href="')[1:]}
    addresses = {one for one in ours if one.startswith("/") and not one.startswith("/static/")}
    assert addresses == {f"{path}pdf/", f"{path}pdf/?inline=1"}
    assert '<nav class="nav"' not in html


def test_pdf_is_the_invoice(invoice: Invoice) -> None:
    response = Client().get(f"{path_of(link_to(invoice))}pdf/")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    event = AuditEvent.objects.get(kind="document.downloaded")
    assert event.after == {"by": "shared link"}


def test_what_was_paid_is_a_sum_and_names_no_other_document(invoice: Invoice) -> None:
    payment = pay(invoice, 30)
    html = Client().get(path_of(link_to(invoice))).content.decode()
    assert "€30.00" in html
    assert "€70.00" in html
    assert payment.number not in html


def test_paid_or_void_invoice_asks_for_nothing(invoice: Invoice) -> None:
    path = path_of(link_to(invoice))
    paid = make_invoice(invoice.customer, 50)
    pay(paid)
    void_invoice(invoice, voided_on=DAY)
    for one in (path, path_of(link_to(paid))):
        shown = text_of(Client().get(one))
        assert "Pay by bank transfer" not in shown


# --- Statements -----------------------------------------------------------------------------


def statement_of_march(customer: Customer) -> NewLink:
    return share(
        customer=customer,
        kind="statement",
        title="Statement",
        made_by=make_member(customer),
        parameters={"type": "balance-forward", "from": "2026-03-01", "to": "2026-03-31"},
    )


@pytest.mark.parametrize("more", ["", "?from=2026-01-01&to=2026-12-31&type=open-items"])
def test_statement_is_of_the_days_in_the_link_whatever_is_asked(
    customer: Customer, more: str
) -> None:
    march = make_invoice(customer, 100, issued_on=date(2026, 3, 9))
    april = make_invoice(customer, 777, issued_on=date(2026, 4, 9))
    path = path_of(statement_of_march(customer))
    shown = text_of(Client().get(path + more))
    assert str(march.number) in shown
    assert str(april.number) not in shown
    assert "777" not in shown
    pdf = Client().get(f"{path}pdf/{more}")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages)
    assert str(march.number) in text
    assert str(april.number) not in text


def test_statement_shows_one_company_and_leads_nowhere_else(customer: Customer) -> None:
    make_invoice(make_customer("Stranger Ltd"), 999, issued_on=date(2026, 3, 9))
    path = path_of(statement_of_march(customer))
    html = Client().get(path).content.decode()
    assert "999" not in html
    ours = {part.split('"')[0] for part in html.split('href="')[1:]}
    addresses = {one for one in ours if one.startswith("/") and not one.startswith("/static/")}
    assert addresses == {f"{path}pdf/", f"{path}pdf/?inline=1"}


def test_list_of_links_names_the_days_of_a_statement(customer: Customer) -> None:
    statement_of_march(customer)
    shown = text_of(browser(customer).get("/links/"))
    assert "Statement 1–31 Mar 2026" in shown


# --- Links that are not good ----------------------------------------------------------------


def expired(new: NewLink) -> str:
    SharedLink.objects.filter(pk=new.link.pk).update(expires_at=timezone.now())
    return path_of(new)


def revoked(new: NewLink) -> str:
    revoke(new.link, by=new.link.created_by)
    return path_of(new)


def tampered(new: NewLink) -> str:
    path = path_of(new)
    letter = "A" if path[-2] != "A" else "B"
    return f"{path[:-2]}{letter}/"


def unknown(_new: NewLink) -> str:
    return reverse("billing:shared-detail", args=["x" * 32])


def the_hash_itself(new: NewLink) -> str:
    return reverse("billing:shared-detail", args=[new.link.token_hash])


def the_number(new: NewLink) -> str:
    return reverse("billing:shared-detail", args=[str(new.link.pk)])


def of_a_kind_nobody_shows(new: NewLink) -> str:
    SharedLink.objects.filter(pk=new.link.pk).update(kind="order")
    return path_of(new)


def of_another_customers_document(new: NewLink) -> str:
    other = make_invoice(make_customer(), 999)
    SharedLink.objects.filter(pk=new.link.pk).update(number=other.number)
    return path_of(new)


def of_a_statement_that_makes_no_sense(new: NewLink) -> str:
    wrong = {"type": "no-such-type", "from": "2026-03-01", "to": "2026-03-31"}
    SharedLink.objects.filter(pk=new.link.pk).update(kind="statement", parameters=wrong)
    return path_of(new)


def of_a_draft(new: NewLink) -> str:
    draft = draft_invoice(new.link.customer, number="DRAFT-1")
    SharedLink.objects.filter(pk=new.link.pk).update(number=draft.number)
    return path_of(new)


BAD = [
    expired,
    revoked,
    tampered,
    unknown,
    the_hash_itself,
    the_number,
    of_a_kind_nobody_shows,
    of_another_customers_document,
    of_a_draft,
    of_a_statement_that_makes_no_sense,
]


@pytest.mark.parametrize("spoil", BAD)
def test_bad_link_is_the_same_404_with_the_way_to_a_new_one(
    spoil: Callable[[NewLink], str], invoice: Invoice
) -> None:
    new = link_to(invoice)
    path = spoil(new)
    plain = Client().get(reverse("billing:shared-detail", args=["no-such-link"]))
    for address in (path, f"{path}pdf/"):
        response = Client().get(address)
        assert response.status_code == 404
        assert text_of(response) == text_of(plain)
        assert "no-store" in response.headers["Cache-Control"]
    assert "Ask for a new link" in text_of(plain)
    assert "mailto:hello@acme.example" in plain.content.decode()
    assert SharedLink.objects.get(pk=new.link.pk).uses == 0


def test_300_bad_links_open_nothing(invoice: Invoice) -> None:
    good = path_of(link_to(invoice)).split("/")[2]
    client = Client()
    assert find(good) is not None
    for n in range(300):
        place = n % len(good)
        letter = "z" if good[place] != "z" else "y"
        bad = good[:place] + letter + good[place + 1 + n // len(good) :]
        assert find(bad) is None
        if n % 15 == 0:  # the lookup tried all of them; so many pages are enough
            assert client.get(reverse("billing:shared-detail", args=[bad])).status_code == 404


# --- A link is no sign-in -------------------------------------------------------------------


def test_link_signs_nobody_in(invoice: Invoice) -> None:
    client = Client()
    path = path_of(link_to(invoice))
    for address in (path, f"{path}pdf/"):
        client.get(address)
    assert django_settings.SESSION_COOKIE_NAME not in client.cookies
    for page in (f"/invoices/{invoice.number}/", "/profile/", "/pay/", "/payments/"):
        response = client.get(page)
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_login"))


def test_link_shows_the_same_to_whoever_is_signed_in(invoice: Invoice) -> None:
    path = path_of(link_to(invoice))
    stranger = browser(make_customer("Stranger Ltd"))
    response = stranger.get(path)
    assert "Stranger Ltd" not in text_of(response)
    assert text_of(response) == text_of(Client().get(path))


@pytest.mark.parametrize("more", ["?number=INV-2", "?invoice=INV-2", "?customer=1"])
def test_link_shows_its_own_document_whatever_is_asked(invoice: Invoice, more: str) -> None:
    other = make_invoice(invoice.customer, 777)
    shown = text_of(Client().get(path_of(link_to(invoice)) + more.replace("INV-2", other.number)))
    assert "€100.00" in shown
    assert "€777.00" not in shown


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_link_is_for_reading(invoice: Invoice, method: str) -> None:
    response = getattr(Client(), method)(path_of(link_to(invoice)))
    assert response.status_code == 405


def test_address_goes_nowhere_and_nothing_is_kept(invoice: Invoice) -> None:
    path = path_of(link_to(invoice))
    for address in (path, f"{path}pdf/"):
        headers = Client().get(address).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Cache-Control"] == "no-store"
    html = Client().get(path).content.decode()
    assert '<meta name="referrer" content="no-referrer">' in html


# --- Counting and limits --------------------------------------------------------------------


def uses(new: NewLink) -> int:
    return SharedLink.objects.get(pk=new.link.pk).uses


def test_openings_are_counted_but_not_heads_nor_staff(invoice: Invoice) -> None:
    new = link_to(invoice)
    Client().head(path_of(new))
    staff = Client()
    staff.force_login(make_staff(), backend=BACKEND)
    assert staff.get(path_of(new)).status_code == 200
    assert uses(new) == 0
    Client().get(path_of(new))
    Client().get(f"{path_of(new)}pdf/")
    assert uses(new) == 2


def test_too_many_from_one_address_are_answered_429(invoice: Invoice, settings: Any) -> None:
    settings.RATE_LIMITS_ENABLED = True
    cache.clear()
    path = path_of(link_to(invoice))
    client = Client()
    codes = [client.get(path).status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]
    forged = client.get(path, headers={"X-Forwarded-For": "203.0.113.9"})
    assert forged.status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.7").get(path).status_code == 200


@pytest.mark.parametrize("lines", [1, 3])
def test_page_asks_the_same_for_one_line_and_three(
    customer: Customer, lines: int, django_assert_num_queries: Any
) -> None:
    invoice = make_invoice(customer, lines=[{"description": "x", "unit_price": 1}] * lines)
    path = path_of(link_to(invoice))
    Client().get(path)
    with django_assert_num_queries(13):
        Client().get(path)


def test_only_the_hash_is_found_by(invoice: Invoice) -> None:
    new = link_to(invoice)
    token = path_of(new).split("/")[2]
    assert SharedLink.objects.filter(token_hash=hash_of(token)).exists()
    assert timedelta(0) < new.link.expires_at - timezone.now()
