"""Announced bank transfers: a reference, no movement, and the payment once the money has come."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from stdnum import iso11649

from billing.models import OpenItem, Payment, Transfer
from billing.payments.gateways.bank_transfer import shown_reference, transfer_code
from billing.payments.planning.execution import PlanRefused
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.planning.prepayment import max_prepayment
from billing.payments.transfers import (
    MAX_PROOFS,
    add_proof,
    announce_transfer,
    cancel_transfer,
    declare_sent,
    receive_transfer,
)
from portal.kit.web.refusals import Refusal
from tests.factories import (
    DAY,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_retainer,
    pay,
)

pytestmark = pytest.mark.django_db


def announce(customer, amounts, credit_sources=None, *, prepayment="0", key=None) -> Transfer:
    asked = RequestedAmounts(
        {item_of(document).pk: Decimal(amount) for document, amount in amounts.items()},
        {
            item_of(document).pk: Decimal(amount)
            for document, amount in (credit_sources or {}).items()
        },
        Decimal(prepayment),
    )
    by = make_member(customer)
    return announce_transfer(customer=customer, asked=asked, by=by, key=key or uuid4())


def receive(transfer, amount=None) -> Payment:
    return receive_transfer(
        transfer, amount=Decimal(amount or transfer.amount), received_on=DAY, by=None
    )


@pytest.fixture
def customer():
    make_organization(bank_iban="DE89370400440532013000")
    return make_customer()


def test_announcing_moves_no_balance_and_gives_a_valid_reference(customer) -> None:
    invoice = make_invoice(customer, 100)
    transfer = announce(customer, {invoice: 60})
    assert item_of(invoice).open == 100
    assert iso11649.is_valid(transfer.reference)
    assert shown_reference(transfer.reference).replace(" ", "") == transfer.reference


def test_two_transfers_have_two_references_and_one_key_is_one_transfer(customer) -> None:
    invoice, key = make_invoice(customer, 100), uuid4()
    first = announce(customer, {invoice: 10}, key=key)
    assert announce(customer, {invoice: 10}, key=key) == first
    assert announce(customer, {invoice: 10}).reference != first.reference


def test_received_transfer_pays_what_it_was_announced_for(customer) -> None:
    invoice, retainer = make_invoice(customer, 100), make_retainer(customer, 50)
    transfer = announce(customer, {invoice: 60, retainer: 50}, prepayment="7")
    payment = receive(transfer)
    assert (item_of(invoice).open, item_of(retainer).open) == (40, 0)
    assert (payment.amount, payment.reference) == (117, transfer.reference)
    assert item_of(payment).open == 57
    transfer.refresh_from_db()
    assert transfer.state == "received"


def test_credits_meant_with_it_are_used_when_it_comes(customer) -> None:
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 30)
    transfer = announce(customer, {invoice: 100}, {credit: 30})
    assert (transfer.amount, item_of(credit).open) == (70, 30)
    receive(transfer)
    assert (item_of(invoice).open, item_of(credit).open) == (0, 0)


def test_what_was_settled_otherwise_meanwhile_stays_a_deposit(customer) -> None:
    invoice = make_invoice(customer, 100)
    transfer = announce(customer, {invoice: 100})
    pay(invoice, 80)
    assert item_of(receive(transfer)).open == 80


@pytest.mark.parametrize(("came", "owed", "deposit"), [("90", 10, 0), ("130", 0, 30)])
def test_another_amount_than_announced_pays_as_far_as_it_goes(
    customer, came, owed, deposit
) -> None:
    invoice = make_invoice(customer, 100)
    payment = receive(announce(customer, {invoice: 100}), came)
    assert (item_of(invoice).open, item_of(payment).open) == (owed, deposit)


def test_receiving_twice_records_one_payment(customer) -> None:
    transfer = announce(customer, {make_invoice(customer, 100): 100})
    assert receive(transfer) == receive(transfer)
    assert OpenItem.objects.payments().count() == 1


def test_cancelled_transfer_is_not_received_and_a_received_one_not_cancelled(customer) -> None:
    invoice = make_invoice(customer, 100)
    cancelled, received = announce(customer, {invoice: 10}), announce(customer, {invoice: 10})
    cancel_transfer(cancelled)
    with pytest.raises(Refusal, match="cancelled"):
        receive(cancelled)
    with pytest.raises(Refusal, match="cancelled"):
        declare_sent(cancelled, on=DAY)
    receive(received)
    with pytest.raises(Refusal, match="already been received"):
        cancel_transfer(received)


def test_more_than_is_due_or_nothing_is_not_announced(customer) -> None:
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 100)
    with pytest.raises(PlanRefused, match="At most"):
        announce(customer, {invoice: 101})
    with pytest.raises(Refusal, match="nothing to transfer"):
        announce(customer, {invoice: 100}, {credit: 100})


def test_proofs_are_kept_under_a_name_nobody_can_guess(customer) -> None:
    transfer = announce(customer, {make_invoice(customer, 100): 100})
    upload = SimpleUploadedFile("../../my receipt.exe", b"%PDF-1.7 x")
    proof = add_proof(transfer, upload=upload, by=transfer.announced_by)
    assert proof.name == "my-receipt.pdf"
    assert proof.file.name == f"proofs/{proof.number}.pdf"
    assert proof.file.read() == b"%PDF-1.7 x"


def test_there_is_an_end_to_proofs(customer) -> None:
    transfer = announce(customer, {make_invoice(customer, 100): 100})
    for _ in range(MAX_PROOFS):
        upload = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
        add_proof(transfer, upload=upload, by=transfer.announced_by)
    with pytest.raises(Refusal, match="already"):
        add_proof(transfer, upload=upload, by=transfer.announced_by)


def test_code_for_banking_apps_is_made_for_euros_alone() -> None:
    seller = make_organization(
        bank_iban="DE89 3704 0044 0532 0130 00", bank_account_holder="Acme", bank_bic=""
    )
    made = {"seller": seller, "amount": Decimal("12.50"), "reference": "RF34000000042"}
    assert transfer_code(currency="EUR", **made) is not None
    assert transfer_code(currency="GBP", **made) is None
    assert transfer_code(currency="EUR", **made | {"amount": Decimal(10) ** 9}) is None
    seller.bank_iban = ""
    assert transfer_code(currency="EUR", **made) is None


def test_document_is_not_announced_for_more_than_is_open_over_all_transfers(customer) -> None:
    invoice = make_invoice(customer, 100)
    first = announce(customer, {invoice: 70})
    with pytest.raises(Refusal, match="already been announced for"):
        announce(customer, {invoice: 40})
    announce(customer, {invoice: 30})
    cancel_transfer(first)
    assert announce(customer, {invoice: 70}).amount == 70


@pytest.mark.parametrize("currency", ["EUR", "JPY", "IQD"])
def test_advance_payments_have_a_bound_over_all_announced_transfers(currency) -> None:
    make_organization(bank_iban="DE89370400440532013000")
    account = make_customer(currency=currency)
    most = max_prepayment(currency)
    with pytest.raises(PlanRefused, match="at most"):
        announce(account, {}, prepayment=str(most + 1))
    announce(account, {}, prepayment=str(most))
    with pytest.raises(Refusal, match="at most"):
        announce(account, {}, prepayment="1")
