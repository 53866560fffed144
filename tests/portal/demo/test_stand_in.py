"""The demo pays against the stand-in, unless keys of a real Stripe are set."""

from __future__ import annotations

import os
import socket
import subprocess

import pytest
import stripe

from portal.demo import stand_in


@pytest.fixture(autouse=True)
def no_stripe(monkeypatch):
    for name in ("SECRET_KEY", "SECRET_KEY_FILE", "WEBHOOK_SECRET", "API_BASE", "CHECKOUT_ORIGIN"):
        monkeypatch.setenv(f"STRIPE_{name}", "")


@pytest.mark.parametrize("name", ["STRIPE_SECRET_KEY", "STRIPE_SECRET_KEY_FILE"])
def test_own_keys_win(monkeypatch, name):
    assert stand_in.is_wanted()
    monkeypatch.setenv(name, "sk_test_mine")
    assert not stand_in.is_wanted()


def test_taken_port_is_avoided():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not stand_in.configure(beside=port - 1).endswith(f":{port}")


def test_portal_and_stand_in_agree_on_address_and_keys(tmp_path):
    address = stand_in.configure(beside=49_000)
    assert os.environ["STRIPE_API_BASE"] == os.environ["STRIPE_CHECKOUT_ORIGIN"] == address
    command = stand_in.command(address, portal=9, var=tmp_path, merchant="Harbour & Vale")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == f"READY {address}\n"
        client = stripe.StripeClient(
            os.environ["STRIPE_SECRET_KEY"], base_addresses={"api": address}
        )
        assert client.v1.customers.create({}).livemode is False
        process.terminate()
    assert "customer.created" in (tmp_path / "stripe.jsonl").read_text()
