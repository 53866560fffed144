"""Lists as CSV and XLSX, invoices as one PDF or ZIP: what is shown, everything, what is ticked."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from accounts.models import AuditEvent, Role
from billing.documents.invoices import void_invoice
from billing.downloads import exports, invoice_bundles
from billing.models import Export, StoredDocument
from portal.kit.files.storage import Altered, media_path
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_membership,
    make_organization,
    make_payment,
    make_retainer,
    make_user,
    pay,
)
from tests.web.billing.browsers import BACKEND, browser, text_of

pytestmark = pytest.mark.django_db

URL = "/exports/new/"
LISTS = ("invoices", "credits", "deposits", "retainers", "payments")


@pytest.fixture(autouse=True)
def seller(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_organization()


@pytest.fixture
def customer():
    return make_customer("Kettle Ltd")


def content_of(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response)


def table_of(response) -> list[list[str]]:
    text = content_of(response).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:])))


def cells_of(content: bytes) -> list[str]:
    """What is in a spreadsheet's cells, left to right and downwards."""
    with ZipFile(BytesIO(content)) as archive:
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    return [text for cell in sheet.iter() if cell.tag.endswith("}c") for text in cell.itertext()]


def one_of_each(customer) -> None:
    make_invoice(customer, 10, po_number="PO-1")
    make_credit_note(customer, 20)
    make_payment(customer, 30, reference="FT-9")
    make_retainer(customer, 40, description="Next season")


@pytest.mark.parametrize(
    ("name", "headings", "row"),
    [
        (
            "invoices",
            "Number,PO number,Issued,Due,Status,Total,Amount due,Currency",
            ["PO-1", "2026-03-02", "10.00", "10.00", "EUR"],
        ),
        (
            "credits",
            "Number,Reference,Date,Status,Total,Used,Unused,Currency",
            ["2026-03-02", "20.00", "0.00", "20.00", "EUR", "Unused"],
        ),
        (
            "deposits",
            "Number,Date,Method,Reference,Status,Total,Used or refunded,Unused,Currency",
            ["Bank transfer", "FT-9", "30.00", "0.00", "EUR"],
        ),
        (
            "retainers",
            "Number,Description,Issued,Due,Status,Total,Unpaid,Currency",
            ["Next season", "40.00", "40.00", "EUR", "Unpaid"],
        ),
        (
            "payments",
            "Number,Date,Method,Reference,Status,Used,Amount,Currency",
            ["FT-9", "30.00", "0.00", "EUR", "Deposit"],
        ),
    ],
)
def test_every_list_has_its_columns(customer, name, headings, row) -> None:
    one_of_each(customer)
    client = browser(customer)
    response = client.get(URL, {"download": f"{name}.shown.csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    found = table_of(response)
    assert (len(found), found[0]) == (2, headings.split(","))
    assert set(row) <= set(found[1])
    cells = cells_of(content_of(client.get(URL, {"download": f"{name}.shown.xlsx"})))
    assert cells[: len(found[0])] == found[0]


def test_shown_is_what_the_tab_and_the_filters_show_in_its_order(customer) -> None:
    numbers = [
        make_invoice(
            customer, issued_on=date(2026, 3, day), po_number="A" if day < 4 else "B"
        ).number
        for day in (1, 2, 3, 4)
    ]
    pay(make_invoice(customer, po_number="A"))
    query = {"download": "invoices.shown.csv", "q": "A", "from": "2026-03-02", "sort": "-number"}
    found = table_of(browser(customer).get(URL, query))
    assert [row[0] for row in found[1:]] == [numbers[2], numbers[1]]


def test_everything_is_everything_whatever_is_asked_beside_it(customer) -> None:
    pay(make_invoice(customer))
    void_invoice(make_invoice(customer), voided_on=date(2026, 4, 1))
    query = {"download": "invoices.all.csv", "status": "overdue", "q": "nothing"}
    assert len(table_of(browser(customer).get(URL, query))) == 3


def test_ticked_are_the_ticked_ones(customer) -> None:
    first, _second, third = (make_payment(customer).number for _ in range(3))
    query = {"download": "payments.ticked.csv", "number": [first, third, "\0", "nobody's"]}
    found = table_of(browser(customer).get(URL, query))
    assert {row[0] for row in found[1:]} == {first, third}


def test_foreign_documents_are_in_no_file(customer) -> None:
    foreign = make_invoice(make_customer())
    one_of_each(foreign.customer)
    client = browser(customer)
    for name in LISTS:
        for which in ("shown", "all"):
            assert len(table_of(client.get(URL, {"download": f"{name}.{which}.csv"}))) == 1
    for what in ("csv", "pdf", "zip"):
        query = {"download": f"invoices.ticked.{what}", "invoice": foreign.number}
        response = client.get(URL, query)
        if what == "csv":
            assert len(table_of(response)) == 1
        else:
            assert response.status_code == 303


def test_list_names_every_company_of_the_group_and_its_currency(customer) -> None:
    below = make_customer("Kettle Japan", currency="JPY", parent=customer)
    make_invoice(customer, "1.5"), make_invoice(below, 1200)
    user = make_user()
    membership = make_membership(customer, user)
    membership.includes_subsidiaries = True
    membership.save()
    client = Client()
    client.force_login(user, backend=BACKEND)
    found = table_of(client.get(URL, {"download": "invoices.all.csv"}))
    assert found[0][0] == "Company"
    assert {(row[0], row[6], row[8]) for row in found[1:]} == {
        ("Kettle Ltd", "1.50", "EUR"),
        ("Kettle Japan", "1200", "JPY"),
    }


def test_text_that_looks_like_a_formula_stays_text(customer) -> None:
    make_invoice(customer, po_number="=1+1")
    client = browser(customer)
    assert table_of(client.get(URL, {"download": "invoices.all.csv"}))[1][1] == "'=1+1"
    assert "=1+1" in cells_of(content_of(client.get(URL, {"download": "invoices.all.xlsx"})))


def test_download_stands_in_the_history(customer) -> None:
    number = make_invoice(customer).number
    client = browser(customer)
    content_of(client.get(URL, {"download": "invoices.all.csv"}))
    content_of(client.get(URL, {"download": "invoices.ticked.zip", "invoice": number}))
    table, bundle = AuditEvent.objects.filter(kind="document.downloaded").order_by("pk")
    assert (table.customer, table.subject) == (customer, "Invoices (CSV)")
    assert (bundle.subject, bundle.after) == ("Invoices (ZIP)", {"numbers": [number]})


NONSENSE = ["", "invoices", "invoices.all.pdf", "credits.shown.zip", "x.all.csv",
            "invoices.some.csv", "invoices.all.exe"]  # fmt: skip


@pytest.mark.parametrize("export_request", NONSENSE)
def test_what_makes_no_sense_leads_to_the_list(customer, export_request) -> None:
    response = browser(customer).get(URL, {"download": export_request})
    assert (response.status_code, response["Location"]) == (302, "/invoices/")


def test_buyer_and_stranger_take_nothing(customer) -> None:
    assert (
        browser(customer, Role.BUYER).get(URL, {"download": "invoices.all.csv"}).status_code == 403
    )
    assert Client().get(URL).status_code == 302


@pytest.mark.parametrize("what", ["csv", "xlsx", "pdf", "zip"])
def test_nothing_ticked_is_said_on_the_list(customer, what) -> None:
    make_invoice(customer)
    response = browser(customer).get(URL, {"download": f"invoices.ticked.{what}"}, follow=True)
    assert "Select what you want to download." in text_of(response)


def test_zip_has_the_stored_files(customer) -> None:
    client = browser(customer)
    numbers = [make_invoice(customer, number=number).number for number in ("A/1", "a 1", "B")]
    content = content_of(client.get(URL, {"download": "invoices.ticked.zip", "invoice": numbers}))
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == [
            "Invoice-A-1-2.pdf", "Invoice-B.pdf", "Invoice-a-1.pdf"]  # fmt: skip
        single = client.get("/invoices/B/pdf/").content
        assert archive.read("Invoice-B.pdf") == single
        assert archive.getinfo("Invoice-B.pdf").date_time == (2026, 3, 2, 0, 0, 0)


@pytest.mark.real_pdf
def test_joined_pdf_has_every_page_and_a_bookmark_for_each_invoice(customer) -> None:
    lines = [{"description": "Valve", "unit_price": 1}] * 60
    first, second = (
        make_invoice(customer, lines=lines),
        make_invoice(customer, due_on=date(2199, 1, 1)),
    )
    query = {"download": "invoices.shown.pdf", "status": "all", "sort": "number"}
    reader = PdfReader(BytesIO(content_of(browser(customer).get(URL, query))))
    marks = {mark.title: reader.get_destination_page_number(mark) for mark in reader.outline}
    assert marks == {first.number: 0, second.number: len(reader.pages) - 1}
    assert len(reader.pages) > 2
    assert second.number in reader.pages[-1].extract_text()
    assert reader.metadata.title == "Invoices"
    assert reader.trailer["/Root"]["/Lang"] == "en-gb"


def test_more_than_fit_in_one_file_is_said_with_the_filters_kept(customer, monkeypatch) -> None:
    monkeypatch.setattr(exports, "MAX_INVOICES", 1)
    make_invoice(customer), make_invoice(customer)
    query = {"download": "invoices.shown.zip", "q": "INV"}
    response = browser(customer).get(URL, query, follow=True)
    assert "At most 1 invoices fit in one file" in text_of(response)
    assert response.redirect_chain == [("/invoices/?q=INV", 303)]


def test_altered_file_comes_in_no_bundle(customer) -> None:
    number = make_invoice(customer).number
    client = browser(customer)
    client.get(f"/invoices/{number}/pdf/")
    media_path(StoredDocument.objects.get().path).write_bytes(b"%PDF forged")
    for what in ("pdf", "zip"):
        with pytest.raises(Altered):
            content_of(client.get(URL, {"download": f"invoices.ticked.{what}", "invoice": number}))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("what", "queries"), [("csv", 10), ("xlsx", 9), ("zip", 11), ("pdf", 11)])
def test_statements_do_not_grow_with_rows(
    customer, count, what, queries, django_assert_num_queries
) -> None:
    numbers = [make_invoice(customer).number for _ in range(count)]
    client = browser(customer)
    query = {"download": f"invoices.ticked.{what}", "invoice": numbers}
    content_of(client.get(URL, query))  # what is rendered once is stored
    with django_assert_num_queries(queries):
        content_of(client.get(URL, query))


def test_links_of_a_list_keep_what_is_asked_but_not_its_page(customer) -> None:
    make_invoice(customer)
    query = {"q": "INV", "sort": "-total", "page": "1", "invoice": "X"}
    page = browser(customer).get("/invoices/", query).content.decode()
    link = next(part for part in page.split('"') if "invoices.shown.csv" in part)
    asked = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
    assert asked == {"q": ["INV"], "sort": ["-total"], "download": ["invoices.shown.csv"]}


@pytest.mark.parametrize("name", LISTS)
def test_rows_of_every_list_can_be_ticked_and_taken(customer, name) -> None:
    one_of_each(customer)
    page = browser(customer).get(f"/{name}/").content.decode()
    field = "invoice" if name == "invoices" else "number"
    assert page.count(f'type="checkbox" name="{field}"') == 1
    assert f'name="download" value="{name}.ticked.xlsx"' in page


def test_long_spreadsheet_is_left_to_a_worker(customer, monkeypatch) -> None:
    monkeypatch.setattr(exports, "MAX_ROWS_AT_ONCE", 1)
    make_invoice(customer), make_invoice(customer)
    client = browser(customer)
    query = {"download": "invoices.shown.xlsx", "q": "INV"}
    response = client.get(URL, query)
    export = Export.objects.get()
    assert (response.status_code, response["Location"]) == (
        303,
        f"/invoices/?q=INV&export={export.pk}",
    )
    assert (export.export_request, export.query) == ("invoices.shown.xlsx", "q=INV")
    assert client.get(URL, query)["Location"] == response["Location"]
    jobs = ProcrastinateJob.objects.filter(task_name=exports.TASK)
    assert [job.args for job in jobs] == [{"export_id": str(export.pk)}]


def test_many_unmade_invoices_are_left_to_a_worker_and_made_ones_are_not(
    customer, monkeypatch
) -> None:
    monkeypatch.setattr(exports, "MAX_RENDERED_AT_ONCE", 1)
    numbers = [make_invoice(customer).number for _ in range(2)]
    client = browser(customer)
    query = {"download": "invoices.ticked.pdf", "invoice": numbers}
    assert client.get(URL, query).status_code == 303
    client.get(f"/invoices/{numbers[0]}/pdf/")
    assert len(content_of(client.get(URL, query))) > 0


def test_person_waits_for_few_files_at_a_time(customer, monkeypatch) -> None:
    monkeypatch.setattr(exports, "MAX_ROWS_AT_ONCE", 0)
    make_invoice(customer)
    client = browser(customer)
    for number in range(exports.MAX_WAITING):
        client.get(URL, {"download": "invoices.all.xlsx", "q": str(number)})
    response = client.get(URL, {"download": "invoices.shown.xlsx"}, follow=True)
    assert "still being made" in text_of(response)
    assert Export.objects.count() == exports.MAX_WAITING


def test_bundle_reads_200_invoices_by_two_statements(customer, django_assert_num_queries) -> None:
    items = [make_invoice(customer).open_item for _ in range(3)]
    with django_assert_num_queries(2):
        invoices = invoice_bundles.invoices_of(items)
        invoice_bundles.unmade_of(invoices, seller=make_organization)
    assert [one.open_item for one in invoices] == items
