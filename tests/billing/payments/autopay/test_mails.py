"""Every mail of autopay: in both forms, with its link, and nothing of a name as markup."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from billing.payments.autopay import schedule
from billing.payments.autopay.notices import give_notice
from billing.payments.online.autopay_charging import charge_due
from tests.billing.payments.saving import ASKS_EACH_TIME, DECLINED_LATER, save
from tests.factories import make_customer, make_invoice, make_member, make_organization

pytestmark = pytest.mark.django_db


def told(stripe, number):
    """The notice and what follows it, for a company whose name looks like markup."""
    seller = make_organization(name="Harbour & Vale")
    today = seller.today()
    account = make_customer("Kettle <b>& Co", currency="GBP")
    payer = make_member(account, email="ann@example.com")
    save(stripe, account, payer, number)
    agreement = schedule.agree(customer=account, seller=seller, cap=None, by=payer)
    agreement.agreed_on = today - timedelta(90)
    agreement.save()
    for amount in (1234, 70):
        make_invoice(account, amount, issued_on=today - timedelta(9), due_on=today)
    give_notice(agreement, today=today - timedelta(2))
    charge_due(agreement, today=today)
    return mail.outbox


@pytest.mark.parametrize(
    ("number", "words", "button"),
    [
        (DECLINED_LATER, "Your card was declined.", "Pay now"),
        (ASKS_EACH_TIME, "Your bank wants someone to confirm the payment", "Pay and confirm"),
    ],
)
def test_mails_are_in_both_forms_with_their_link(stripe, number, words, button) -> None:
    notice, *failures = told(stripe, number)
    assert notice.subject == "Harbour & Vale will charge £1,304.00"
    assert [one.subject for one in failures] == [
        "INV-00001: £1,234.00 could not be charged",
        "INV-00002: £70.00 could not be charged",
    ]
    for sent in (notice, *failures):
        html = sent.alternatives[0][0]
        assert "Kettle &lt;b&gt;&amp; Co" in html
        assert "Kettle <b>& Co" in sent.body
        assert "<b>" not in html
    for sent in failures:
        assert words in sent.body
        assert button in sent.alternatives[0][0]
        assert "/pay/?invoice=INV-" in sent.body
