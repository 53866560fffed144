"""What `send_statements` says when it is asked wrongly or the machine fails: one line, one code."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from accounts.models import Organization
from billing.documents.invoices import issue_invoice
from billing.management.commands import send_statements
from billing.models import StatementBatch, StatementDelivery
from billing.statements.batches import generation, worker_pool
from billing.statements.batches.batch import BatchOptions, Chunk, add_customers, batch_for
from billing.statements.figures import Kind
from portal.kit.dates.periods import Period
from portal.kit.web.refusals import Refusal
from tests.factories import draft_invoice, make_customer, make_organization

pytestmark = pytest.mark.django_db
PERIOD = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture(autouse=True)
def place(settings, tmp_path, monkeypatch) -> Path:
    make_organization()
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(generation, "statement_pdf", lambda s, seller: b"%PDF")
    return tmp_path


def refused(*arguments: str) -> CommandError:
    with pytest.raises(CommandError) as caught:
        call_command("send_statements", "--period", "2026-03", *arguments)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--workers", "0"], "--workers takes a number from 1"),
        (["--workers", "-3"], "--workers takes a number from 1"),
        (["--out", "/proc/nope"], "/proc/nope cannot be written to"),
        (["--out", "x", "--queue"], "not with --queue"),
        (["--customers", "nobody"], "No customer"),
        (["--period", "2026-13"], "2026-13 is no period"),
        (["--period", "2199-01"], "not over"),
    ],
)
def test_what_is_asked_wrongly_is_2_and_does_nothing(arguments: list[str], says: str) -> None:
    make_customer()
    error = refused(*arguments)
    assert (error.returncode, says in str(error)) == (2, True), error
    assert StatementDelivery.objects.count() == 0


def test_file_in_the_way_of_the_folder_is_2(place: Path) -> None:
    (place / "taken").write_text("")
    assert refused("--out", str(place / "taken")).returncode == 2


def test_database_that_goes_away_is_1_in_one_line(monkeypatch) -> None:
    def lost(*args: object) -> None:
        raise OperationalError("consuming input failed\nserver closed the connection")

    monkeypatch.setattr(send_statements, "add_customers", lost)
    error = refused()
    assert error.returncode == 1
    assert "The database does not answer" in str(error)
    assert "Run it again" in str(error)


def test_folder_that_fails_on_the_way_is_1(monkeypatch, place: Path) -> None:
    def lost(*args: object) -> None:
        raise OSError(5, "Input/output error", str(place))

    make_customer()
    monkeypatch.setattr(generation, "_copy", lost)
    error = refused("--out", str(place / "out"))
    assert (error.returncode, "Input/output error" in str(error)) == (1, True)


@pytest.mark.parametrize("fields", [{"address": ""}, {"name": ""}])
def test_seller_that_is_not_set_up_stops_statements_and_issuing(fields: dict[str, str]) -> None:
    draft = draft_invoice(make_customer())
    make_organization(**fields)
    error = refused()
    assert (error.returncode, "name and address" in str(error)) == (2, True)
    assert StatementBatch.objects.count() == 0
    with pytest.raises(Refusal, match="name and address"):
        issue_invoice(draft)
    draft.refresh_from_db()
    assert draft.is_draft


def test_missing_seller_stops_issuing(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = draft_invoice(make_customer())
    missing = Organization(pk=1, name="Foyer")
    monkeypatch.setattr(Organization, "current", classmethod(lambda cls: missing))
    with pytest.raises(Refusal, match="name and address"):
        issue_invoice(draft)


def test_progress_moves_with_each_statement() -> None:
    customers = [make_customer() for _ in range(3)]
    batch = batch_for(Kind.BALANCE_FORWARD, PERIOD, today=date(2026, 5, 1))
    add_customers(batch, type(customers[0]).objects.all())
    ids = list(batch.deliveries.values_list("pk", flat=True))
    told: Counter[int] = Counter()
    for _outcome in worker_pool.make_here(
        batch.pk, [Chunk(7, ids)], BatchOptions(), lambda n: told.update([n])
    ):
        assert told == {7: 3}
    assert told == {7: 3}


def test_bar_ends_where_the_chunks_end() -> None:
    class Bar:
        n = 0

        def update(self, count: int) -> None:
            self.n += count

    bar = Bar()
    progress = send_statements.Progress(bar)
    progress.step(7)
    assert bar.n == 1
    progress.finish(generation.Outcome(7, size=50))
    progress.finish(generation.Outcome(8, size=4))
    assert bar.n == 54


def test_command_without_a_database_prints_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "send_statements", "--period", "2026-03"],
        env=os.environ
        | {
            "DATABASE_URL": f"postgresql://foyer_app@/foyer?host={tmp_path}",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "SECRET_KEY": "of-this-test-alone-" * 3,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
