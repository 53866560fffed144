from __future__ import annotations

import gzip
import lzma
from datetime import date
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Address, Customer
from billing.balance import balance_for
from billing.ledger.check import check_ledger
from billing.models import (
    CreditNote,
    Invoice,
    InvoiceLine,
    JournalEntry,
    OpenItem,
    Payment,
    Posting,
)
from portal.kit.db.numbering import NumberSequence
from portal.kit.importing.command import IMPORT_LOCK
from portal.kit.money.currencies import quantise
from tests.billing.importing.conftest import (
    DOCUMENT_HEADER,
    DOCUMENTS,
    LINE_HEADER,
    LINES,
    Run,
)
from tests.factories import make_customer, make_invoice
from tests.real_data import ONLINE_RETAIL

pytestmark = pytest.mark.django_db

TWO = LINE_HEADER + (
    "I1,K1,2026-03-01,A,Apples,3,1.115\n"
    "C1,K1,2026-03-02,A,Apples,-1,2\n"
    "I1,K1,2026-03-01,B,Pears,1,10\n"
)


def everything() -> list[int]:
    models = (Customer, Invoice, CreditNote, Payment, OpenItem, JournalEntry, Posting)
    return [model.objects.count() for model in models]


def drift() -> list[object]:
    return list(check_ledger().drift)


def test_lines_become_documents_wherever_they_stand_in_the_file(run: Run) -> None:
    result = run(TWO)
    assert (result["customers"], result["invoices"], result["credit_notes"]) == (1, 1, 1)
    invoice = Invoice.objects.get()
    assert (invoice.number, invoice.total) == ("I1", Decimal("13.35"))
    assert invoice.due_on == date(2026, 3, 15)
    assert list(invoice.lines.values_list("sku", "net")) == [
        ("A", Decimal("3.35")),
        ("B", Decimal("10.00")),
    ]
    assert drift() == []


def test_credit_notes_negative_amounts_are_turned_round(run: Run) -> None:
    run(TWO)
    credit = CreditNote.objects.get()
    assert (credit.total, credit.lines.get().quantity) == (2, 1)
    balance = balance_for(Customer.objects.get(), today=date(2026, 3, 2))
    assert (balance.outstanding, balance.credits) == (Decimal("13.35"), 2)


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("xz", lzma.compress)])
def test_packed_files_are_read_as_they_are(run: Run, ending: str, pack) -> None:
    assert run(pack(TWO.encode()), name=f"export.csv.{ending}")["invoices"] == 1


def test_byte_order_mark_is_no_part_of_the_first_column(run: Run) -> None:
    assert run(b"\xef\xbb\xbf" + TWO.encode())["invoices"] == 1


def test_documents_with_semicolons_decimal_commas_and_german_dates(run: Run) -> None:
    row = "7;12.0;Müller & Söhne;Köln;05.03.2026;01.04.2026;1.190,00;;;RE\n"
    run((DOCUMENT_HEADER + row).encode("latin-1"), DOCUMENTS)
    invoice = Invoice.objects.get()
    assert (invoice.number, invoice.net_total, invoice.tax_total) == ("R-7", 1000, 190)
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 3, 5), date(2026, 4, 1))
    customer = Customer.objects.get()
    assert (customer.external_reference, customer.name) == ("12", "Müller & Söhne")
    assert Address.objects.get(customer=customer).city == "Köln"
    assert drift() == []


def document(number: int, total: str, settled: str = "", paid: str = "", kind: str = "RE") -> bytes:
    row = f"{number};12;Müller;;05.03.2026;;{total};{settled};{paid};{kind}\n"
    return (DOCUMENT_HEADER + row).encode("latin-1")


def test_settled_date_posts_a_payment_of_that_day_for_all_of_it(run: Run) -> None:
    run(document(7, "119,00", "10.03.2026"), DOCUMENTS)
    payment = Payment.objects.get()
    assert (payment.amount, payment.received_on) == (119, date(2026, 3, 10))
    assert Invoice.objects.get().open == 0
    assert drift() == []


def test_part_paid_leaves_the_rest_open_and_more_paid_later_is_added(run: Run) -> None:
    run(document(7, "119,00", "10.03.2026", "19,00"), DOCUMENTS)
    assert Invoice.objects.get().open == 100
    result = run(document(7, "119,00", "12.03.2026", "69,00"), DOCUMENTS)
    assert result["payments"] == 1
    assert Invoice.objects.get().open == 50
    again = run(document(7, "119,00", "12.03.2026", "69,00"), DOCUMENTS)
    assert (again["payments"], again["unchanged"]) == (0, 1)
    assert drift() == []


def test_over_payment_stays_as_a_deposit(run: Run) -> None:
    run(document(7, "119,00", "10.03.2026", "120,00"), DOCUMENTS)
    balance = balance_for(Customer.objects.get(), today=date(2026, 3, 10))
    assert (balance.outstanding, balance.deposits) == (0, 1)


def test_column_tells_credit_notes_and_rows_to_skip(run: Run) -> None:
    run(document(7, "11,90", kind="GU"), DOCUMENTS)
    result = run(document(8, "11,90", kind="ST"), DOCUMENTS)
    assert CreditNote.objects.get().total == Decimal("11.90")
    assert (result["skipped_rows"], Invoice.objects.count()) == (1, 0)


def test_negative_total_makes_a_credit_note_where_the_mapping_says_so(run: Run) -> None:
    mapping = LINES.replace('prefix = "C"', "negative_total = true")
    run(LINE_HEADER + "X1,K1,2026-03-01,A,Apples,-2,5\n", mapping)
    assert CreditNote.objects.get().total == 10


def test_negative_invoice_is_rejected_otherwise(run: Run) -> None:
    result = run(LINE_HEADER + "X1,K1,2026-03-01,A,Apples,-2,5\n")
    assert result["rejected"] == ["2,X1,an invoice below zero: -10.00 EUR"]


def test_the_same_file_again_changes_nothing(run: Run) -> None:
    run(TWO)
    before = everything()
    sequences = list(NumberSequence.objects.values_list("prefix", "last"))
    again = run(TWO)
    assert (again["invoices"], again["unchanged"]) == (0, 2)
    assert everything() == before
    assert list(NumberSequence.objects.values_list("prefix", "last")) == sequences


def test_the_command_says_that_nothing_has_changed(run: Run, tmp_path: Path, capsys) -> None:
    run(TWO)
    call_command(
        "import_documents", str(tmp_path / "export.csv"), mapping=tmp_path / "mapping.toml"
    )
    assert "Nothing has changed." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("1,10\n", "1,11\n", "issued for 13.35 EUR; the file says 14.35 EUR"),
        ("Pears", "Plums", "with other lines"),
        ("2026-03-01", "2026-03-03", "with another date: 2026-03-01"),
    ],
)
def test_issued_document_is_never_changed_by_the_file(
    run: Run, old: str, new: str, reason: str
) -> None:
    run(TWO)
    before = everything()
    result = run(TWO.replace(old, new))
    assert reason in "".join(result["rejected"])
    assert everything() == before


def test_document_with_a_bad_row_stays_out_whole_and_the_rest_goes_in(run: Run) -> None:
    content = LINE_HEADER + (
        "I1,K1,2026-03-01,A,Apples,3,1\n"
        "I1,K1,2026-03-01,B,Pears,many,1\n"
        "I2,K1,2026-03-01,B,Pears,1,1\n"
    )
    result = run(content)
    assert [invoice.number for invoice in Invoice.objects.all()] == ["I2"]
    assert result["rejected"] == [
        "2,I1,another row of this document is rejected: line 3",
        "3,I1,Qty is not a number: many",
    ]


@pytest.mark.parametrize(
    "row",
    [
        "I1,,2026-03-01,A,Apples,3,1",
        "I1,K1,,A,Apples,3,1",
        "I1,K1,1 March,A,Apples,3,1",
        "I1,K1,2026-03-01,A,Apples,NaN,1",
        "I1,K1,2026-03-01,A,Apples,Infinity,1",
        "I1,K1,2026-03-01,A,Apples,1e30,1",
        "I1,K1,2026-03-01,A,Apples,1,0.00001",
        "I1,K1,2026-03-01,A,Ap\0ples,1,1",
        "I1,K1,2026-03-01,A,Apples,1",
        "I1,K1,2026-03-01,A,Apples,1,1,1",
        f"I1,K1,2026-03-01,A,{'x' * 401},1,1",
        f"{'9' * 41},K1,2026-03-01,A,Apples,1,1",
        ",K1,2026-03-01,A,Apples,1,1",
        "I1,K1,9999-12-31,A,Apples,1,1",
    ],
)
def test_hostile_row_is_rejected_with_a_reason_and_nothing_else(run: Run, row: str) -> None:
    result = run(LINE_HEADER + row + "\n" + "I2,K2,2026-03-01,A,Good,1,1\n")
    assert (result["rejected_rows"], result["invoices"]) == (1, 1)
    assert result["rejected"][0].startswith("2,")
    assert drift() == []


def test_atomic_import_with_a_bad_row_changes_nothing(run: Run) -> None:
    before = everything()
    with pytest.raises(CommandError, match="Nothing was changed") as refused:
        run(TWO + "I9,,2026-03-01,A,Apples,1,1\n", atomic=True)
    assert refused.value.returncode == 1
    assert everything() == before


def test_dry_run_says_what_would_change_and_changes_nothing(run: Run) -> None:
    before = everything()
    assert run(TWO, dry_run=True)["invoices"] == 1
    assert everything() == before
    assert NumberSequence.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "mapping", "sentence"),
    [
        ("", LINES, "is empty"),
        ("No,Customer\n", LINES, "has no column Date, Item, Price, Qty, Text"),
        (TWO, LINES.replace('date = "Date"', ""), "columns lacks date"),
        (TWO, LINES + "[extra]\n", "The mapping has extra"),
        (TWO, LINES.replace("sku", "skew"), "columns has skew"),
        (TWO, LINES.replace('"EUR"', '"euro"'), "defaults.currency"),
        (TWO, LINES.replace("14", "-1"), "defaults.terms_days"),
        (TWO, "not toml", "is not TOML"),
        (b"\xff\xfe\x00", LINES, "not in the encoding"),
    ],
)
def test_bad_file_or_mapping_is_one_line_and_exit_code_2(
    run: Run, content: str | bytes, mapping: str, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence) as refused:
        run(content, mapping)
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert Invoice.objects.count() == 0


def test_truncated_archive_is_a_bad_file(run: Run) -> None:
    with pytest.raises(CommandError, match="cannot be read") as refused:
        run(gzip.compress(TWO.encode() * 50)[:60], name="export.csv.gz")
    assert refused.value.returncode == 2


def test_missing_file_is_one_line_and_exit_code_2(run: Run, tmp_path: Path) -> None:
    run(TWO)
    with pytest.raises(CommandError, match="is not a file") as refused:
        call_command(
            "import_documents", str(tmp_path / "no.csv"), mapping=tmp_path / "mapping.toml"
        )
    assert refused.value.returncode == 2


def test_known_customer_is_found_by_the_erps_number(run: Run) -> None:
    known = make_customer("Known Ltd", "EUR", external_reference="K1")
    assert run(TWO)["customers"] == 0
    assert Invoice.objects.get().customer == known
    assert Invoice.objects.get().billing_name == "Known Ltd"


def test_document_in_another_currency_than_the_account_is_refused(run: Run) -> None:
    make_customer("Known Ltd", "GBP", external_reference="K1")
    result = run(TWO)
    assert result["rejected_rows"] == 3
    assert "the customer's account is in GBP, the document in EUR" in result["rejected"][0]


def test_document_of_total_zero_is_issued_without_a_posting(run: Run) -> None:
    run(LINE_HEADER + "I1,K1,2026-03-01,A,Sample,1,0\n")
    assert Invoice.objects.get().status == "issued"
    assert Posting.objects.count() == 0
    assert drift() == []


def test_line_of_quantity_zero_is_reported(run: Run) -> None:
    result = run(LINE_HEADER + "I1,K1,2026-03-01,A,Apples,0,1\nI2,K1,2026-03-01,A,Pears,1,1\n")
    assert "quantity other than zero" in result["rejected"][0]
    assert not Invoice.objects.filter(number="I1").exists()


def test_price_below_zero_becomes_a_quantity_below_zero(run: Run) -> None:
    run(LINE_HEADER + "I1,K1,2026-03-01,A,Apples,2,10\nI1,K1,2026-03-01,B,Discount,3,-1.50\n")
    line = InvoiceLine.objects.get(sku="B")
    assert (line.quantity, line.unit_price, line.net) == (-3, Decimal("1.50"), Decimal("-4.50"))
    assert Invoice.objects.get().total == Decimal("15.50")


def test_staffs_next_number_steps_over_imported_ones(run: Run) -> None:
    run(LINE_HEADER + "INV-00001,K1,2026-03-01,A,Apples,1,1\n")
    assert make_invoice(Customer.objects.get()).number == "INV-00002"


@pytest.mark.django_db(transaction=True)
def test_second_import_at_once_says_so_and_exits_with_3(run: Run, app_connection_factory) -> None:
    other: psycopg.Connection = app_connection_factory()
    other.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
    with pytest.raises(CommandError, match="Another import is running") as refused:
        run(TWO)
    assert refused.value.returncode == 3


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 6),
            st.integers(1, 500),
            st.decimals(min_value=0, max_value=1000, places=4),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_balance_is_the_sum_of_the_rounded_lines(rows) -> None:
    from io import StringIO
    from tempfile import TemporaryDirectory

    prefix = f"P{Invoice.objects.count()}-"
    with TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "mapping.toml").write_text(LINES)
        content = LINE_HEADER + "".join(
            f"{prefix}{number},{prefix}K,2026-03-01,A,Apples,{quantity},{price}\n"
            for number, quantity, price in rows
        )
        (path / "export.csv").write_text(content)
        call_command(
            "import_documents",
            str(path / "export.csv"),
            mapping=path / "mapping.toml",
            json=True,
            report=path / "r.csv",
            stdout=StringIO(),
        )
    expected = sum(quantise(quantity * price, "EUR") for _, quantity, price in rows)
    customer = Customer.objects.get(external_reference=f"{prefix}K")
    assert balance_for(customer, today=date(2026, 3, 1)).outstanding == expected


@pytest.mark.skipif(
    not ONLINE_RETAIL.exists(), reason=f"needs the real export at {ONLINE_RETAIL.name}"
)
def test_a_year_of_a_wholesalers_documents(tmp_path: Path) -> None:
    from io import StringIO
    from json import loads

    mapping = Path(__file__).resolve().parents[3] / "docs/mappings/online-retail.toml"
    out = StringIO()
    with pytest.raises(CommandError) as rejected:
        call_command(
            "import_documents",
            str(ONLINE_RETAIL),
            mapping=mapping,
            json=True,
            report=tmp_path / "r.csv",
            stdout=out,
        )
    assert rejected.value.returncode == 4
    result = loads(out.getvalue())
    assert (result["customers"], result["lines"], result["rejected_rows"]) == (
        4372,
        406829,
        135080,
    )
    assert OpenItem.objects.filter(total=0).count() == 4
    out = StringIO()
    call_command("check_ledger", json=True, stdout=out)
    found = loads(out.getvalue())
    assert (found["invoices"], found["invoiced"]) == (18536, {"GBP": "8911407.90"})
    assert (found["credit_notes"], found["credited"]) == (3654, {"GBP": "611342.09"})
    assert (found["net"], found["drift"]) == ({"GBP": "8300065.81"}, 0)
