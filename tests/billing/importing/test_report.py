"""The report of rejected rows is data: corrected or not, it is imported as it stands."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from billing.models import Invoice
from portal.kit.importing.tables import CONTROLS
from tests.billing.importing.conftest import Run

pytestmark = pytest.mark.django_db

DOCUMENTS = """
[file]
rows = "documents"
{file}
[columns]
number = "{number}"
customer = "Account"
date = "When"
total = "Total"
note = "{note}"
[defaults]
currency = "EUR"
"""


def mapping(number: str = "No", note: str = "Note", file: str = "") -> str:
    return DOCUMENTS.format(number=number, note=note, file=file)


def report(tmp_path: Path) -> str:
    return (tmp_path / "rejected.csv").read_bytes().decode("utf-8-sig")


@pytest.mark.parametrize(
    "names",
    [
        ("line", "document", "reason"),
        ("Rejected: line", "Rejected: number", "Rejected: reason"),
        ("Rejected: reason", "Rejected: line", "Rejected: number"),
        ("Rejected: line 2", "Rejected: number 2", "Rejected: reason 2"),
    ],
)
def test_goes_round_whatever_the_columns_are_called(
    run: Run, tmp_path: Path, names: tuple[str, str, str]
) -> None:
    unmapped, number, note = names
    content = f"{unmapped},{number},{note},Account,When,Total\n7,I1,Thanks,K1,2026-03-01,ten\n"
    meaning = mapping(number, note)
    assert run(content, meaning)["rejected_rows"] == 1
    again = run(report(tmp_path), meaning, name="again.csv")
    assert again["rejected"] == ["2,I1,Total is not a number: ten"]
    run(report(tmp_path).replace("ten", "10"), meaning, name="last.csv")
    assert Invoice.objects.get().note == "Thanks"


@pytest.mark.parametrize(
    "cell", ["=1+1", "-B43", "+49 30 1", "@x", "'quoted", '"', "a,b", " 007 ", "é\u2028", "%s"]
)
def test_changes_no_byte_of_a_cell(run: Run, tmp_path: Path, cell: str) -> None:
    out = StringIO()
    csv.writer(out).writerow(["I1", "K1", "05/10/2026", "10.00", cell])
    run("No,Account,When,Total,Note\n" + out.getvalue(), mapping())
    assert next(csv.reader(StringIO(report(tmp_path).split("\n", 1)[1])))[3:] == [
        *("I1", "K1", "05/10/2026", "10.00"),
        cell,
    ]


def test_is_written_as_the_file_is(run: Run, tmp_path: Path) -> None:
    """The line by which Excel is told what parts the cells, and the encoding of its mark."""
    content = "\ufeffsep=;\r\nNo;Account;When;Total;Note\r\nI1;K1;2026-03-01;ten;Grüße, alle\r\n"
    meaning = mapping(file='encoding = "latin-1"')
    assert run(content, meaning)["rejected"][0].startswith("sep") is False
    text = (tmp_path / "rejected.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfsep=;\r\n")
    run(text.replace(b"ten", b"10"), meaning, name="again.csv")
    assert Invoice.objects.get().note == "Grüße, alle"


def test_of_a_file_without_quotes_has_none(run: Run, tmp_path: Path) -> None:
    meaning = mapping(file="quote = ''")
    run('No,Account,When,Total,Note\nI1,K1,2026-03-01,ten,5" pipe\n', meaning)
    run(report(tmp_path).replace("ten", "10"), meaning, name="again.csv")
    assert Invoice.objects.get().note == '5" pipe'


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4), parts=st.sampled_from(",;\t|"))
def test_of_any_cells_imported_again_is_the_same(
    tmp_path: Path, rows: list[tuple[str, str]], parts: str
) -> None:
    # A file of hardly anything but controls is no text at all, and refused as that.
    assume(sum(len(CONTROLS.findall(cell)) for row in rows for cell in row) < 3)
    (tmp_path / "m.toml").write_text(mapping(file=f"delimiter = '{parts}'"))
    with (tmp_path / "first.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=parts)
        writer.writerow(["No", "Account", "When", "Total", "Note"])
        writer.writerows([f"I{i}", *row, "ten", "x"] for i, row in enumerate(rows))
    last = None
    for source, target in (("first", "second"), ("second", "third")):
        with pytest.raises(CommandError) as error:
            call_command(
                "import_documents",
                str(tmp_path / f"{source}.csv"),
                mapping=tmp_path / "m.toml",
                report=tmp_path / f"{target}.csv",
                stdout=StringIO(),
            )
        assert error.value.returncode == 4
        text = (tmp_path / f"{target}.csv").read_bytes().decode("utf-8-sig")
        cells = [row[3:] for row in csv.reader(StringIO(text, newline=""), delimiter=parts)]
        assert last in {None, tuple(map(tuple, cells))}
        last = tuple(map(tuple, cells))
    assert last is not None
    assert [row[1:3] for row in last[1:]] == rows
