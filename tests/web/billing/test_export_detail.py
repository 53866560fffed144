"""The page that waits for a file, and the file: for the one who asked, while they may see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Membership, Role
from billing import tasks
from billing.declarations.retention import RULES
from billing.downloads import exports
from billing.models import Export
from tests.factories import make_customer, make_invoice, make_member, make_organization
from tests.web.billing.browsers import BACKEND, browser, text_of
from tests.web.billing.test_export_new import URL, cells_of, content_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def always_a_worker(settings, tmp_path, monkeypatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_organization()
    monkeypatch.setattr(exports, "MAX_ROWS_AT_ONCE", 0)


@pytest.fixture
def customer():
    customer = make_customer()
    make_invoice(customer, number="INV-7")
    return customer


@pytest.fixture
def client(customer) -> Client:
    make_member(customer)
    client = browser(customer, Role.VIEWER)
    client.get(URL, {"download": "invoices.all.xlsx"})
    return client


def here() -> str:
    return f"/exports/{Export.objects.get().pk}/"


class Context:
    """The job of a worker that has tried so often."""

    def __init__(self, attempts: int) -> None:
        self.job = type("Job", (), {"attempts": attempts})


def work(attempts: int = 0) -> None:
    tasks.make_export(Context(attempts), export_id=str(Export.objects.get().pk))


def test_page_waits_and_then_has_the_file(client) -> None:
    waiting = client.get(here())
    assert "We're preparing your file." in text_of(waiting)
    assert 'hx-trigger="every 3s"' in waiting.text
    assert client.get(f"{here()}file/").status_code == 404
    work()
    part = client.get(here(), headers={"HX-Request": "true", "HX-Target": "export"}).text.strip()
    assert '<div id="export"' in part
    assert "<main" not in part
    assert ("hx-trigger" in part, f'href="{here()}file/"' in part) == (False, True)
    response = client.get(f"{here()}file/")
    assert response["Content-Disposition"].endswith('.xlsx"')
    assert "INV-7" in cells_of(content_of(response))
    assert AuditEvent.objects.get(kind="document.downloaded").subject == "Invoices (XLSX)"


def test_second_run_of_the_job_changes_nothing(client) -> None:
    work()
    path = exports.path_of(Export.objects.get())
    before = path.stat().st_mtime_ns
    work()
    assert path.stat().st_mtime_ns == before


def test_colleague_and_stranger_find_nothing(client, customer) -> None:
    work()
    for other in (browser(customer), browser(make_customer())):
        assert other.get(here()).status_code == 404
        assert other.get(f"{here()}file/").status_code == 404
    assert Client().get(here()).status_code == 302


def test_right_that_has_ended_ends_the_file(client, customer) -> None:
    work()
    Membership.objects.filter(role=Role.VIEWER).update(role=Role.BUYER)
    assert client.get(f"{here()}file/").status_code == 403


def test_group_one_sees_less_of_now_ends_the_file() -> None:
    parent = make_customer()
    make_invoice(make_customer(parent=parent))
    user = make_member(parent)
    Membership.objects.update(includes_subsidiaries=True)
    client = Client()
    client.force_login(user, backend=BACKEND)
    client.get(URL, {"download": "invoices.all.xlsx"})
    work()
    assert client.get(here()).status_code == 200
    Membership.objects.update(includes_subsidiaries=False)
    assert client.get(here()).status_code == 404


def test_worker_makes_nothing_for_whom_has_no_right_any_more(client) -> None:
    Membership.objects.filter(role=Role.VIEWER).update(role=Role.BUYER)
    work()
    export = Export.objects.get()
    assert (export.state, exports.path_of(export).exists()) == ("failed", False)


def test_failure_is_told_after_the_last_attempt(client, monkeypatch) -> None:
    def fail(*args, **kwargs):
        raise OSError("disk")

    monkeypatch.setattr(exports, "write_whole", fail)
    for attempts, sentence in (
        (0, "preparing your file"),
        (tasks.LAST_ATTEMPT, "prepare your file"),
    ):
        with pytest.raises(OSError, match="disk"):
            work(attempts)
        assert sentence in text_of(client.get(here()))


def test_file_is_in_the_language_it_was_asked_in(client, monkeypatch) -> None:
    Export.objects.update(language="de")
    seen = []
    monkeypatch.setattr(
        exports.AskedDocuments,
        "headings",
        lambda asked: seen.append(exports.translation.get_language()) or [],
    )
    work()
    assert seen == ["de"]


def test_file_goes_after_a_week(client) -> None:
    work()
    path = exports.path_of(Export.objects.get())
    rule = next(rule for rule in RULES if rule.what == "files made for download")
    assert rule.forget(timezone.now() - rule.kept()) == 0
    Export.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert rule.forget(timezone.now() - rule.kept()) == 1
    assert (path.exists(), Export.objects.exists()) == (False, False)


def test_missing_export_is_not_worked_on() -> None:
    tasks.make_export(Context(0), export_id="00000000-0000-0000-0000-000000000000")


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_rows(client, customer, count, django_assert_num_queries):
    for _ in range(count):
        make_invoice(customer)
    work()
    with django_assert_num_queries(9):
        client.get(here())


# --- The mail to whoever has left ---------------------------------------------------------------


def test_who_has_left_gets_one_mail_with_a_link_that_asks_to_sign_in(client, mailoutbox) -> None:
    work()
    for _ in range(2):
        tasks.mail_export(export_id=str(Export.objects.get().pk))
    assert len(mailoutbox) == 1
    mail = mailoutbox[0]
    assert mail.to == [Export.objects.get().asked_by.email]
    assert "Invoices (XLSX)" in mail.body
    assert here() in mail.body
    assert Client().get(here()).headers["Location"].startswith("/accounts/login/")
    assert client.get(here()).status_code == 200


def test_who_has_the_file_gets_none(client, mailoutbox) -> None:
    work()
    content_of(client.get(f"{here()}file/"))
    tasks.mail_export(export_id=str(Export.objects.get().pk))
    assert mailoutbox == []


def test_nobody_is_told_of_a_file_that_is_not_there(client, mailoutbox) -> None:
    tasks.mail_export(export_id=str(Export.objects.get().pk))
    assert mailoutbox == []


def test_nobody_who_has_been_let_go_is_told(client, mailoutbox) -> None:
    work()
    Export.objects.get().asked_by.__class__.objects.update(is_active=False)
    tasks.mail_export(export_id=str(Export.objects.get().pk))
    assert mailoutbox == []


def test_link_offers_to_switch_to_the_company_it_is_of(client, customer) -> None:
    """A person of two companies opens the mail while working for the other."""
    person = Export.objects.get().asked_by
    other = make_customer()
    Membership.objects.create(user=person, customer=other, role=Role.OWNER)
    client.post("/company/switch/", {"customer": other.pk})
    response = client.get(here())
    assert response.status_code == 409
    assert customer.name in text_of(response)
