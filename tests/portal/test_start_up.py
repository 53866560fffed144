import os
import subprocess
import sys

import pytest
from django.core.checks import Error, Warning
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from portal import checks, env
from portal.kit.db.roles import as_owner, grant_to_portal
from tests.factories import make_organization


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Load what the web server loads, in a process of its own."""
    kept = {
        name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "DEBUG"}
    }
    return subprocess.run(
        [sys.executable, "-c", "import portal.wsgi"],
        env=kept | {"DJANGO_SETTINGS_MODULE": "portal.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_web_server_refuses_the_placeholder_key_in_one_sentence() -> None:
    refused = start()
    assert refused.returncode == 1
    assert refused.stderr.strip().endswith(
        "Set SECRET_KEY, or SECRET_KEY_FILE, to a long random text."
    )
    assert "Traceback" not in refused.stderr


def test_web_server_starts_with_a_key_of_its_own() -> None:
    assert start(SECRET_KEY="a-key-of-our-own-" * 4).returncode == 0


def test_placeholder_key_is_an_error_unless_debugging(settings) -> None:
    settings.DEBUG = False
    settings.SECRET_KEY = settings.PLACEHOLDER_SECRET_KEY
    assert [type(message) for message in checks.secret_key(None)] == [Error]
    settings.DEBUG = True
    assert checks.secret_key(None) == []


@pytest.mark.parametrize(
    ("url", "ids"),
    [
        ("http://portal.example.com", ["foyer.E002"]),
        ("https://portal.example.com", []),
        ("http://127.0.0.1:8000", []),
    ],
)
def test_plain_http_is_for_this_machine_alone(settings, url: str, ids: list[str]) -> None:
    settings.BASE_URL = url
    settings.HTTPS = url.startswith("https://")
    assert [message.id for message in checks.base_url(None)] == ids


@pytest.mark.django_db
def test_plain_role_that_owns_nothing_is_not_warned_about(two_roles) -> None:
    assert checks.role_warnings() == []


@pytest.mark.django_db(transaction=True)
def test_role_that_owns_the_tables_is_warned_about(two_roles) -> None:
    with as_owner():
        found = checks.role_warnings()
    connection.close()
    assert [(type(message), message.id) for message in found] == [(Warning, "foyer.W006")]


@pytest.mark.django_db
def test_portal_role_that_is_not_named_or_not_there_is_said(settings) -> None:
    settings.DATABASE_PORTAL_ROLE = ""
    assert [one.id for one in checks.portal_role_problems()] == ["foyer.W014"]
    settings.DATABASE_PORTAL_ROLE = "nobody"
    assert [one.id for one in checks.portal_role_problems()] == ["foyer.E015"]


@pytest.mark.django_db
def test_portal_role_that_would_bind_staff_too_is_an_error(settings, two_roles) -> None:
    settings.DATABASE_PORTAL_ROLE = settings.DATABASES["default"]["USER"]
    assert [one.id for one in checks.portal_role_problems()] == ["foyer.E016"]


@pytest.mark.django_db(transaction=True)
def test_portal_role_that_nothing_binds_is_warned_about(settings, two_roles) -> None:
    if not settings.DATABASE_PORTAL_ROLE:
        pytest.skip("needs a portal's role (DATABASE_PORTAL_ROLE)")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT portal_wall_down(polrelid) FROM pg_policy WHERE polname = 'portal'")
    try:
        assert [one.id for one in checks.portal_role_problems()] == ["foyer.W017"]
    finally:
        with as_owner():
            grant_to_portal()
    assert checks.portal_role_problems() == []


@pytest.mark.django_db(transaction=True)
def test_migrating_is_not_held_up_by_walls_that_it_puts_up(settings, two_roles) -> None:
    if not settings.DATABASE_PORTAL_ROLE:
        pytest.skip("needs a portal's role (DATABASE_PORTAL_ROLE)")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT portal_wall_down(polrelid) FROM pg_policy WHERE polname = 'portal'")
    call_command("migrate", verbosity=0, skip_checks=False)
    assert checks.portal_role_problems() == []


def test_flag_that_is_neither_true_nor_false_names_the_variable(monkeypatch) -> None:
    monkeypatch.setenv("DEBUG", "perhaps")
    with pytest.raises(Exception, match="DEBUG is 'perhaps'; it takes true or false"):
        env.flag("DEBUG")


def test_secret_may_stand_in_a_file(monkeypatch, tmp_path) -> None:
    path = tmp_path / "key"
    path.write_text("from a file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(path))
    assert env.secret("SECRET_KEY") == "from a file"


def test_secret_file_that_is_not_there_is_named(monkeypatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere/key")
    with pytest.raises(Exception, match="SECRET_KEY_FILE cannot be read"):
        env.secret("SECRET_KEY")


@pytest.mark.django_db
def test_deployment_check_says_that_nobody_sells() -> None:
    assert [message.id for message in checks.seller(None)] == ["foyer.W009"]
    make_organization(address="")
    assert [message.id for message in checks.seller(None)] == ["foyer.W009"]
    make_organization()
    assert checks.seller(None) == []


def test_deployment_check_says_that_no_operator_is_mailed(settings) -> None:
    settings.OPERATOR_EMAILS = []
    assert [message.id for message in checks.operators(None)] == ["foyer.W010"]
    settings.OPERATOR_EMAILS = ["ops@example.com"]
    assert checks.operators(None) == []


@pytest.mark.django_db
def test_check_of_the_database_says_that_migrations_wait(monkeypatch) -> None:
    assert checks.migrations(None, databases=["default"]) == []
    [newest] = MigrationLoader(connection).graph.leaf_nodes("kit")
    MigrationRecorder(connection).record_unapplied(*newest)
    assert [one.id for one in checks.migrations(None, databases=["default"])] == ["foyer.E011"]


def test_deployment_check_says_what_travels_in_the_clear(settings, monkeypatch) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "HOST", "db.example.com")
    monkeypatch.setitem(database, "OPTIONS", {})
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "mail.example.com", False
    found = [one.id for one in checks.encrypted_connections(None)]
    assert found == ["foyer.W012", "foyer.W013"]
    monkeypatch.setitem(database, "OPTIONS", {"sslmode": "require"})
    settings.EMAIL_USE_TLS = True
    assert checks.encrypted_connections(None) == []


def test_connections_within_the_machine_need_no_encryption(settings, monkeypatch) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", "/run/postgresql")
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "localhost", False
    assert checks.encrypted_connections(None) == []


def test_codes_by_mail_are_good_for_ten_minutes(settings) -> None:
    assert settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT == 600
    assert settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT == 600
    assert settings.PASSWORD_RESET_TIMEOUT == 24 * 3600


LOOK = """
from django.conf import settings as s
print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_NAME,
      s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_PRELOAD)
"""


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://portal.example.com", "__Host-session True True __Host-csrf True 31536000 False"),
        ("http://127.0.0.1:8000", "session False True csrf False 0 False"),
    ],
)
def test_https_makes_cookies_and_transport_strict(url: str, told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings", "BASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.strip() == told, done.stderr
