"""`/metrics`: figures of the queue, mails, webhooks and payments for Prometheus.

Closed until `METRICS_TOKEN` or `METRICS_ADDRESSES` opens it. Only numbers, and labels from lists
that the code knows: none tells of a customer, and their count does not grow with use.
"""

from __future__ import annotations

from collections.abc import Iterator
from hmac import compare_digest

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from accounts.access import open_view

TIMEOUT = "2s"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Value = tuple[dict[str, str], float]

# Name, what it says, labels, and a statement whose rows are the labels and the value.
GAUGES: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "foyer_jobs",
        "Jobs by queue and status; what has succeeded is not counted.",
        ("queue", "status"),
        (
            "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs"
            " WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1, 2 ORDER BY 1, 2"
        ),
    ),
    (
        "foyer_job_oldest_seconds",
        "For how long the oldest job has been due, by queue.",
        ("queue",),
        (
            "SELECT queue_name, extract(epoch FROM now() - min(coalesce(scheduled_at, "
            "(SELECT min(at) FROM procrastinate_events event WHERE event.job_id = job.id))))"
            " FROM procrastinate_jobs job WHERE status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at <= now()) GROUP BY 1 ORDER BY 1"
        ),
    ),
    (
        "foyer_workers",
        "Workers that were heard of within a minute.",
        (),
        (
            "SELECT count(*) FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - interval '60 seconds'"
        ),
    ),
    (
        "foyer_mails",
        "Mails that wait or could not be sent.",
        ("status",),
        (
            "SELECT status::text, count(*) FROM procrastinate_jobs"
            " WHERE task_name LIKE '%.send\\_mail' AND status IN ('todo', 'doing', 'failed')"
            " GROUP BY 1 ORDER BY 1"
        ),
    ),
    (
        "foyer_webhook_events",
        "Events of the gateway of the last seven days.",
        ("outcome",),
        (
            "SELECT CASE WHEN problem <> '' THEN 'problem' WHEN handled_at IS NULL THEN 'waiting'"
            " ELSE 'handled' END, count(*) FROM billing_webhookevent"
            " WHERE received_at > now() - interval '7 days' GROUP BY 1 ORDER BY 1"
        ),
    ),
    (
        "foyer_payment_attempts",
        "Online payments begun within the last seven days, by state.",
        ("state",),
        (
            "SELECT state, count(*) FROM billing_paymentattempt"
            " WHERE started_at > now() - interval '7 days' GROUP BY 1 ORDER BY 1"
        ),
    ),
    (
        "foyer_database_bytes",
        "Size of the database.",
        (),
        "SELECT pg_database_size(current_database())",
    ),
    (
        "foyer_database_connections",
        "Connections to the database.",
        (),
        "SELECT numbackends FROM pg_stat_database WHERE datname = current_database()",
    ),
)


@open_view
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Every figure that can be read now. 404 to whoever may not ask; `foyer_up 0` when the
    database does not answer or takes longer than two seconds."""
    if not _may_ask(request):
        return HttpResponse("Not found\n", status=404, content_type="text/plain")
    try:
        lines = list(_read())
        up = 1
    except DatabaseError:
        lines, up = [], 0
    text = "\n".join([*_family("foyer_up", "The database answers.", [({}, up)]), *lines])
    return HttpResponse(f"{text}\n", content_type=CONTENT_TYPE)


def _may_ask(request: HttpRequest) -> bool:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    if wanted and scheme == "Bearer" and compare_digest(token.encode(), wanted.encode()):
        return True
    if not settings.METRICS_ADDRESSES:
        return False
    try:
        return get_adapter().get_client_ip(request) in settings.METRICS_ADDRESSES
    except PermissionDenied:
        return False


def _read() -> Iterator[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{TIMEOUT}'")
        for name, told, labels, statement in GAUGES:
            cursor.execute(statement)
            rows = cursor.fetchall()
            values = [
                (dict(zip(labels, map(str, row[:-1]), strict=True)), float(row[-1] or 0))
                for row in rows
            ]
            yield from _family(name, told, values)


def _family(name: str, told: str, values: list[Value]) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} gauge"
    for labels, value in values:
        inside = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{name}{{{inside}}} {value:.15g}" if inside else f"{name} {value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
