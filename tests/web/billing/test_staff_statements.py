"""Staff see the batches of statements, and send one again."""

from datetime import date

import pytest
from django.core.management import call_command

from accounts.models import ContactPerson
from billing.models import StatementBatch, StatementDelivery, StatementMail
from billing.statements.batches import generation
from billing.statements.batches.storage import stored_path
from tests.factories import make_customer, make_invoice, make_organization, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, settings, tmp_path, monkeypatch):
    make_organization()
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(generation, "statement_pdf", lambda s, seller: b"%PDF stored")
    client.force_login(make_staff())
    return client


@pytest.fixture
def delivery(staff) -> StatementDelivery:
    customer = make_customer("Anchor Deli")
    make_invoice(customer, 100, issued_on=date(2026, 3, 2))
    ContactPerson.objects.create(
        customer=customer, name="Books", email="books@example.com", receives_statements=True
    )
    call_command("send_statements", "--period", "2026-03", "--email", verbosity=0)
    return StatementDelivery.objects.get()


def page_of(delivery: StatementDelivery, name: str = "change") -> str:
    return f"/staff/billing/statementdelivery/{delivery.pk}/{name}/"


def test_batches_are_listed_with_what_became_of_them(
    staff,
    delivery,
    django_assert_max_num_queries,
):
    staff.get("/staff/billing/statementbatch/")  # counts the queues of the navigation
    with django_assert_max_num_queries(12):
        text = staff.get("/staff/billing/statementbatch/").content.decode()
    query = f"?batch__id__exact={delivery.batch_id}&amp;state__exact=stored"
    assert f'{query}">1</a>' in text
    assert (
        staff.get(f"/staff/billing/statementbatch/{delivery.batch_id}/change/").status_code == 200
    )


def test_statement_shows_who_got_it_when(staff, delivery):
    text = staff.get(page_of(delivery)).content.decode()
    assert "Anchor Deli" in text
    assert "books@example.com" in text
    assert "Anchor Deli" in staff.get("/staff/billing/statementdelivery/").content.decode()
    assert "books@example.com" in staff.get("/staff/billing/statementmail/").content.decode()


def test_stored_file_is_handed_out_and_missing_one_is_404(staff, delivery, settings):
    assert staff.get(page_of(delivery, "pdf")).content == b"%PDF stored"
    stored_path(delivery.path).unlink()
    assert staff.get(page_of(delivery, "pdf")).status_code == 404


def test_sending_again_queues_a_further_round(staff, delivery):
    assert staff.post(page_of(delivery, "send-again")).status_code == 302
    first, second = StatementMail.objects.order_by("pk")
    assert (first.round, first.state, second.round, second.state) == (1, "sent", 2, "queued")
    assert first.message_id != second.message_id


def test_sending_again_to_nobody_is_refused(staff, delivery):
    ContactPerson.objects.update(receives_statements=False)
    assert staff.post(page_of(delivery, "send-again")).status_code == 422
    assert StatementMail.objects.count() == 1


def test_batches_cannot_be_made_by_hand(staff, delivery):
    assert staff.get("/staff/billing/statementbatch/add/").status_code == 403
    assert StatementBatch.objects.count() == 1
