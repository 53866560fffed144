import pytest
from django.db import OperationalError, connection
from django.test import Client

from portal.front import health

pytestmark = pytest.mark.django_db


def say_that_a_worker_runs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


def word(client: Client, path: str) -> tuple[int, str]:
    response = client.get(path)
    return response.status_code, response.content.decode().strip()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/workerz"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_probe_is_answered_under_any_host(client, caplog, path: str, method: str) -> None:
    say_that_a_worker_runs()
    response = getattr(client, method)(path, headers={"Host": "10.0.0.7"})
    assert (response.status_code, caplog.text) == (200, "")


def test_probe_is_not_sent_to_https(client, settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert word(client, "/healthz") == (200, "ok")


def test_missing_worker_is_said_by_all_but_the_first(client) -> None:
    assert word(client, "/healthz") == (200, "ok")
    assert word(client, "/readyz") == (200, "worker")
    assert word(client, "/workerz") == (503, "worker")


def test_running_worker_is_ok(client) -> None:
    say_that_a_worker_runs()
    assert word(client, "/readyz") == (200, "ok")
    assert word(client, "/workerz") == (200, "ok")


def test_missing_database_is_said_and_health_needs_none(client, monkeypatch) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(health, "queue_health", away)
    assert word(client, "/healthz") == (200, "ok")
    assert word(client, "/readyz") == (503, "database")
    assert word(client, "/workerz") == (503, "database")


def test_answer_to_head_has_the_length_and_no_body(client) -> None:
    response = client.head("/accounts/login/")
    assert response.status_code == 200
    assert int(response.headers["Content-Length"]) > 1000
    assert response.content == b""
