import pytest
from django.test import Client

from accounts.models import Role
from tests.factories import draft_retainer, make_customer, make_retainer
from tests.web.billing.browsers import browser

pytestmark = pytest.mark.django_db


def test_pdf_is_the_credit_note_to_keep() -> None:
    retainer = make_retainer(make_customer())
    response = browser(retainer.customer).get(f"/retainers/{retainer.number}/pdf/")
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == (
        f'attachment; filename="Retainer-{retainer.number}.pdf"'
    )


def test_draft_and_foreign_credit_notes_have_no_pdf() -> None:
    customer = make_customer()
    draft_retainer(customer, number="DRAFT-1")
    foreign = make_retainer(make_customer())
    client = browser(customer)
    for number in ("DRAFT-1", foreign.number):
        assert client.get(f"/retainers/{number}/pdf/").status_code == 404


def test_stranger_and_buyer_are_kept_out() -> None:
    retainer = make_retainer(make_customer())
    url = f"/retainers/{retainer.number}/pdf/"
    assert Client().get(url).status_code == 302
    assert browser(retainer.customer, Role.BUYER).get(url).status_code == 403
