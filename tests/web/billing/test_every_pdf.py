"""Whatever document can be downloaded: what its PDF is, and who has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import Customer, Role
from tests.factories import (
    draft_credit_note,
    draft_invoice,
    draft_retainer,
    make_credit_note,
    make_customer,
    make_invoice,
    make_organization,
    make_payment,
    make_retainer,
)
from tests.web.billing.browsers import browser

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Kind:
    folder: str
    file_name: str
    make: Callable[[Customer], Any]
    draft: Callable[..., Any] | None = None

    def url(self, number: str) -> str:
        return f"/{self.folder}/{number}/pdf/"


KINDS = {
    "invoice": Kind("invoices", "Invoice", make_invoice, draft_invoice),
    "credit note": Kind("credits", "Credit-note", make_credit_note, draft_credit_note),
    "retainer": Kind("retainers", "Retainer", make_retainer, draft_retainer),
    "receipt": Kind("payments", "Receipt", make_payment),
}


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


@pytest.mark.real_pdf
def test_pdf_is_the_document_to_keep(kind: Kind) -> None:
    document = kind.make(make_customer())
    response = browser(document.customer).get(kind.url(document.number))
    assert response["Content-Type"] == "application/pdf"
    name = f"{kind.file_name}-{document.number}.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert document.number in PdfReader(BytesIO(response.content)).pages[0].extract_text()


def test_second_download_is_the_first_and_not_what_the_letterhead_says_now(kind: Kind) -> None:
    document = kind.make(make_customer())
    client = browser(document.customer)
    first = client.get(kind.url(document.number)).content
    make_organization(name="Acme Renamed")
    assert client.get(kind.url(document.number)).content == first


def test_foreign_document_and_draft_have_no_pdf(kind: Kind) -> None:
    customer = make_customer()
    client = browser(customer)
    assert client.get(kind.url(kind.make(make_customer()).number)).status_code == 404
    assert client.get(kind.url("%00")).status_code == 404
    if kind.draft is not None:
        kind.draft(customer, number="DRAFT-1")
        assert client.get(kind.url("DRAFT-1")).status_code == 404


def test_buyer_is_refused_and_a_stranger_sent_to_sign_in(kind: Kind) -> None:
    document = kind.make(make_customer())
    url = kind.url(document.number)
    assert browser(document.customer, Role.BUYER).get(url).status_code == 403
    response = Client().get(url)
    assert response.url.startswith("/accounts/login/")  # type: ignore[attr-defined]
