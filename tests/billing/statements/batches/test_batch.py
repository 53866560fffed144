"""A batch makes each statement once, whatever stops it on the way."""

import errno
import os
import signal
import smtplib
import subprocess
import threading
from datetime import date
from hashlib import sha256
from io import StringIO
from itertools import count
from multiprocessing import get_context
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import ContactPerson, Customer
from billing.models import StatementBatch, StatementDelivery, StatementMail
from billing.statements.batches import generation
from billing.statements.batches.batch import (
    CHUNK,
    BatchOptions,
    add_customers,
    batch_for,
    period_named,
    unfinished,
)
from billing.statements.batches.generation import make_chunk
from billing.statements.batches.locks import alone_on
from billing.statements.batches.schedule import ended_period
from billing.statements.batches.storage import stored_path
from billing.statements.figures import Kind
from portal.kit.dates.periods import Period
from portal.kit.files import storage
from portal.kit.files.storage import write_whole
from portal.kit.web.refusals import Refusal
from tests.factories import make_customer, make_invoice, make_organization
from tests.waiting import PATIENCE_SECONDS, lock_is_awaited, until

pytestmark = pytest.mark.django_db
PERIOD = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture(autouse=True)
def place(settings, tmp_path, monkeypatch) -> Path:
    """A seller, a folder, and PDFs that take no time."""
    make_organization()
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(generation, "statement_pdf", lambda s, seller: f"%PDF {s.closing}".encode())
    return tmp_path


def marked(amount: int = 100, address: str = "", **fields: object) -> Customer:
    customer = make_customer(**fields)
    if amount:
        make_invoice(customer, amount, issued_on=date(2026, 3, 2))
    address = address or f"books{customer.pk}@example.com"
    ContactPerson.objects.create(
        customer=customer, name="Books", email=address, receives_statements=True
    )
    return customer


def run(*arguments: str) -> tuple[int, str]:
    """The command's exit code and what it printed."""
    out = StringIO()
    try:
        call_command("send_statements", "--period", "2026-03", *arguments, stdout=out, stderr=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def states() -> list[str]:
    return list(StatementDelivery.objects.order_by("pk").values_list("state", flat=True))


def test_each_customer_gets_one_stored_statement_with_its_fingerprint():
    marked(100)
    marked(0)
    code, said = run()
    assert code == 0, said
    assert "2 stored, 0 skipped, 0 failed, 0 waiting" in said
    for delivery in StatementDelivery.objects.all():
        content = stored_path(delivery.path).read_bytes()
        assert sha256(content).hexdigest() == delivery.sha256
    assert not mail.outbox


def test_second_run_makes_nothing_again(monkeypatch):
    marked()
    run("--email")
    monkeypatch.setattr(generation, "statement_pdf", lambda s, seller: pytest.fail("made again"))
    assert run("--email")[0] == 0
    assert len(mail.outbox) == 1
    assert StatementBatch.objects.count() == 1


def test_mail_goes_to_marked_contacts_only_with_the_stored_file():
    customer = marked(100, "books@example.com", language="en-gb")
    ContactPerson.objects.create(customer=customer, name="Other", email="other@example.com")
    marked(100, "never@example.com", statement_frequency="never")
    assert run("--email")[0] == 0
    (sent,) = mail.outbox
    assert sent.to == ["books@example.com"]
    ((name, content, kind),) = sent.attachments
    assert name.endswith("-2026-03-31.pdf")
    assert (content, kind) == (b"%PDF 100.00", "application/pdf")
    assert sent.extra_headers["Message-ID"] == StatementMail.objects.get().message_id


def test_mail_can_follow_a_run_without():
    marked()
    run()
    assert run("--email")[0] == 0
    assert len(mail.outbox) == 1


def test_out_holds_copies_by_account_number(place):
    customer = marked()
    run()
    run("--out", str(place / "out"))
    assert (place / "out" / f"{customer.account_number}.pdf").read_bytes() == b"%PDF 100.00"


@pytest.mark.parametrize("only", ["--only-with-balance", "--only-with-activity"])
def test_customers_with_nothing_are_skipped_and_said_so(only):
    marked(100)
    marked(0)
    code, _said = run(only)
    assert (code, states()) == (0, ["stored", "skipped"])


def test_only_the_named_customers_are_made():
    first, _second = marked(), marked()
    run("--customers", first.account_number)
    assert [one.customer for one in StatementDelivery.objects.all()] == [first]


def test_unknown_number_and_unfinished_period_are_refused():
    with pytest.raises(CommandError, match="No customer"):
        run("--customers", "nobody")
    with pytest.raises(CommandError, match="not over"):
        call_command("send_statements", "--period", "2199-01")
    assert not StatementBatch.objects.exists()


def test_dry_run_makes_nothing():
    marked()
    code, said = run("--dry-run")
    assert (code, StatementBatch.objects.exists()) == (0, False)
    assert "1 customers, 0 stored already" in said


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-01-05..2026-01-07", date(2026, 1, 5), date(2026, 1, 7)),
    ],
)
def test_periods_have_names(name, start, end):
    assert period_named(name) == Period(start, end)


@pytest.mark.parametrize("name", ["2026-13", "october", "2026-W60", "2026-02-02..2026-02-01"])
def test_other_names_are_no_periods(name):
    with pytest.raises(Refusal):
        period_named(name)


def test_one_customers_trouble_stops_no_others(monkeypatch, place):
    bad, _good = marked(100), marked(200)

    def made(statement, seller):
        if statement.customer == bad:
            raise ValueError("no glyph")
        return b"%PDF"

    monkeypatch.setattr(generation, "statement_pdf", made)
    code, said = run()
    assert (code, states()) == (1, ["failed", "stored"])
    (listed,) = (place / "media" / "statements").glob("failures-*.csv")
    assert "ValueError: no glyph" in listed.read_text()
    assert str(listed) in said
    monkeypatch.setattr(generation, "statement_pdf", lambda s, seller: b"%PDF")
    assert (run()[0], states(), listed.exists()) == (0, ["stored", "stored"], False)


def test_full_disk_stops_the_run_and_leaves_no_half_file(monkeypatch, place):
    marked()
    marked()
    real, written = os.fsync, []

    def full(number):
        written.append(number)
        if len(written) > 2:  # the first file and its folder
            raise OSError(errno.ENOSPC, "No space left on device")
        real(number)

    monkeypatch.setattr(storage.os, "fsync", full)
    code, said = run("--email")
    assert (code, states()) == (1, ["stored", "queued"])
    assert "disk is full" in said
    assert len(list((place / "media").rglob("*.*"))) - len(list(place.rglob("failures*"))) == 1
    monkeypatch.setattr(storage.os, "fsync", real)
    assert (run("--email")[0], states()) == (0, ["stored", "stored"])
    assert len(mail.outbox) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")
def test_run_goes_on_where_a_really_full_disk_stopped_it(monkeypatch, settings, place):
    disk = place / "small"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk], check=True)
    try:
        settings.MEDIA_ROOT = disk
        monkeypatch.setattr(storage, "RESERVE_BYTES", 0)
        monkeypatch.setattr(generation, "statement_pdf", lambda s, seller: b"%PDF" * 10_000)
        for _number in range(6):
            marked()
        assert (run("--email")[0], states()) == (1, ["stored"] * 3 + ["queued"] * 3)
        assert not list(disk.rglob("*.tmp"))
        subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
        assert (run("--email")[0], states()) == (0, ["stored"] * 6)
        assert len(mail.outbox) == 6
    finally:
        subprocess.run(["umount", disk], check=True)


def test_too_little_free_space_stops_before_anything_is_written(monkeypatch, place):
    marked()
    monkeypatch.setattr(storage, "RESERVE_BYTES", 2**60)
    assert (run()[0], states()) == (1, ["queued"])
    assert not list(place.rglob("*.pdf"))


def test_file_is_whole_or_absent(place, monkeypatch):
    path = place / "a.pdf"
    write_whole(path, b"old")
    monkeypatch.setattr(storage.os, "fsync", lambda _: (_ for _ in ()).throw(OSError("gone")))
    with pytest.raises(OSError, match="gone"):
        write_whole(path, b"new")
    assert ([one.name for one in place.iterdir()], path.read_bytes()) == (["a.pdf"], b"old")


def test_dead_mail_server_leaves_mails_waiting_with_their_message_ids(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    marked()
    marked()
    code, said = run("--email")
    assert (code, states()) == (1, ["stored", "stored"])
    assert "does not answer" in said
    waiting = list(StatementMail.objects.order_by("pk"))
    assert [one.attempts for one in waiting] == [1, 0]
    assert waiting[0].next_attempt_at
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run("--email")[0] == 0
    sent = [one.extra_headers["Message-ID"] for one in mail.outbox]
    assert sent == [one.message_id for one in waiting]


def test_refused_address_fails_alone(monkeypatch):
    marked(100, "bad@example.com")
    marked(100, "good@example.com")
    real = mail.EmailMultiAlternatives.send

    def send(self):
        if self.to == ["bad@example.com"]:
            raise smtplib.SMTPRecipientsRefused({"bad@example.com": (550, b"unknown")})
        return real(self)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", send)
    assert run("--email")[0] == 1
    mails = StatementMail.objects.order_by("pk")
    assert [one.state for one in mails] == ["failed", "sent"]


def test_altered_file_is_not_mailed():
    marked()
    run()
    stored_path(StatementDelivery.objects.get().path).write_bytes(b"other")
    assert run("--email")[0] == 1
    assert not mail.outbox
    assert "Altered" in StatementMail.objects.get().reason


def test_queries_grow_by_chunks_and_not_by_customers():
    for _number in range(3):
        make_customer()
    counts = []
    for more in (0, CHUNK - 10):
        for _number in range(more):
            make_customer()
        batch = batch_for(Kind.BALANCE_FORWARD, PERIOD, today=date(2026, 5, 1))
        add_customers(batch, Customer.objects.all())
        for chunk in unfinished(batch, None, BatchOptions()):
            with CaptureQueriesContext(connection) as queries:
                make_chunk(batch.pk, chunk, BatchOptions())
            counts.append(len([q for q in queries if "SAVEPOINT" not in q["sql"]]))
    assert set(counts) == {10}, counts


@pytest.mark.parametrize(
    ("frequency", "today", "period"),
    [
        ("monthly", date(2024, 3, 1), Period(date(2024, 2, 1), date(2024, 2, 29))),
        ("monthly", date(2024, 3, 6), None),
        ("quarterly", date(2026, 1, 2), Period(date(2025, 10, 1), date(2025, 12, 31))),
        ("weekly", date(2026, 11, 23), Period(date(2026, 11, 16), date(2026, 11, 22))),
        ("never", date(2026, 1, 1), None),
    ],
)
def test_periods_end_for_those_who_chose_them(frequency, today, period):
    assert ended_period(frequency, today) == period


@pytest.mark.django_db(transaction=True)
class TestProcesses:
    """Real processes, real kills."""

    def begin(self, monkeypatch, *arguments: str, pdfs: int):
        """The command in a process of its own, which makes so many PDFs and waits at the next;
        the process, an event it sets when it waits, and one that lets it go on."""
        context = get_context("fork")
        waits, may_go_on, made = context.Event(), context.Event(), count()

        def paused(statement, seller):
            if next(made) == pdfs:
                waits.set()
                assert may_go_on.wait(PATIENCE_SECONDS)
            return f"%PDF {statement.closing}".encode()

        monkeypatch.setattr(generation, "statement_pdf", paused)
        connection.close()
        process = context.Process(target=_exit_with, args=(arguments,))
        process.start()
        return process, waits, may_go_on

    def test_killed_run_is_finished_by_the_next(self, monkeypatch, settings, place):
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        settings.EMAIL_FILE_PATH = place / "mails"
        # One statement in each chunk, so that the kill falls between some that are noted.
        monkeypatch.setattr("billing.statements.batches.batch.CHUNK", 1)
        for number in range(6):
            marked(100 + number)
        process, waits, _may_go_on = self.begin(monkeypatch, "--email", pdfs=3)
        assert waits.wait(PATIENCE_SECONDS)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        # The server learns of the death a moment later, and only then lets go of the lock.
        until(lambda: not _is_taken(StatementBatch.objects.get()))
        assert states() == ["stored"] * 3 + ["queued"] * 3
        monkeypatch.setattr(generation, "statement_pdf", lambda s, seller: b"%PDF")
        code, said = run("--email")
        assert code == 0, said
        assert states() == ["stored"] * 6
        mails = sum(one.read_text().count("Message-ID:") for one in (place / "mails").iterdir())
        assert mails == 6

    def test_second_run_at_once_says_so_and_exits_3(self, monkeypatch):
        marked()
        process, waits, may_go_on = self.begin(monkeypatch, pdfs=0)
        assert waits.wait(PATIENCE_SECONDS)
        code, said = run()
        may_go_on.set()
        process.join()
        assert (code, process.exitcode) == (3, 0)
        assert "another run" in said

    def test_two_processes_make_each_once(self, monkeypatch):
        monkeypatch.setattr("billing.statements.batches.batch.CHUNK", 2)
        for _number in range(7):
            marked()
        process, waits, may_go_on = self.begin(monkeypatch, "--workers", "2", pdfs=1)
        assert waits.wait(PATIENCE_SECONDS)  # while one waits, the other makes what it has
        may_go_on.set()
        process.join(PATIENCE_SECONDS)
        assert (process.exitcode, states()) == (0, ["stored"] * 7)

    def test_same_chunk_twice_at_once_is_made_once(self, monkeypatch):
        marked()
        batch = batch_for(Kind.BALANCE_FORWARD, PERIOD, today=date(2026, 5, 1))
        add_customers(batch, Customer.objects.all())
        (chunk,) = unfinished(batch, None, BatchOptions())
        made = []

        def once(statement, seller):
            made.append(statement)
            until(lambda: lock_is_awaited() or len(made) == 2)
            return b"%PDF"

        monkeypatch.setattr(generation, "statement_pdf", once)

        def work():
            make_chunk(batch.pk, chunk, BatchOptions(email=True))
            connection.close()

        threads = [threading.Thread(target=work) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(made), len(mail.outbox)) == (1, 1)


def _exit_with(arguments: tuple[str, ...]) -> None:
    # After browser tests Django keeps a connection for the loop's context and one for the thread,
    # and a forked process would see the other one: our own, lock and all.
    connection.connection = None
    code, _said = run(*arguments)
    os._exit(code)


def _is_taken(batch: StatementBatch) -> bool:
    """Asks by taking it for a moment: a run that begins just then would give up."""
    with alone_on(batch.pk) as is_alone:
        return not is_alone
