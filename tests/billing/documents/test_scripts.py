"""Arabic or Hebrew with Latin words and numbers in one line, on pages and in PDFs."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.kit.templatetags.ui import isolated
from tests.factories import make_customer, make_invoice, make_member, make_organization

ARABIC = "طقم مفاتيح A4 - عدد 50 (12.5 مم) أزرق"
COMPANY = "شركة الواحة للتجارة (Oasis Trading) رقم 12"


def kept(text: str) -> str:
    """In a frame of its own, whose direction is that of its first letter."""
    return f"\u2068{text}\u2069"


@pytest.mark.parametrize("text", [ARABIC, COMPANY, "מברג דגם X-200 (12 מ״מ)", "A4 - عدد"])
def test_text_from_right_to_left_keeps_its_order_on_a_page_from_left_to_right(text: str) -> None:
    assert isolated(text) == kept(text)
    assert isolated("Oak Yard 4") == "Oak Yard 4"


def test_each_line_has_its_own_direction() -> None:
    assert isolated(f"{ARABIC}\nLeeds") == f"{kept(ARABIC)}\n{kept('Leeds')}"


def test_page_from_right_to_left_keeps_latin_lines() -> None:
    with override("ar"):
        assert isolated("4 Quay Road") == kept("4 Quay Road")


@pytest.mark.django_db
def test_invoices_page_isolates_lines_and_the_company(client) -> None:
    make_organization()
    line = {"description": ARABIC, "quantity": 1, "unit_price": 5}
    invoice = make_invoice(make_customer(COMPANY), lines=[line])
    client.force_login(make_member(invoice.customer))
    page = client.get(reverse("billing:invoice-detail", args=[invoice.number])).content.decode()
    assert kept(ARABIC) in page
    assert kept(COMPANY) in page
