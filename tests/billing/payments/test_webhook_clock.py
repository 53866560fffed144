"""A machine whose clock is off refuses every webhook; its log says why."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from billing.payments.gateways.stripe import checkout as gateway
from billing.payments.gateways.stripe.checkout import InvalidSignature
from tests.stripe_double import signature

SECRET = "whsec_of_this_test"


@pytest.fixture(autouse=True)
def secrets(settings) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]


def refuse(secret: str, caplog) -> str:
    signed = signature(b"{}", secret, int(time.time()))
    with (
        time_machine.travel(datetime.now(UTC) + timedelta(minutes=10)),
        pytest.raises(InvalidSignature),
    ):
        gateway.read_event(b"{}", signed)
    return str(caplog.text)


def test_good_signature_of_another_time_is_said_to_be_the_clocks(caplog) -> None:
    assert "refused for its time alone" in refuse(SECRET, caplog)


def test_bad_signature_says_nothing_of_clocks(caplog) -> None:
    assert refuse("whsec_of_somebody_else", caplog) == ""
