"""What must be right before the portal starts, each with an id, a sentence and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes.util import find_library
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}


@register(Tags.security)
def secret_key(app_configs: Any, **options: Any) -> list[CheckMessage]:
    if settings.DEBUG or settings.SECRET_KEY != settings.PLACEHOLDER_SECRET_KEY:
        return []
    return [
        Error(
            "SECRET_KEY is the placeholder that everybody knows.",
            hint="Set SECRET_KEY, or SECRET_KEY_FILE, to a long random text.",
            id="foyer.E001",
        )
    ]


@register(Tags.security, deploy=True)
def base_url(app_configs: Any, **options: Any) -> list[CheckMessage]:
    if settings.HTTPS or urlsplit(settings.BASE_URL).hostname in LOCAL_HOSTS:
        return []
    return [
        Error(
            f"BASE_URL is {settings.BASE_URL}: passwords would travel in the clear.",
            hint="Serve the portal by https and set BASE_URL to its https address.",
            id="foyer.E002",
        )
    ]


@register(Tags.compatibility)
def font_subsetting(app_configs: Any, **options: Any) -> list[CheckMessage]:
    if find_library("harfbuzz-subset"):
        return []
    return [
        Warning(
            "The library harfbuzz-subset is missing: PDFs take nearly three times as long.",
            hint="Install libharfbuzz-subset0.",
            id="foyer.W003",
        )
    ]


@register(Tags.database)
def database_role(
    app_configs: Any, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """Runs where the database is asked: `check --database default`, and when the server starts."""
    if not databases:
        return []
    try:
        return [*role_warnings(), *portal_role_problems()]
    except DatabaseError as error:
        return [Error(f"The database does not answer: {error}", id="foyer.E004")]


def role_warnings() -> list[CheckMessage]:
    """Warnings about a role that could go round the ledger's walls."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, EXISTS (SELECT FROM pg_tables"
            " WHERE schemaname = 'public' AND tableowner = current_user)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        is_superuser, bypasses, owns_tables = cursor.fetchone()
    hint = "Run as a plain role: see “Three database roles” in docs/operators.md."
    found: list[CheckMessage] = []
    if is_superuser or bypasses:
        found.append(Warning("The database role is a superuser.", hint=hint, id="foyer.W005"))
    if owns_tables:
        found.append(Warning("The database role owns the tables.", hint=hint, id="foyer.W006"))
    return found


def portal_role_problems() -> list[CheckMessage]:
    """What keeps customers' pages from their second wall (`portal.kit.db.row_security`)."""
    name = settings.DATABASE_PORTAL_ROLE
    hint = "See “Three database roles” in docs/operators.md."
    if not name:
        said = "Customers' pages have no second wall: DATABASE_PORTAL_ROLE is empty."
        return [Warning(said, hint=hint, id="foyer.W014")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(session_user, oid, 'MEMBER'),"
            " pg_has_role(session_user, oid, 'USAGE') AND NOT (SELECT rolsuper FROM pg_roles"
            "  WHERE rolname = session_user), rolsuper OR rolbypassrls,"
            " to_regproc('portal_company') IS NULL OR EXISTS (SELECT FROM pg_policy"
            "  WHERE polname = 'portal' AND role.oid = ANY (polroles))"
            " FROM pg_roles role WHERE rolname = %s",
            [name],
        )
        is_member, inherits, is_above, is_bound = cursor.fetchone() or (False,) * 4
    found: list[CheckMessage] = []
    if not is_member:
        said = f"The database has no role {name} that the portal's own could become."
        found.append(Error(said, hint=hint, id="foyer.E015"))
    elif inherits or is_above:
        said = f"The portal's database role inherits {name}, or that one is a superuser."
        found.append(Error(said, hint=hint, id="foyer.E016"))
    elif not is_bound:
        # `migrate` mends it, and an error would keep `migrate` from running.
        said = f"No policies bind {name}: customers' pages will not answer."
        found.append(Warning(said, hint="Run bin/manage migrate.", id="foyer.W017"))
    return found


@register(Tags.security, deploy=True)
def real_gateway(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Invoices that the Test Bank has paid count as paid, and nobody has the money."""
    if not settings.TEST_BANK_FILE:
        return []
    said = "The Test Bank takes the payments: no money moves, and invoices count as paid."
    return [Error(said, hint="Unset TEST_BANK_FILE and CARD_GATEWAY.", id="foyer.E018")]


@register(Tags.security)
def stripe_keys(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """An empty secret would believe anybody's events."""
    if not settings.STRIPE_SECRET_KEY:
        return []
    if not settings.STRIPE_WEBHOOK_SECRETS:
        return [
            Error(
                "STRIPE_SECRET_KEY is set and STRIPE_WEBHOOK_SECRET is empty.",
                hint="Set STRIPE_WEBHOOK_SECRET to the endpoint's signing secret (whsec_…).",
                id="foyer.E007",
            )
        ]
    if not settings.STRIPE_SECRET_KEY.startswith(("sk_test_", "sk_live_", "rk_test_", "rk_live_")):
        return [
            Error(
                "STRIPE_SECRET_KEY is no secret key of Stripe's.",
                hint="It begins with sk_ or rk_, followed by test_ or live_.",
                id="foyer.E008",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def seller(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Asks the database, where there is one: without it there is nothing to say."""
    from accounts.models import Organization  # noqa: PLC0415 - needs the apps loaded

    try:
        is_set_up = Organization.current().is_set_up
    except DatabaseError:
        return []
    if is_set_up:
        return []
    return [
        Warning(
            "Nobody has said who sells: the organization has no name or no address.",
            hint="Fill it in at /staff/, Organization. Until then nothing is issued or sent.",
            id="foyer.W009",
        )
    ]


@register(Tags.security, deploy=True)
def operators(app_configs: Any, **options: Any) -> list[CheckMessage]:
    if settings.OPERATOR_EMAILS:
        return []
    return [
        Warning(
            "OPERATOR_EMAILS is empty: nobody is mailed when no worker runs.",
            hint="Set it to the addresses of whoever operates the portal, separated by commas.",
            id="foyer.W010",
        )
    ]


@register(Tags.database, deploy=True)
def migrations(
    app_configs: Any, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """Runs with `check --deploy --database default`."""
    if not databases:
        return []
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return []  # `database_role` says so
    if not waiting:
        return []
    return [
        Error(
            f"{len(waiting)} migrations have not been applied.",
            hint="Run bin/manage migrate.",
            id="foyer.E011",
        )
    ]


@register(Tags.security, deploy=True)
def encrypted_connections(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Warnings about passwords and mails that travel in the clear to other machines."""
    found: list[CheckMessage] = []
    database = settings.DATABASES["default"]
    modes = {"require", "verify-ca", "verify-full"}
    is_elsewhere = _is_elsewhere(str(database.get("HOST") or ""))
    if is_elsewhere and database.get("OPTIONS", {}).get("sslmode") not in modes:
        found.append(
            Warning(
                "The connection to the database may be unencrypted.",
                hint="Add ?sslmode=verify-full (or require) to DATABASE_URL.",
                id="foyer.W012",
            )
        )
    sends = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
    if sends and _is_elsewhere(settings.EMAIL_HOST) and not settings.EMAIL_USE_TLS:
        found.append(
            Warning(
                "Mail is handed to its server unencrypted: links in it open accounts.",
                hint="Set EMAIL_USE_TLS=true, and EMAIL_PORT to the server's port for it.",
                id="foyer.W013",
            )
        )
    return found


def _is_elsewhere(host: str) -> bool:
    return bool(host) and not host.startswith("/") and host not in LOCAL_HOSTS
