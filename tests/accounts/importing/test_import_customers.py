from __future__ import annotations

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Address, AuditEvent, ContactPerson, Customer
from portal.kit.db.numbering import NumberSequence
from tests.factories import make_customer, make_invoice, make_organization
from tests.kit.importing.sheets import write_xlsx
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db

NAMES = {
    "customer": "No",
    "name": "Name",
    "email": "Mail",
    "currency": "Cur",
    "terms_days": "Terms",
    "credit_limit": "Limit",
    "parent": "Parent",
    "tax_id": "VAT",
    "language": "Lang",
    "statements": "Statements",
    "billing_street": "Street",
    "billing_city": "Town",
    "billing_country": "Land",
    "shipping_city": "Ship to",
    "contact_name": "Contact",
    "contact_email": "Contact mail",
    "contact_gets_statements": "Receives statements",
    "contact_is_primary": "Primary",
}
Run = Callable[..., dict[str, Any]]


def mapping(names: dict[str, str], more: str = "") -> str:
    columns = "\n".join(f'{name} = "{column}"' for name, column in names.items())
    return f'[columns]\n{columns}\n[defaults]\ncurrency = "EUR"\n{more}'


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Import rows given as fields by their names; the command's JSON with its exit code as `exit`
    and the report's reasons as `rejected`."""

    def import_them(*rows: dict[str, Any], more: str = "", **options: Any) -> dict[str, Any]:
        fields = list(dict.fromkeys(name for row in rows for name in row))
        names = {name: NAMES.get(name, name) for name in fields}
        (tmp_path / "m.toml").write_text(mapping(names, more))
        with (tmp_path / "c.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(names.values())
            writer.writerows([row.get(name, "") for name in fields] for row in rows)
        out, code = StringIO(), 0
        try:
            call_command(
                "import_customers",
                str(tmp_path / "c.csv"),
                mapping=tmp_path / "m.toml",
                report=tmp_path / "r.csv",
                json=True,
                stdout=out,
                **options,
            )
        except CommandError as error:
            if error.returncode != 4:
                raise
            code = 4
        with (tmp_path / "r.csv").open(newline="", encoding="utf-8-sig") as report:
            rejected = [f"{row[0]} {row[2]}" for row in list(csv.reader(report))[1:]]
        return json.loads(out.getvalue()) | {"exit": code, "rejected": rejected}

    return import_them


def told(result: dict[str, Any]) -> list[str]:
    return [
        f"{one['customer']} {one['field']}: {one['old']} → {one['new']}"
        for one in result["changes"]
    ]


FULL = {
    "customer": "K1",
    "name": "Oak Yard Ltd",
    "email": "office@oak.example",
    "currency": "GBP",
    "terms_days": "14",
    "credit_limit": "2500.50",
    "language": "en-gb",
    "statements": "Weekly",
    "billing_street": "1 Mill Lane",
    "billing_city": "Leeds",
    "billing_country": "GB",
    "contact_name": "Ada Bell",
    "contact_email": "ada@oak.example",
    "contact_gets_statements": "yes",
    "contact_is_primary": "x",
}


def test_new_customer_comes_with_all_that_the_file_says(run: Run) -> None:
    result = run(FULL)
    assert (result["exit"], result["customers"], result["addresses"], result["contacts"]) == (
        *(0, 1),
        *(1, 1),
    )
    customer = Customer.objects.get()
    assert customer.account_number
    assert (customer.external_reference, customer.name, customer.currency) == (
        *("K1", "Oak Yard Ltd"),
        "GBP",
    )
    assert (customer.payment_terms_days, customer.credit_limit) == (14, Decimal("2500.50"))
    assert customer.statement_frequency == "weekly"
    address = Address.objects.get()
    assert address.is_default
    assert address.lines == ["1 Mill Lane", "Leeds", "United Kingdom"]
    contact = ContactPerson.objects.get()
    assert (contact.name, contact.receives_statements, contact.is_primary) == (
        *("Ada Bell", True),
        True,
    )


def test_same_file_again_changes_nothing(run: Run) -> None:
    run(FULL)
    events = AuditEvent.objects.count()
    again = run(FULL)
    assert (again["changed"], again["unchanged"], again["changes"]) == (False, 1, [])
    assert AuditEvent.objects.count() == events
    assert Customer.objects.count() == 1


def test_what_differs_is_told_old_and_new(run: Run) -> None:
    run(FULL)
    changed = FULL | {
        "terms_days": "30",
        "credit_limit": "3000",
        "billing_city": "York",
        "contact_is_primary": "no",
    }
    dry = run(changed, dry_run=True)
    assert told(dry) == [
        "K1 terms_days: 14 → 30",
        "K1 credit_limit: 2500.5 → 3000",
        "K1 billing city: Leeds → York",
        "K1 contact ada@oak.example is_primary: yes → no",
    ]
    assert Customer.objects.get().payment_terms_days == 14
    assert run(changed)["updated"] == 1
    assert Customer.objects.get().credit_limit == 3000
    assert Address.objects.get().city == "York"
    assert not ContactPerson.objects.get().is_primary


def test_dry_run_of_new_customers_draws_no_numbers(run: Run) -> None:
    assert run(FULL, dry_run=True)["customers"] == 1
    assert Customer.objects.count() == NumberSequence.objects.count() == 0


def test_empty_cell_changes_nothing(run: Run) -> None:
    run(FULL)
    assert run({"customer": "K1", "name": "", "credit_limit": "", "email": ""})["unchanged"] == 1
    assert Customer.objects.get().credit_limit == Decimal("2500.50")


def test_rows_of_one_number_bring_a_contact_each(run: Run) -> None:
    run(
        {
            "customer": "K1",
            "name": "Oak",
            "contact_name": "Ada",
            "contact_email": "ada@oak.example",
        },
        {"customer": "K1", "contact_name": "Bob", "contact_is_primary": "yes"},
    )
    assert set(ContactPerson.objects.values_list("name", flat=True)) == {"Ada", "Bob"}
    result = run({"customer": "K1", "contact_name": "Ada B.", "contact_email": "ADA@oak.example"})
    assert "K1 contact ADA@oak.example name: Ada → Ada B." in told(result)
    assert ContactPerson.objects.count() == 2


def test_there_is_one_primary_contact(run: Run) -> None:
    run({"customer": "K1", "name": "Oak", "contact_name": "Ada", "contact_is_primary": "yes"})
    run({"customer": "K1", "contact_name": "Bob", "contact_is_primary": "yes"})
    assert ContactPerson.objects.get(is_primary=True).name == "Bob"


def test_rows_that_do_not_agree_stay_out(run: Run) -> None:
    result = run({"customer": "K1", "name": "Oak"}, {"customer": "K1", "name": "Elm"})
    assert result["rejected"] == [
        "2 another row of this customer is rejected: line 3",
        "3 another name than in a row above: Elm",
    ]


def test_account_number_finds_a_customer_and_gives_the_erps_number(run: Run) -> None:
    known = make_customer("Oak")
    result = run({"account_number": known.account_number, "customer": "K7"})
    assert told(result) == ["K7 customer:  → K7"]
    known.refresh_from_db()
    assert known.external_reference == "K7"
    assert run({"account_number": "C-99999", "name": "New"})["rejected"] == [
        "2 no account has this number: C-99999"
    ]


def test_parent_is_found_in_the_file_and_among_those_that_are_there(run: Run) -> None:
    make_customer("Holding", external_reference="H")
    run(
        {"customer": "K2", "name": "Branch", "parent": "K1"},
        {"customer": "K1", "name": "Oak", "parent": "H"},
    )
    branch = Customer.objects.get(external_reference="K2")
    assert branch.parent.external_reference == "K1"
    assert branch.parent.parent.name == "Holding"
    moved = run({"customer": "K2", "parent": "H"}, dry_run=True)
    assert told(moved) == ["K2 parent: Oak → Holding"]
    assert run({"customer": "K2", "parent": "K1"})["unchanged"] == 1


def test_nobody_stands_below_themselves(run: Run) -> None:
    run({"customer": "K1", "name": "Oak"}, {"customer": "K2", "name": "Elm", "parent": "K1"})
    result = run({"customer": "K1", "parent": "K2"})
    assert result["rejected"] == ["2 would stand below itself, by its parent: Elm"]
    assert run({"customer": "K1", "parent": "K1"})["rejected"] == ["2 its own parent company"]
    assert run({"customer": "K1", "parent": "K9"})["rejected"] == [
        "2 no customer has the number of the parent company: K9"
    ]
    ring = run(
        {"customer": "A", "name": "A", "parent": "B"},
        {"customer": "B", "name": "B", "parent": "C"},
        {"customer": "C", "name": "C", "parent": "A"},
        {"customer": "D", "name": "D", "parent": "A"},
    )
    assert (ring["rejected_rows"], Customer.objects.count()) == (4, 2)
    assert Customer.objects.get(external_reference="K1").parent is None


def test_circle_that_a_refused_row_would_close_is_refused_too(run: Run) -> None:
    run(
        {"customer": "Z", "name": "Z"},
        {"customer": "A", "name": "A", "parent": "Z"},
        {"customer": "Y", "name": "Y", "parent": "A"},
        {"customer": "B", "name": "B", "parent": "A"},
    )
    result = run({"customer": "A", "parent": "B"}, {"customer": "Z", "parent": "Y"})
    assert (result["rejected_rows"], result["changed"]) == (2, False)


def test_two_may_change_places(run: Run) -> None:
    run({"customer": "K1", "name": "Oak"}, {"customer": "K2", "name": "Elm", "parent": "K1"})
    make_customer("Top", external_reference="T")
    result = run({"customer": "K2", "parent": "T"}, {"customer": "K1", "parent": "K2"})
    assert (result["exit"], result["updated"]) == (0, 2)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": ""}, "a new customer without a name"),
        ({"name": "a\x07b"}, "Name holds a character that cannot be printed (U+0007)"),
        ({"name": "a\nb"}, "Name holds a character that cannot be printed (U+000A)"),
        ({"customer": "K\u200b1"}, "No holds a character that cannot be printed (U+200B)"),
        ({"email": "nobody"}, "Mail is not an email address: nobody"),
        ({"currency": "XXX"}, "currency: Enter an ISO 4217 code, such as GBP."),
        ({"credit_limit": "-1"}, "no credit limit in EUR: -1"),
        ({"credit_limit": "1.005"}, "no credit limit in EUR: 1.005"),
        ({"terms_days": "4000"}, "payment terms are 0 to 3650 days: 4000"),
        ({"language": "tlh"}, "no language of the portal: tlh"),
        ({"statements": "daily"}, "Statements takes weekly, monthly, quarterly, never: daily"),
        ({"tax_id": "DE123"}, "no tax id of the country it begins with: DE123"),
        ({"billing_country": "276"}, "no country has this code or name: 276"),
        ({"contact_email": "a@b.example"}, "a contact without a name: a@b.example"),
        (
            {"contact_name": "Ada", "contact_gets_statements": "yes"},
            "Ada gets mail and has no email address",
        ),
        ({"contact_name": "Ada", "contact_is_primary": "maybe"}, "Primary takes yes or no: maybe"),
    ],
)
def test_rules_of_the_forms_hold(run: Run, fields: dict[str, str], reason: str) -> None:
    result = run({"customer": "K1", "name": "Oak"} | fields, {"customer": "K2", "name": "Elm"})
    assert (result["rejected"], result["exit"]) == ([f"2 {reason}"], 4)
    assert [customer.name for customer in Customer.objects.all()] == ["Elm"]


def test_number_that_cannot_be_read_keeps_everybody_out(run: Run) -> None:
    rows = (
        {"customer": "K1", "name": "Oak", "credit_limit": "1,000"},
        {"customer": "K2", "name": "E"},
    )
    assert (run(*rows)["misread_rows"], Customer.objects.count()) == (1, 0)
    assert run(*rows, accept_misread=True)["customers"] == 1


def test_currency_is_fixed_by_the_first_document(run: Run) -> None:
    known = make_customer("Oak", "EUR", external_reference="K1")
    assert run({"customer": "K1", "currency": "GBP"})["updated"] == 1
    known.refresh_from_db()
    make_invoice(known)
    result = run({"customer": "K1", "currency": "USD"})
    assert result["rejected"] == ["2 the currency is fixed by the first document: GBP"]


def test_limit_that_needs_a_second_person_is_refused(run: Run) -> None:
    make_organization(credit_limit_approval_above="EUR 1000")
    result = run({"customer": "K1", "name": "Oak", "credit_limit": "1000.01"})
    assert result["rejected"] == ["2 a second person must approve this credit limit: 1000.01"]
    assert run({"customer": "K1", "name": "Oak", "credit_limit": "1000"})["customers"] == 1


def test_changes_stand_in_the_history(run: Run) -> None:
    run(FULL)
    run({"customer": "K1", "terms_days": "60"})
    event = AuditEvent.objects.filter(kind="customer.changed").latest("id")
    assert event.after == {"payment_terms_days": 60}


def test_spreadsheet_of_customers_is_read(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(mapping({"customer": "No", "name": "Name"}))
    file = write_xlsx(tmp_path / "c.xlsx", [["No", "Name"], ["007", "Oak"], [12, "Elm"]])
    call_command("import_customers", str(file), mapping=tmp_path / "m.toml", stdout=StringIO())
    assert set(Customer.objects.values_list("external_reference", flat=True)) == {"007", "12"}


def test_summary_names_changes_and_ignored_columns(run: Run, tmp_path: Path, capsys) -> None:
    run(FULL)
    (tmp_path / "m.toml").write_text(mapping({"customer": "No", "terms_days": "Terms"}))
    (tmp_path / "c.csv").write_text("No,Terms,Rep\nK1,60,Ada\n")
    call_command(
        "import_customers", str(tmp_path / "c.csv"), mapping=tmp_path / "m.toml", dry_run=True
    )
    assert capsys.readouterr().out.splitlines() == [
        "Would create 0 customers and would change 1, with 0 addresses and 0 contacts.",
        "  K1: terms_days 14 → 60",
        "Columns that the mapping does not name were ignored: Rep.",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[columns]\nname = "x"\n', "columns lacks customer"),
        ('[columns]\ncustomer = "x"\ncontact_phone = "y"\n', "columns lacks contact_name"),
        ('[columns]\ncustomer = "x"\n[defaults]\ncurrency = "XTS"\n', "defaults.currency is 'XTS'"),
        ('[columns]\ncustomer = "x"\nstatus = "y"\n', "columns has status; it takes"),
    ],
)
def test_bad_mapping_is_named_by_its_key(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "m.toml").write_text(text)
    (tmp_path / "c.csv").write_text("x\n1\n")
    with pytest.raises(CommandError, match=sentence) as error:
        call_command("import_customers", str(tmp_path / "c.csv"), mapping=tmp_path / "m.toml")
    assert error.value.returncode == 2


def test_changed_tax_treatment_is_shown_to_the_customer_and_in_the_history(run: Run) -> None:
    run({"customer": "K-1", "name": "Anchor", "tax_treatment": "registered"})
    run({"customer": "K-1", "tax_treatment": "reverse_charge"})
    customer = Customer.objects.get()
    assert customer.tax_treatment == "reverse_charge"
    shown = text_of(browser(customer).get("/profile/"))
    assert "Tax treatment Reverse charge" in shown
    history = text_of(browser(customer).get("/company/history/"))
    assert "Registered business" in history
    assert "Reverse charge" in history


def test_unknown_tax_treatment_is_refused(run: Run) -> None:
    done = run({"customer": "K-1", "name": "Anchor", "tax_treatment": "sometimes"})
    assert done["exit"] == 4
    assert not Customer.objects.exists()
