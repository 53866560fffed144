"""What must not go in, what stops everything, and what Excel means by what it writes."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Address, Customer
from billing.models import Invoice
from tests.billing.importing.conftest import Run
from tests.factories import make_organization

pytestmark = pytest.mark.django_db

OVERALL = """
[file]
rows = "documents"
date_format = "{form}"
[columns]
number = "Invoice"
customer = "Account"
customer_name = "Company"
date = "Date"
total = "Total"
{more}
[defaults]
currency = "EUR"
terms_days = 30
"""
HEADER = "Invoice,Account,Company,Date,Total\n"
LINES = """
[columns]
number = "Invoice"
customer = "Account"
customer_name = "Company"
date = "Date"
description = "Text"
quantity = "Qty"
unit_price = "Price"
[defaults]
currency = "EUR"
"""
LINE_HEADER = "Invoice,Account,Company,Date,Text,Qty,Price\n"


def whole(more: str = "", form: str = "%Y-%m-%d") -> str:
    return OVERALL.format(more=more, form=form)


def test_dates_of_another_form_stop_the_rows_that_can_be_read_too(run: Run) -> None:
    content = HEADER + (
        "B1,K1,Oak,03/04/2026,10.00\nB2,K1,Oak,03/25/2026,20.00\nB3,K1,Oak,04/01/2026,30.00\n"
    )
    result = run(content, whole(form="%d/%m/%Y"), accept_misread=False)
    assert (result["exit"], result["misread_rows"], result["changed"]) == (4, 1, False)
    assert Invoice.objects.count() == 0
    assert run(content, whole(form="%d/%m/%Y"))["invoices"] == 2


@pytest.mark.parametrize(
    "row",
    ["B1,K1,Oak,2026-03-01,10,00", "B1,K1,Oak,2026-03-01,1.234", "B1,K1,Oak,2026-03-01,-5"],
    ids=["a comma too many", "thousands read as a fraction", "a sign"],
)
def test_numbers_and_signs_that_cannot_be_read_stop_everything(run: Run, row: str) -> None:
    content = f"{HEADER}{row}\nB2,K1,Oak,2026-03-01,5\n"
    assert run(content, whole(), accept_misread=False)["exit"] == 4
    assert Invoice.objects.count() == 0


def test_rows_rejected_for_what_they_say_let_the_others_in_and_exit_with_4(run: Run) -> None:
    result = run(f"{HEADER}B1,,Oak,2026-03-01,5\nB2,K1,Oak,2026-03-01,5\n", whole())
    assert (result["exit"], result["misread_rows"], result["invoices"]) == (4, 0, 1)


def test_misread_rows_are_named_in_a_sentence(run: Run, tmp_path: Path) -> None:
    run(f"{HEADER}B1,K1,Oak,1 March,5\n", whole())
    with pytest.raises(CommandError) as error:
        call_command(
            "import_documents",
            str(tmp_path / "export.csv"),
            mapping=tmp_path / "mapping.toml",
            report=tmp_path / "r.csv",
        )
    assert error.value.returncode == 4
    assert "the other rows may be misread as well" in str(error.value)


@pytest.mark.parametrize("later", [1, 400])
def test_documents_of_tomorrow_are_imported_tomorrow(run: Run, later: int) -> None:
    make_organization(time_zone="UTC")
    today = timezone.now().date()
    rows = [f"B{days},K1,Oak,{today + timedelta(days)},5\n" for days in (0, later)]
    result = run(HEADER + "".join(rows), whole())
    assert result["rejected"] == [f"3,B{later},dated after today: {today + timedelta(later)}"]
    assert Invoice.objects.get().number == "B0"


def test_payments_of_tomorrow_are_rejected(run: Run) -> None:
    soon = timezone.now().date() + timedelta(2)
    content = f"{HEADER.strip()},Paid\nB1,K1,Oak,2026-03-01,5,{soon}\n"
    assert "settled after today" in run(content, whole('settled_on = "Paid"'))["rejected"][0]


@pytest.mark.parametrize("character", ["\n", "\x07", "\x0b", "\x1b", "\x80", "\u202e", "\u200b"])
@pytest.mark.parametrize("place", ["number", "customer"])
def test_nothing_invisible_stands_in_identifiers(run: Run, character: str, place: str) -> None:
    cells = {"number": "B1", "customer": "K1"}
    cells[place] = f"B{character}1"
    row = f'"{cells["number"]}","{cells["customer"]}",Oak,2026-03-01,5\n'
    result = run(HEADER + row, whole())
    assert result["rejected_rows"] == 1
    assert "cannot be printed" in result["rejected"][0]


@pytest.mark.parametrize("character", ["\n", "\x07", "\x0b", "\x1b[31m", "\x7f", "\x80", "\x9f"])
def test_controls_stand_in_no_name(run: Run, character: str) -> None:
    result = run(f'{HEADER}B1,K1,"Oak{character}Yard",2026-03-01,5\n', whole())
    assert "Company holds a character that cannot be printed" in result["rejected"][0]


@pytest.mark.parametrize("character", ["\x07", "\x0b", "\x0c", "\x1b", "\x80"])
def test_controls_stand_in_no_description(run: Run, character: str) -> None:
    result = run(f"{LINE_HEADER}B1,K1,Oak,2026-03-01,Bell{character}tab,1,1\n", LINES)
    assert "Text holds a character that cannot be printed" in result["rejected"][0]


def test_western_windows_files_said_to_be_latin_1_are_recognised(run: Run) -> None:
    content = f"{LINE_HEADER}B1,K1,Café,2026-03-01,Deposit 5 €,1,1\n".encode("cp1252")
    mapping = f'[file]\nencoding = "latin-1"\n{LINES}'
    assert "the file may be in the encoding cp1252" in run(content, mapping)["rejected"][0]


@pytest.mark.parametrize(
    "number",
    [
        *("B/3/pdf", "B/pdf", "B/PDF", "B/share", "B/dispute/withdraw", "B/autopay/skip"),
        *("../B", "B/../C", "B/./C", "/B", "B/", "B//C", "B%2F5", "B\\5", "."),
    ],
)
def test_number_whose_address_means_something_else_is_refused(run: Run, number: str) -> None:
    result = run(f"{HEADER}{number},K1,Oak,2026-03-01,5\n", whole())
    assert "would make an address that means something else" in result["rejected"][0]


@pytest.mark.parametrize("number", ["B34/1", "B34 2?x=1#y", "2026/10/007", "=1+1", "B34-ü6", "pdf"])
def test_number_with_signs_of_addresses_has_its_own_page(run: Run, number: str, client) -> None:
    from django.urls import reverse

    from tests.factories import make_member

    assert run(f"{HEADER}{number},K1,Oak,2026-03-01,5\n", whole())["invoices"] == 1
    client.force_login(make_member(Customer.objects.get()))
    for page in ("billing:invoice-detail", "billing:invoice-pdf"):
        assert client.get(reverse(page, args=[number])).status_code == 200


def test_same_letters_otherwise_composed_are_the_same_number(run: Run) -> None:
    run(f"{HEADER}B-\u00fc,K1,Oak,2026-03-01,5\n", whole())
    assert run(f"{HEADER}B-u\u0308,K1,Oak,2026-03-01,5\n", whole())["unchanged"] == 1


@pytest.mark.parametrize("code", ["EUE", "XXX", "XXQ", "XAU", "XTS", "eur", "CHE", "DEM"])
def test_only_money_is_a_currency(run: Run, code: str) -> None:
    content = f"{HEADER.strip()},Cur\nB1,K1,Oak,2026-03-01,5,{code}\n"
    assert "no currency" in run(content, whole('currency = "Cur"'))["rejected"][0]
    assert Customer.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("DE", "Germany"),
        ("deu", "Germany"),
        ("Deutschland", "Deutschland"),
        ("UK", "United Kingdom"),
    ],
)
def test_country_is_told_by_code_or_name(run: Run, text: str, stands: str) -> None:
    content = f"{HEADER.strip()},Land\nB1,K1,Oak,2026-03-01,5,{text}\n"
    assert run(content, whole('country = "Land"'))["unknown_countries"] == []
    assert Address.objects.get().country == stands


@pytest.mark.parametrize("text", ["276", "4711", "Atlantis", "ZZ", "EU"])
def test_what_is_no_country_is_left_out_and_named(run: Run, text: str) -> None:
    content = f"{HEADER.strip()},Land\nB1,K1,Oak,2026-03-01,5,{text}\n"
    assert run(content, whole('country = "Land"'))["unknown_countries"] == [text]
    assert Address.objects.count() == 0


def test_blank_rows_and_dropped_last_cells_are_read_as_excel_means_them(run: Run) -> None:
    content = (
        "Invoice,Account,Company,Date,Total,Note,,\n"
        "B1,K1,Oak,2026-03-01,10.00,,,\n"
        "B2,K1,Oak,2026-03-01,20.00\n"
        ",,,,,,,\n"
        " , ,,,,,\n"
        ",,\n"
    )
    result = run(content, whole('note = "Note"'))
    assert (result["exit"], result["invoices"]) == (0, 2)


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_line_that_tells_what_parts_the_cells_is_understood(run: Run, first: str) -> None:
    content = f"{first}\r\n{HEADER}B1,K1,Oak,2026-03-01,5\nB2,,Oak,2026-03-01,5\n"
    result = run(content.replace(",", ";"), whole())
    assert (result["invoices"], result["rejected_rows"]) == (1, 1)


def test_unpaired_quotation_mark_is_told_with_its_line(run: Run) -> None:
    content = f'{HEADER}B1,K1,Oak,2026-03-01,5\nB2,K1,"Oak,2026-03-01,5\nB3,K1,"Elm",2026-03-01,5\n'
    with pytest.raises(CommandError, match=r"unpaired quotation mark .* on line 3"):
        run(content, whole())
    assert Invoice.objects.count() == 0


def test_columns_that_nobody_reads_are_named(run: Run, tmp_path: Path, capsys) -> None:
    content = f"{HEADER.strip()},disputed,Sales rep\nB1,K1,Oak,2026-03-01,5,yes,Ada\n"
    assert run(content, whole())["ignored_columns"] == ["disputed", "Sales rep"]
    call_command(
        "import_documents", str(tmp_path / "export.csv"), mapping=tmp_path / "mapping.toml"
    )
    assert "were ignored: disputed, Sales rep." in capsys.readouterr().out


def test_same_lines_in_another_order_are_the_same_invoice(run: Run) -> None:
    rows = ["B1,K1,Oak,2026-03-01,Crate,1,10\n", "B1,K1,Oak,2026-03-01,Lid,1,2\n"]
    run(LINE_HEADER + "".join(rows), LINES)
    result = run(LINE_HEADER + "".join(reversed(rows)), LINES)
    assert (result["unchanged"], result["rejected_rows"]) == (1, 0)
    twice = run(LINE_HEADER + rows[0] * 2, LINES)
    assert "is already issued" in twice["rejected"][0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF, and no CSV, XLSX or ODS"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old or protected Excel file"),
        (b"PK\x03\x04" + b"\x14\0\x06\x00" * 50, "is a ZIP archive"),
        (random.Random(1).randbytes(900), "is no text in the encoding"),
        (b"a\0,\0b\0" * 50, "is no text in the encoding"),
        (b"<!doctype html><table>", "is a web page"),
    ],
)
def test_what_is_no_table_is_one_printable_sentence(
    run: Run, content: bytes, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence) as error:
        run(content, whole())
    assert str(error.value).isprintable()


def test_messages_never_ring_or_colour_a_terminal(run: Run, tmp_path: Path, capsys) -> None:
    with pytest.raises(CommandError) as error:
        run("In\x1b[31mvoice,Account\n", whole())
    assert str(error.value).isprintable()
    run(f"{HEADER}B1\x07,K1,Oak,2026-03-01,5\n", whole())
    assert (tmp_path / "rejected.csv").read_text().count("\x07") == 1  # the cell itself


def test_day_of_the_organization_decides(run: Run) -> None:
    make_organization(time_zone="Pacific/Kiritimati")
    today = timezone.localdate(timezone=timezone.get_fixed_timezone(14 * 60))
    assert run(f"{HEADER}B1,K1,Oak,{today},5\n", whole())["invoices"] == 1
    assert Invoice.objects.get().issued_on == today
    assert isinstance(today, date)


@pytest.mark.parametrize("name", ["http://evil.example", "Oak <b>", "oak@yard.example"])
def test_customer_is_not_called_like_an_address(run: Run, name: str) -> None:
    result = run(HEADER + f"B1,K1,{name},2026-01-05,10.00\n", whole())
    assert (result["exit"], Customer.objects.count()) == (4, 0)


def test_customer_whom_the_erp_knows_by_an_address_is_called_by_number(run: Run) -> None:
    content = "Invoice,Account,Date,Total\nB1,ann@oak.example,2026-01-05,10.00\n"
    assert run(content, whole().replace('customer_name = "Company"\n', ""))["exit"] == 0
    customer = Customer.objects.get()
    assert (customer.external_reference, customer.name) == (
        *("ann@oak.example", customer.account_number),
    )
