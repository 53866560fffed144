from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from billing.importing.mapping import BadMapping, read_mapping
from tests.billing.importing.conftest import LINES as WITH_FILE

# Without its [file], so that a test can write its own.
LINES = WITH_FILE[WITH_FILE.index("[columns]") :]
LINE_COLUMNS = LINES[: LINES.index("[defaults]")]


def with_default(line: str) -> str:
    return f"{LINE_COLUMNS}[defaults]\ncurrency = 'EUR'\n{line}\n"


def _read(folder: Path, text: str) -> None:
    path = folder / "mapping.toml"
    path.write_text(text)
    read_mapping(path)


# The catalogue reads its own mappings.
SHIPPED = sorted(
    path
    for path in (settings.BASE_DIR / "docs" / "mappings").glob("*.toml")
    if not path.stem.endswith("-products")
)


@pytest.mark.parametrize("path", SHIPPED)
def test_shipped_mapping_is_valid(path: Path) -> None:
    assert read_mapping(path).columns


def test_mapping_with_every_key_is_valid(tmp_path: Path) -> None:
    text = """
    [[skip]]
    column = "Type"
    equals = ["Quote", ""]
    [file]
    rows = "documents"
    encoding = "latin-1"
    delimiter = ";"
    quote = ""
    decimal = ","
    thousands = "."
    date_format = "%d.%m.%Y"
    [columns]
    number = { column = "No", transform = "integer", prefix = "INV-" }
    customer = "Client"
    date = { column = "Date", date_format = "%d/%m/%y" }
    total = "Total"
    kind = "Type"
    [defaults]
    currency = "EUR"
    terms_days = 14
    tax_rate = 7.7
    customer_name = "Client {customer}"
    description = "See original"
    [credit_notes]
    value = "Credit"
    amounts = "positive"
    """
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    mapping = read_mapping(path)
    assert mapping.form.encoding == "iso8859-1"
    assert mapping.column_names == {"No", "Client", "Date", "Total", "Type"}
    assert mapping.defaults.name_of("7") == "Client 7"


# What is wrong, and what the sentence must say.
FAULTS = {
    "": "columns lacks customer, date, number, quantity, unit_price",
    "nonsense": "is not TOML",
    f"{LINES}[fil]\n": "The mapping has fil; it takes columns, credit_notes, defaults",
    f"file = 3\n{LINES}": "file is a table",
    f"[file]\nrow = 'lines'\n{LINES}": "file has row; it takes",
    f"[file]\nrows = 'invoices'\n{LINES}": "file.rows is 'invoices'; it takes \"lines\" or",
    f"[file]\nencoding = 'klingon'\n{LINES}": "file.encoding is 'klingon'",
    f"[file]\nencoding = 'base64'\n{LINES}": "file.encoding is 'base64'",
    f"[file]\nencoding = 8\n{LINES}": "file.encoding is 8; it takes a text",
    f"[file]\ndelimiter = '--'\n{LINES}": "file.delimiter is '--'; it takes one character",
    f"[file]\ndelimiter = '\"'\n{LINES}": "file.delimiter takes one character other than",
    f"[file]\ndelimiter = ''\n{LINES}": "file.delimiter takes one character",
    f"[file]\nquote = ' '\n{LINES}": "file.quote takes one character",
    f"[file]\ndecimal = ';'\n{LINES}": 'file.decimal is \';\'; it takes "." or ","',
    f"[file]\ndecimal = ','\nthousands = ','\n{LINES}": "file.thousands takes a sign other",
    f"[file]\nthousands = '0'\n{LINES}": "file.thousands takes a sign other",
    f"[file]\ndate_format = '%Y-%m'\n{LINES}": "file.date_format is '%Y-%m'; it takes a form of",
    f"[file]\ndate_format = '%Q'\n{LINES}": "file.date_format is '%Q'",
    f"{LINE_COLUMNS}colour = 'x'\n": "columns has colour; it takes",
    f"{LINE_COLUMNS}total = 'x'\n": 'columns has total, which only file.rows = "documents" takes',
    f"{LINE_COLUMNS}note = 3\n": "columns.note takes the name of a column",
    f"{LINE_COLUMNS}note = {{ transform = 'strip' }}\n": "columns.note takes the name of a column",
    f"{LINE_COLUMNS}note = {{ column = 'x', trim = 1 }}\n": "columns.note has trim; it takes",
    f"{LINE_COLUMNS}note = {{ column = 'x', transform = 'lower' }}\n": (
        'columns.note.transform is \'lower\'; it takes "strip" or "integer" or "upper"'
    ),
    f"{LINE_COLUMNS}tax_rate = {{ column = 'x', prefix = '1' }}\n": "columns.tax_rate has prefix",
    f"{LINE_COLUMNS}due_date = {{ column = 'x', date_format = '%d' }}\n": (
        "columns.due_date.date_format is '%d'"
    ),
    LINE_COLUMNS: "Say the currency",
    f"{LINE_COLUMNS}[defaults]\ncurrency = 'euro'\n": "defaults.currency is 'euro'",
    f"{LINE_COLUMNS}[defaults]\ncurrency = 'ÄÖÜ'\n": "defaults.currency is 'ÄÖÜ'",
    with_default("terms_days = true"): "defaults.terms_days is True",
    with_default("terms_days = -1"): "defaults.terms_days is -1",
    with_default("tax_rate = 100"): "defaults.tax_rate is 100; it takes per cent",
    with_default("tax_rate = nan"): "defaults.tax_rate is nan",
    with_default("tax_rate = 7.1234"): "defaults.tax_rate is 7.1234",
    with_default("customer_name = '{name}'"): "defaults.customer_name is '{name}'",
    with_default("customer_name = '{customer.__class__}'"): "defaults.customer_name",
    f"[file]\nrows = 'documents'\n{LINES}": "columns has quantity, sku, unit_price, which only",
    f"{LINES}value = 'CN'\n": "credit_notes.value needs columns.kind",
    f"{LINES}negative_total = 1\n": "credit_notes.negative_total is 1; it takes true or false",
    f"{LINES}amounts = 'both'\n": "credit_notes.amounts is 'both'; it takes",
    f"skip = ['x']\n{LINES}": "skip is a list of tables",
    f"[[skip]]\ncolumn = 'x'\n{LINES}": "skip takes column, a name, and equals",
    f"[[skip]]\ncolumn = 'x'\nequals = [1]\n{LINES}": "skip.equals takes a list of texts",
    f"[[skip]]\ncolumn = 'x'\nis = []\n{LINES}": "skip has is; it takes column, equals",
}


@pytest.mark.parametrize(("text", "sentence"), FAULTS.items(), ids=FAULTS.values())
def test_fault_is_named_with_its_key(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadMapping) as error:
        _read(tmp_path, text)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_mapping_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match="No such file"):
        read_mapping(tmp_path / "nowhere.toml")
