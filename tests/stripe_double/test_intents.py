"""Payment intents, setup intents, methods and customers by the API."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.stripe_double import StripeDouble

BACK = "https://portal.example/back"


@pytest.fixture
def v1(stripe_double) -> Any:
    return stripe_double.client().v1


@pytest.fixture
def customer(v1) -> str:
    return str(v1.customers.create({"name": "Blue Anchor", "email": "a@anchor.example"}).id)


def saved(v1: Any, customer: str, token: str = "pm_card_visa") -> str:
    """A method set up for later charges."""
    setup = v1.setup_intents.create(
        {"customer": customer, "payment_method": token, "confirm": True, "return_url": BACK}
    )
    return str(setup.payment_method)


def charge(v1: Any, customer: str, method: str, **params: Any) -> Any:
    return v1.payment_intents.create(
        {
            "amount": 1999,
            "currency": "usd",
            "customer": customer,
            "payment_method": method,
            "confirm": True,
            "return_url": BACK,
            **params,
        }
    )


def test_saved_card_is_charged_off_session(stripe_double, v1, customer):
    intent = charge(v1, customer, saved(v1, customer), off_session=True, metadata={"a": "1"})
    assert (intent.status, intent.amount_received, intent.livemode) == ("succeeded", 1999, False)
    assert intent.latest_charge.startswith("ch_")
    [taken] = stripe_double.charges(a="1")
    assert taken["payment_intent"] == intent.id


@pytest.mark.parametrize(
    ("token", "code", "decline"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
    ],
)
def test_decline_is_402_and_stays_on_the_intent(v1, customer, token, code, decline):
    with pytest.raises(stripe.CardError) as caught:
        charge(v1, customer, token)
    error = caught.value
    assert (error.http_status, error.code) == (402, code)
    assert error.error is not None
    assert error.error.decline_code == decline
    assert error.error.payment_intent is not None
    intent = v1.payment_intents.retrieve(error.error.payment_intent.id)
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error.decline_code == decline


def test_card_that_fails_later_is_saved_all_the_same(v1, customer):
    method = v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer})
    with pytest.raises(stripe.CardError):
        charge(v1, customer, method.id, off_session=True)


def test_declining_card_is_not_attached(v1, customer):
    with pytest.raises(stripe.CardError):
        v1.payment_methods.attach("pm_card_chargeDeclined", {"customer": customer})


def test_authentication_off_session_is_402_and_goes_on_with_the_customer(stripe_double, v1):
    customer = v1.customers.create({}).id
    method = v1.payment_methods.attach("pm_card_authenticationRequired", {"customer": customer})
    with pytest.raises(stripe.CardError) as caught:
        charge(v1, customer, method.id, off_session=True)
    assert caught.value.code == "authentication_required"
    assert caught.value.error is not None
    assert caught.value.error.payment_intent is not None
    intent = v1.payment_intents.confirm(
        caught.value.error.payment_intent.id, {"payment_method": method.id, "return_url": BACK}
    )
    assert intent.status == "requires_action"
    assert intent.next_action.redirect_to_url.return_url == BACK
    assert not stripe_double.charges()
    with stripe_double.acting():
        from tests.stripe_double import hosted

        back = hosted.authenticate(stripe_double.test, intent.id, succeeds=True)
    assert back.startswith(f"{BACK}?payment_intent={intent.id}&")
    assert back.endswith("redirect_status=succeeded")
    assert v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_card_set_up_for_later_is_charged_without_asking_again(stripe_double, v1, customer):
    setup = v1.setup_intents.create(
        {
            "customer": customer,
            "payment_method": "pm_card_authenticationRequiredOnSetup",
            "confirm": True,
            "return_url": BACK,
        }
    )
    assert setup.status == "requires_action"
    from tests.stripe_double import hosted

    hosted.authenticate(stripe_double.test, setup.id, succeeds=True)
    assert charge(v1, customer, setup.payment_method, off_session=True).status == "succeeded"


def test_error_on_requires_action_refuses_instead_of_asking(v1, customer):
    with pytest.raises(stripe.CardError):
        charge(v1, customer, "pm_card_authenticationRequired", error_on_requires_action=True)


def test_bank_debit_needs_a_mandate_or_a_setup(v1, customer):
    with pytest.raises(stripe.InvalidRequestError, match="mandate"):
        charge(v1, customer, "pm_usBankAccount_success", off_session=True)
    method = saved(v1, customer, "pm_usBankAccount_success")
    assert charge(v1, customer, method, off_session=True).status == "processing"


def test_method_of_another_customer_is_refused(v1, customer):
    other = v1.customers.create({}).id
    with pytest.raises(stripe.InvalidRequestError, match="does not have a payment method"):
        charge(v1, other, saved(v1, customer), off_session=True)


def test_detached_method_is_gone_for_good(stripe_double, v1, customer):
    method = saved(v1, customer)
    v1.payment_methods.detach(method)
    assert v1.payment_methods.list({"customer": customer}).data == []
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        v1.payment_methods.attach(method, {"customer": customer})
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        charge(v1, customer, method)
    assert stripe_double.objects("event")[-1]["type"] == "payment_method.detached"


def test_default_method_is_kept_on_the_customer_until_detached(v1, customer):
    method = saved(v1, customer)
    settings = {"invoice_settings": {"default_payment_method": method}}
    v1.customers.update(customer, settings)
    assert v1.customers.retrieve(customer).invoice_settings.default_payment_method == method
    v1.payment_methods.detach(method)
    assert v1.customers.retrieve(customer).invoice_settings.default_payment_method is None


def test_intent_without_confirm_waits_and_can_be_cancelled(v1):
    intent = v1.payment_intents.create({"amount": 500, "currency": "eur"})
    assert intent.status == "requires_payment_method"
    gone = v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
    assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")
    with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
        v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})


def test_paid_intent_is_neither_confirmed_nor_cancelled_again(v1, customer):
    intent = charge(v1, customer, "pm_card_visa")
    for again in (v1.payment_intents.confirm, v1.payment_intents.cancel):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            again(intent.id)
        assert caught.value.code == "payment_intent_unexpected_state"


def test_confirming_in_one_call_needs_an_address_to_return_to(v1, customer):
    params = {"amount": 500, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
    with pytest.raises(stripe.InvalidRequestError, match="return_url"):
        v1.payment_intents.create(params)
    never = {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}
    assert v1.payment_intents.create({**params, **never}).status == "succeeded"


def test_metadata_is_merged_and_an_empty_value_removes(v1):
    intent = v1.payment_intents.create(
        {"amount": 500, "currency": "usd", "metadata": {"a": "1", "b": "2"}}
    )
    after = v1.payment_intents.update(intent.id, {"metadata": {"a": "", "c": "3"}})
    assert after.metadata.to_dict() == {"b": "2", "c": "3"}


def test_search_may_lag_behind_as_at_stripe(stripe_double, v1, customer):
    charge(v1, customer, "pm_card_visa", metadata={"attempt_id": "a-1"})
    stripe_double.faults.search_lag_seconds = 60
    query = {"query": "metadata['attempt_id']:'a-1'"}
    assert v1.payment_intents.search(query).data == []
    stripe_double.advance(seconds=61)
    assert len(v1.payment_intents.search(query).data) == 1


def test_search_finds_by_metadata_status_and_customer(v1, customer):
    intent = charge(v1, customer, "pm_card_visa", metadata={"attempt_id": "a-1"})
    charge(v1, customer, "pm_card_visa", metadata={"attempt_id": "a-2"})
    query = f"metadata['attempt_id']:'a-1' AND status:'succeeded' AND customer:'{customer}'"
    found = v1.payment_intents.search({"query": query})
    assert [one.id for one in found.data] == [intent.id]


def test_lists_come_newest_first_in_pages(v1, customer):
    made = [
        v1.payment_intents.create({"amount": 100 + n, "currency": "usd", "customer": customer}).id
        for n in range(7)
    ]
    page = v1.payment_intents.list({"customer": customer, "limit": 3})
    assert [one.id for one in page.data] == made[:3:-1]
    assert page.has_more
    assert [one.id for one in page.auto_paging_iter()] == made[::-1]


def test_test_and_live_are_two_worlds(stripe_double: StripeDouble):
    intent = stripe_double.client(live=True).v1.payment_intents.create(
        {"amount": 500, "currency": "usd"}
    )
    assert intent.livemode is True
    with pytest.raises(stripe.InvalidRequestError, match="similar object exists in live mode"):
        stripe_double.client().v1.payment_intents.retrieve(intent.id)


def test_wrong_key_is_401(stripe_double):
    client = stripe.StripeClient(
        "sk_test_somebody_else", http_client=stripe_double.transport(), max_network_retries=0
    )
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided: sk_test_"):
        client.v1.customers.list()


def test_another_account_is_403(stripe_double):
    client = stripe_double.client(stripe_account="acct_other")
    with pytest.raises(stripe.PermissionError):
        client.v1.customers.list()


def test_account_says_who_we_are(stripe_double, v1):
    assert v1.accounts.retrieve_current().id == stripe_double.test.account


def test_same_seed_gives_the_same_ids():
    one, two, other = (
        StripeDouble(seed=seed).client().v1.customers.create({}).id for seed in (1, 1, 2)
    )
    assert one == two != other


def test_expanding_what_is_no_object_is_refused(v1):
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        v1.payment_intents.create({"amount": 500, "currency": "usd", "expand": ["invoice"]})
