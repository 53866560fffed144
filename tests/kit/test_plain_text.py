"""What the database itself refuses of texts, names and numbers, whoever writes the row."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from accounts.models import Organization
from portal.kit.text.identifiers import RESERVED, why_no_identifier
from portal.kit.text.names import validate_company_name, validate_person_name
from tests.factories import make_customer, make_invoice, make_user

pytestmark = pytest.mark.django_db

# Columns of text that no person and no file fills in, and where their text comes from.
NOT_TYPED = {
    *("accounts_customer.account_number", "accounts_customer.language"),  # drawn, chosen
    *("accounts_sharedlink.kind", "accounts_sharedlink.number", "accounts_sharedlink.token_hash"),
    *("accounts_savedview.list", "accounts_savedview.query"),  # ours, percent-encoded
    *("accounts_organization.accent_colour", "accounts_organization.time_zone"),  # closed forms
    *("accounts_organization.approval_above", "accounts_organization.credit_limit_approval_above"),
    *("accounts_user.password", "accounts_approval.object_id", "accounts_approval.subject"),
    *("accounts_approval.outcome", "accounts_bulkact.kind", "accounts_bulkactrow.outcome"),
    *("billing_autopayagreement.consent_text", "billing_autopaystep.outcome"),  # our own words
    *("billing_export.export_request", "billing_export.query", "billing_export.language"),
    "billing_export.reason",
    *("billing_journalentry.key", "billing_journalentry.note"),  # written by posting alone
    *("billing_invoice.number", "billing_creditnote.number", "billing_retainer.number"),
    "billing_payment.number",  # each the open item's
    *("billing_reconciliationfinding.about", "billing_reconciliationfinding.detail"),
    *("billing_statementbatch.kind", "billing_transfer.reference", "billing_transferproof.number"),
    "billing_transferproof.content_type",
}
# Tables that hold what machines say: the gateway, the mail server, the history, our own files.
OF_MACHINES = (
    *("accounts_auditevent", "billing_gatewaycustomer", "billing_savedmethod"),
    *("billing_methodsetup", "billing_paymentattempt", "billing_attemptstep"),
    *("billing_webhookevent", "billing_refund", "billing_chargeback"),
    *("billing_statementdelivery", "billing_statementmail", "billing_storeddocument"),
)


def text_columns() -> list[str]:
    return [
        f"{model._meta.db_table}.{field.column}"
        for label in ("accounts", "billing")
        for model in apps.get_app_config(label).get_models()
        if model._meta.db_table not in OF_MACHINES
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.max_length != 3
    ]


def held_columns() -> dict[str, str]:
    """By column the function that its constraint asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE pg_get_constraintdef(oid) LIKE '%is_plain_%'"
        )
        found = [
            (table, re.search(r"(is_plain_\w+)\(\(?\"?(\w+)", text))
            for table, text in cursor.fetchall()
        ]
    return {f"{table}.{one[2]}": one[1] for table, one in found if one}


def test_every_column_that_people_fill_in_is_held_to_plain_text() -> None:
    held = held_columns()
    assert set(text_columns()) - held.keys() - NOT_TYPED == set()
    assert held.keys() & NOT_TYPED == set()


def test_names_that_forms_hold_to_a_rule_are_held_by_the_database_too() -> None:
    held = held_columns()
    named = [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if any(one in field.validators for one in (validate_company_name, validate_person_name))
    ]
    assert len(named) > 7
    assert {name: held.get(name) for name in named} == dict.fromkeys(named, "is_plain_name")


def refused(change: Any) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError as error:
        return "_plain" in str(error)
    return False


@pytest.mark.parametrize(
    "name", ["a\nBcc: b", "http://evil.example", "x\x1b[31m", "a@b", "a\u202eb", "www.a"]
)
def test_name_past_every_form_is_refused(name: str) -> None:
    assert refused(lambda: make_user(name=name))
    assert refused(lambda: make_customer(name))
    make_customer("Kettle & Söhne A/S")
    assert refused(lambda: Organization.objects.update(name=name))


def test_line_past_every_form_is_refused() -> None:
    invoice = make_invoice(make_customer())
    customer = invoice.customer
    assert refused(lambda: type(customer).objects.update(phone="1\x07"))
    assert refused(lambda: customer.addresses.create(kind="billing", line1="a\nb"))
    customer.addresses.create(kind="billing", line1="1 Quay", attention="Ann")


def by_database(number: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_plain_number(%s)", [number])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "number",
    [
        *(f"A/{word}" for word in sorted(RESERVED)),
        *("../7", "7/..", "./7", "7/.", "a//b", "/7", "7/", "a\\b", "B%2F5", "B\x07", "B\u200b"),
        *("7/ PDF ", "A/pdf/2", "pdf", "2026/10/7", "A.B", "...", "=1+1", "A/pdfs", "100%"),
    ],
)
def test_database_and_python_agree_on_numbers(number: str) -> None:
    assert by_database(number) == (why_no_identifier(number) == "")
