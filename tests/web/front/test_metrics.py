"""Figures for Prometheus, for those alone who may have them."""

import re

import pytest
from django.db import OperationalError, connection

from portal.front import metrics
from tests.factories import make_customer, make_invoice

pytestmark = pytest.mark.django_db

LINE = re.compile(r'(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [0-9.e+-]+)')
TOKEN = "a-token-of-the-monitor"


def ask(client, **headers):
    return client.get("/metrics", headers={"Host": "10.0.0.7", **headers})


def figures(client, settings):
    settings.METRICS_TOKEN = TOKEN
    answer = ask(client, Authorization=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_closed_by_default(client):
    assert ask(client).status_code == 404


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", "Bearer other", f"Basic {TOKEN}", "é"])
def test_another_token_is_refused(client, settings, sent):
    settings.METRICS_TOKEN = TOKEN
    assert ask(client, Authorization=sent).status_code == 404


def test_an_empty_token_opens_nothing(client, settings):
    settings.METRICS_TOKEN = ""
    assert ask(client, Authorization="Bearer ").status_code == 404


def test_an_allowed_address_needs_no_token(client, settings):
    settings.METRICS_ADDRESSES = ["127.0.0.1"]
    assert ask(client).status_code == 200


def test_an_address_that_is_only_claimed_is_refused(client, settings):
    settings.METRICS_ADDRESSES = ["10.1.1.1"]
    assert ask(client, **{"X-Forwarded-For": "10.1.1.1"}).status_code == 404


def test_every_line_is_in_prometheus_format(client, settings):
    text = figures(client, settings)
    assert [line for line in text.splitlines() if not LINE.fullmatch(line)] == []
    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert names == {"foyer_up", *(name for name, *_rest in metrics.GAUGES)}


def test_jobs_and_mails_are_counted(client, settings):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
            " VALUES ('quiet', 'portal.kit.tasks.send_mail', 'failed')"
        )
    text = figures(client, settings)
    assert 'foyer_jobs{queue="quiet",status="failed"} 1\n' in text
    assert 'foyer_mails{status="failed"} 1\n' in text


def test_lines_do_not_grow_with_customers(client, settings):
    before = figures(client, settings).count("\n")
    for name in ("Ardent", "Birch", "Calder"):
        make_invoice(make_customer(name))
    after = figures(client, settings)
    assert "Ardent" not in after
    assert after.count("\n") <= before + 2


def test_without_the_database_it_says_so(client, settings, monkeypatch):
    def fail():
        raise OperationalError

    monkeypatch.setattr(metrics, "_read", fail)
    assert "\nfoyer_up 0\n" in figures(client, settings)


def test_statements_of_metrics(client, settings, django_assert_num_queries):
    with django_assert_num_queries(len(metrics.GAUGES) + 3):
        figures(client, settings)
