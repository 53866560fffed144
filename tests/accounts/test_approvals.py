"""Four eyes: one asks, another decides, once."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts import approvals
from accounts.company.credit_limits import ask_for_limit, needs_approval
from accounts.company.seller import BANK_FIELDS, change_bank_details, change_limits
from accounts.models import Approval, AuditEvent, Customer, Organization, User
from accounts.models.approval_limits import is_above, parse_limits
from portal.kit.web.refusals import Refusal
from tests.factories import make_customer, make_organization, make_staff, make_user
from tests.web.admin.conftest import staff_with

pytestmark = pytest.mark.django_db
IBAN = "DE89370400440532013000"
OTHER_IBAN = "GB33BUKB20201555555555"


@pytest.fixture
def seller() -> Organization:
    return make_organization(bank_iban=IBAN, bank_account_holder="Acme Ltd")


@pytest.fixture
def ann() -> User:
    return make_staff("ann@example.com", name="Ann")


@pytest.fixture
def ben() -> User:
    return make_staff("ben@example.com", name="Ben")


def bank(**more: str) -> dict[str, str]:
    return dict.fromkeys(BANK_FIELDS, "") | {"bank_account_holder": "Acme Ltd"} | more


def asked(by: User, **more: str) -> Approval:
    values = bank(bank_iban=OTHER_IBAN) | more
    approval = change_bank_details(values, by=by, reason="New bank")
    assert approval is not None
    return approval


def test_request_changes_nothing_until_somebody_else_approves(seller, ann, ben) -> None:
    approval = asked(ann)
    assert Organization.current().bank_iban == IBAN
    approvals.approve(approval, by=ben)
    changed = Organization.current()
    assert changed.bank_iban == OTHER_IBAN
    assert changed.bank_details_changed_on is not None


def test_nobody_approves_what_they_asked_for(seller, ann) -> None:
    approval = asked(ann)
    with pytest.raises(Refusal, match="requested this yourself"):
        approvals.approve(approval, by=ann)
    with pytest.raises(Refusal, match="requested this yourself"):
        approvals.decline(approval, by=ann, reason="x")
    assert Organization.current().bank_iban == IBAN


def test_the_database_refuses_a_decision_by_who_asked(seller, ann) -> None:
    approval = asked(ann)
    with pytest.raises(IntegrityError, match="approval_by_a_second_person"), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(state="approved", decided_by=ann)
    with pytest.raises(IntegrityError, match="approval_by_a_second_person"), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(state="approved", decided_by=None)


def test_a_request_is_carried_out_once(seller, ann, ben) -> None:
    approval = asked(ann)
    approvals.approve(approval, by=ben)
    with pytest.raises(Refusal, match="already been decided or withdrawn"):
        approvals.approve(approval, by=ben)
    with pytest.raises(DatabaseError, match="decided once"), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(state="declined")


@pytest.mark.parametrize("column", ["asked_by", "new", "kind", "amount"])
def test_what_was_asked_for_never_changes(seller, ann, ben, column: str) -> None:
    approval = asked(ann)
    value = {"asked_by": ben, "new": {}, "kind": "refund", "amount": Decimal(1)}[column]
    refused = pytest.raises(DatabaseError, match=r"permission denied|stays as it was")
    with refused, transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(**{column: value})


def test_no_request_is_born_approved(ann, ben) -> None:
    with pytest.raises(DatabaseError, match="starts waiting"), transaction.atomic():
        Approval.objects.create(
            kind="bank_details",
            object_id="1",
            new={},
            asked_by=ann,
            state="approved",
            decided_by=ben,
        )


def test_no_request_is_deleted(seller, ann) -> None:
    asked(ann)
    with pytest.raises(DatabaseError, match=r"permission denied|kept"), transaction.atomic():
        Approval.objects.all().delete()


@pytest.mark.parametrize("column", BANK_FIELDS)
def test_bank_details_do_not_change_past_a_second_person(seller, column: str) -> None:
    with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
        Organization.objects.update(**{column: OTHER_IBAN[:11]})


def test_approval_of_one_change_covers_no_other(seller, ann, ben, monkeypatch) -> None:
    approval = asked(ann)

    def something_else(_approval: Approval) -> str:
        Organization.objects.update(bank_iban="FR7630006000011234567890189")
        return ""

    work = approvals.Work("accounts.change_bank_details", something_else)
    monkeypatch.setitem(approvals._work, "bank_details", work)
    with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
        approvals.approve(approval, by=ben)


def test_first_bank_details_are_filled_in_by_one_person(ann) -> None:
    make_organization()
    assert change_bank_details(bank(bank_iban=IBAN), by=ann, reason="Start") is None
    assert Organization.current().bank_iban == IBAN
    assert Organization.current().bank_details_changed_on is None


def test_administrators_hear_of_changed_bank_details(seller, ann, ben) -> None:
    make_user("clerk@example.com", is_staff=True)
    keeper = staff_with("accounts.change_bank_details")
    approval = asked(ann)
    mail.outbox.clear()
    approvals.approve(approval, by=ben)
    told = {
        one.to[0] for one in mail.outbox if one.subject.endswith("the bank details have changed")
    }
    assert told == {ann.email, ben.email, keeper.email}
    assert OTHER_IBAN in mail.outbox[0].body


def test_who_may_decide_hears_of_a_request_and_who_asked_of_the_decision(seller, ann, ben) -> None:
    staff_with("accounts.decide_approval")
    approval = asked(ann)
    assert [one.to for one in mail.outbox] == [[ben.email]]
    mail.outbox.clear()
    approvals.decline(approval, by=ben, reason="Call the bank first")
    [message] = mail.outbox
    assert message.to == [ann.email]
    assert "Call the bank first" in message.body


def test_deciding_needs_the_right_of_what_is_decided(seller, ann) -> None:
    approval = asked(ann)
    with pytest.raises(Refusal, match="have permission"):
        approvals.approve(approval, by=staff_with("accounts.decide_approval"))
    both = staff_with("accounts.decide_approval", "accounts.change_bank_details")
    approvals.approve(approval, by=both)


def test_request_that_no_longer_fits_is_refused_and_waits_on(seller, ann, ben) -> None:
    limits = {"approval_above": "EUR 10"}
    make_organization(**limits)
    approval = change_limits({"approval_above": "EUR 500"}, by=ann)
    Approval.objects.create(
        kind="approval_limits",
        object_id="2",
        old={"approval_above": "EUR 1"},
        new={"approval_above": "EUR 9"},
        asked_by=ann,
    )
    with pytest.raises(Refusal, match="changed since"):
        approvals.approve(Approval.objects.get(object_id="2"), by=ben)
    assert approval is not None
    approvals.approve(approval, by=ben)
    assert Organization.current().approval_above == "EUR 500"
    assert Approval.objects.get(object_id="2").is_waiting


def test_limits_once_set_do_not_change_past_a_second_person(ann) -> None:
    make_organization(approval_above="EUR 10")
    with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
        Organization.objects.update(approval_above="EUR 1000000")
    assert change_limits({"credit_limit_approval_above": "EUR 5"}, by=ann) is None
    assert Organization.current().credit_limit_approval_above == "EUR 5"


def test_two_requests_about_one_thing_do_not_wait_together(seller, ann, ben) -> None:
    asked(ann)
    with pytest.raises(Refusal, match="already awaiting approval"):
        asked(ben)


def test_who_asked_withdraws_and_nobody_else(seller, ann, ben) -> None:
    approval = asked(ann)
    with pytest.raises(Refusal, match="Only the requester"):
        approvals.withdraw(approval, by=ben)
    approvals.withdraw(approval, by=ann)
    with pytest.raises(Refusal, match="already"):
        approvals.approve(approval, by=ben)


def test_request_and_decision_stand_in_the_history(seller, ann, ben) -> None:
    approvals.decline(asked(ann), by=ben, reason="No")
    kinds = AuditEvent.objects.filter(kind__startswith="approval").order_by("id")
    assert [one.kind for one in kinds] == ["approval.added", "approval.changed"]
    assert kinds[1].after["decided_by_id"] == ben.pk


def test_credit_limit_waits_for_a_second_person(ann, ben) -> None:
    make_organization(credit_limit_approval_above="EUR 1000")
    customer = make_customer(credit_limit=Decimal(500))
    approvals.approve(ask_for_limit(customer, Decimal(5000), by=ann), by=ben)
    assert Customer.objects.get().credit_limit == 5000


@pytest.mark.parametrize(
    ("old", "new", "takes_two"),
    [
        (None, 1000, False),
        (None, 1001, True),
        (500, 1001, True),
        (5000, 2000, False),
        (500, None, True),
        (2000, 2000, False),
    ],
)
def test_raising_a_limit_above_the_threshold_takes_two(old, new, takes_two: bool) -> None:
    make_organization(credit_limit_approval_above="EUR 1000")
    old, new = (None if one is None else Decimal(one) for one in (old, new))
    assert needs_approval(old=old, new=new, currency="EUR") is takes_two


def test_limits_are_read_by_currency() -> None:
    assert parse_limits("EUR 1000, usd 1200.50") == {
        "EUR": Decimal(1000),
        "USD": Decimal("1200.50"),
    }
    assert not is_above("", Decimal(10**9), "EUR")
    assert is_above("EUR 1000", Decimal(1), "JPY")
    assert not is_above("EUR 1000", Decimal(1000), "EUR")


@pytest.mark.parametrize("text", ["1000", "EUR", "EUR -5", "XXQ 5", "EUR 1, EUR 2", "EUR 1;USD 2"])
def test_limits_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        parse_limits(text)


def test_seller_is_not_replaced_by_the_application(two_roles, seller) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Organization.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_two_people_who_approve_at_once_carry_it_out_once(app_connection_factory) -> None:
    """The second waits for the first and finds it decided."""
    make_organization(bank_iban=IBAN)
    ann, ben, cleo = make_staff(), make_staff(), make_staff()
    approval = asked(ann)
    first: psycopg.Connection = app_connection_factory()
    update = "UPDATE accounts_approval SET state = 'approved', decided_by_id = %s WHERE id = %s"
    first.execute(update, [ben.pk, approval.pk])
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '500ms'")
        with pytest.raises(DatabaseError, match="statement timeout"):
            cursor.execute(update, [cleo.pk, approval.pk])
        cursor.execute("SET statement_timeout = 0")
    first.commit()
    with pytest.raises(Refusal, match="already"):
        approvals.approve(approval, by=cleo)
