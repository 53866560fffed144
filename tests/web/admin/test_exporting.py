"""Staff's lists as CSV and XLSX: the ticked rows, or all that the filter shows."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from accounts.models import AuditEvent
from billing.admin.documents import exporting
from tests.factories import (
    draft_invoice,
    make_credit_note,
    make_customer,
    make_invoice,
    make_payment,
    make_retainer,
)

pytestmark = pytest.mark.django_db


def ask(client, model: str, action: str, pks, **more):
    url = f"/staff/billing/{model}/"
    return client.post(url, {"action": action, "_selected_action": list(pks)} | more)


def table_of(response) -> list[list[str]]:
    return list(csv.reader(StringIO(b"".join(response).decode()[1:])))


def test_ticked_invoices_are_in_the_csv_with_their_customer(staff_client) -> None:
    customer = make_customer("Kettle Ltd", currency="JPY")
    invoice = make_invoice(customer, 1200, po_number="=PO")
    draft = draft_invoice(customer)
    make_invoice(customer)
    found = table_of(ask(staff_client, "invoice", "export_csv", [invoice.pk, draft.pk]))
    assert len(found) == 3
    row = next(row for row in found if row[0] == invoice.number)
    assert row[1:4] == ["Kettle Ltd", customer.account_number, "'=PO"]
    assert row[6:] == ["1200", "1200", "JPY", "Issued"]
    assert AuditEvent.objects.get(kind="document.downloaded").subject == "invoices (CSV)"


@pytest.mark.parametrize(
    ("model", "make"),
    [
        ("invoice", make_invoice),
        ("creditnote", make_credit_note),
        ("retainer", make_retainer),
        ("payment", make_payment),
    ],
)
def test_every_list_has_both_files(staff_client, model, make) -> None:
    document = make(make_customer())
    assert table_of(ask(staff_client, model, "export_csv", [document.pk]))[1][0] == document.number
    content = b"".join(ask(staff_client, model, "export_xlsx", [document.pk]))
    with ZipFile(BytesIO(content)) as archive:
        assert document.number in archive.read("xl/worksheets/sheet1.xml").decode()


def test_all_that_the_filter_shows_may_be_chosen(staff_client) -> None:
    customer = make_customer()
    first = make_invoice(customer)
    draft_invoice(customer), make_invoice(customer)
    url = "/staff/billing/invoice/?status__exact=issued"
    data = {"action": "export_csv", "_selected_action": [first.pk], "select_across": "1"}
    assert len(table_of(staff_client.post(url, data))) == 3


def test_spreadsheet_that_is_too_long_is_refused(staff_client, monkeypatch) -> None:
    monkeypatch.setattr(exporting, "MAX_ROWS", 1)
    customer = make_customer()
    pks = [make_payment(customer).pk for _ in range(2)]
    response = ask(staff_client, "payment", "export_xlsx", pks)
    assert response.status_code == 302
    assert "limited to 1 rows" in staff_client.get(response["Location"]).text


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_rows(staff_client, count, django_assert_num_queries) -> None:
    customer = make_customer()
    pks = [make_invoice(customer).pk for _ in range(count)]
    ask(staff_client, "invoice", "export_csv", pks)
    with django_assert_num_queries(12):
        assert len(table_of(ask(staff_client, "invoice", "export_csv", pks))) == count + 1
