"""The log finds a request and tells nothing of people."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.urls import reverse

from portal.front.errors import server_error
from portal.logs.hidden_secrets import HideSecrets
from portal.logs.json_lines import JsonLines
from portal.logs.request_ids import current_request_id, number_requests
from tests.factories import PASSWORD, make_customer, make_invoice, make_member, make_staff

NAME, EMAIL, AMOUNT = "Quillfeather", "odette@quillfeather.example", "73194.56"


@pytest.fixture
def lines():
    """What is logged from here on, as JSON, at INFO."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    handler.addFilter(HideSecrets())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def say(lines, *args, **kwargs):
    logging.getLogger("foyer.test").error(*args, **kwargs)
    return lines()[-1]


@pytest.mark.parametrize("given", ["", "short", "a b c d e f g h", "x" * 65, "line\nbreak-12345"])
def test_a_request_gets_a_number_of_its_own(client, settings, given):
    settings.TRUSTED_PROXY_COUNT = 1
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert len(answer["X-Request-ID"]) == 32


def test_a_trusted_proxys_number_is_kept(client, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    answer = client.get("/healthz", headers={"X-Request-ID": "edge-0123456789"})
    assert answer["X-Request-ID"] == "edge-0123456789"


def test_without_a_trusted_proxy_nobody_chooses_the_number(client, settings):
    settings.TRUSTED_PROXY_COUNT = 0
    answer = client.get("/healthz", headers={"X-Request-ID": "edge-0123456789"})
    assert answer["X-Request-ID"] != "edge-0123456789"


def test_error_page_names_the_number_of_its_header(rf):
    answer = number_requests(server_error)(rf.get("/"))
    assert answer.status_code == 500
    assert f">{answer['X-Request-ID']}</span>" in answer.content.decode()
    assert current_request_id() == ""


def test_missing_page_names_its_number(client, db):
    answer = client.get("/nothing-here/")
    assert answer.status_code == 404
    assert answer["X-Request-ID"] in answer.content.decode()


def test_every_line_of_a_request_has_its_number(client, db, lines):
    answer = client.get(reverse("account_login"))
    told = [line for line in lines() if line["logger"] == "foyer.requests"]
    assert [one["request_id"] for one in told] == [answer["X-Request-ID"]]
    assert told[0]["view"] == "account_login"
    assert told[0]["status"] == 200


def test_addresses_of_people_and_queries_are_left_out(lines):
    told = say(lines, "sent to %s after /search/?q=Ann and /shared/s3cret/", EMAIL)
    assert told["message"] == "sent to … after /search/?… and /shared/…/"


def test_what_a_job_was_given_is_left_out(lines):
    told = say(lines, "Job tasks.send_mail[12](to=%r, subject='Pay 5 (now)') ended", [EMAIL])
    assert told["message"] == "Job tasks.send_mail[12](…) ended"


def test_an_exception_is_told_without_its_text(db, lines):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT '{NAME} owes {AMOUNT}'::int")
    except DataError:
        told = say(lines, "failed", exc_info=True)
    assert NAME not in json.dumps(told)
    assert told["exception"][0]["type"] == "django.db.utils.DataError"
    assert told["exception"][1]["sqlstate"] == "22P02"
    assert "test_logs.py" in told["exception"][0]["at"][0]


def test_a_circle_of_causes_ends(lines):
    one, two = IntegrityError("one"), ValueError("two")
    one.__cause__, two.__cause__ = two, one
    assert len(say(lines, "failed", exc_info=one)["exception"]) == 5


def test_driving_pages_leaves_nothing_of_people_in_the_log(client, db, lines):
    customer = make_customer(NAME)
    owner = make_member(customer, email=EMAIL)
    owner.full_name = f"Odette {NAME}"
    owner.save()
    invoice = make_invoice(customer, AMOUNT)
    client.post(
        reverse("account_login"), {"login": EMAIL, "password": "wrong"}, REMOTE_ADDR="10.0.0.9"
    )
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    client.force_login(owner)
    pages = ["/", f"/?q={NAME}", f"/invoices/?q={AMOUNT}", f"/invoices/{invoice.number}/"]
    pages += [f"/search/?q={EMAIL}", f"/search/?q={NAME}", "/staff/"]
    for page in pages:
        client.get(page, headers={"Referer": f"http://testserver/?email={EMAIL}"})
    client.force_login(make_staff())
    for page in ("/staff/", f"/staff/accounts/customer/?q={NAME}", f"/staff/?q={AMOUNT}"):
        client.get(page)
    told = lines()
    assert len([one for one in told if one["logger"] == "foyer.requests"]) == 2 + len(pages) + 3
    text = json.dumps(told)
    for secret in (NAME, EMAIL, AMOUNT, "odette", PASSWORD, "?q=", "/?email"):
        assert secret not in text
