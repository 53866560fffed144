"""What people take away from a list, and whether they get it at once or by a worker."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import IO

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from accounts.access import allows, membership_for
from accounts.groups import group_of
from accounts.models import Customer, Organization, User
from accounts.verbs import Verb
from billing.downloads.invoice_bundles import MAX_INVOICES, invoices_of, joined, unmade_of, zipped
from billing.lists.definitions import INVOICES, LISTS, DocumentList
from billing.lists.requested import AskedDocuments, ask
from billing.models import Export, Invoice, OpenItem
from portal.kit.files.spreadsheets import XLSX_TYPE, Row, csv_lines, xlsx_file
from portal.kit.files.storage import check_space, media_path, write_whole
from portal.kit.messages.mail import absolute, send_mail_to
from portal.kit.web.refusals import Refusal

TASK = "billing.tasks.make_export"
MAIL_TASK = "billing.tasks.mail_export"
MAIL = "mail/billing/export_ready"
# Somebody who stays on the page has the file long before.
WAITS_FOR_SECONDS = 60
FOLDER = "exports"
KEPT = timedelta(days=7)
# Above these a person would wait too long for the answer.
MAX_ROWS_AT_ONCE = 10_000
MAX_RENDERED_AT_ONCE = 20
# So many of one person's exports may be waiting.
MAX_WAITING = 3
PIECE = 64 * 1024

WHICH = ("shown", "all", "ticked")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX_TYPE,
    "pdf": "application/pdf",
    "zip": "application/zip",
}
BUNDLES = ("pdf", "zip")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Which rows of a list, and as what: written `invoices.shown.csv`.

    `params` are the list's own, and the numbers of what was ticked.
    """

    source: DocumentList
    which: str
    format: str
    params: QueryDict

    @classmethod
    def read(cls, text: str, params: QueryDict) -> ExportRequest | None:
        """None when it makes no sense."""
        name, _dot, rest = text.partition(".")
        which, _dot, file_format = rest.partition(".")
        chosen = LISTS.get(name)
        if chosen is None or which not in WHICH or file_format not in TYPES:
            return None
        if file_format in BUNDLES and (chosen is not INVOICES or which == "all"):
            return None
        return cls(chosen, which, file_format, params)

    def __str__(self) -> str:
        return f"{self.source.name}.{self.which}.{self.format}"

    @property
    def numbers(self) -> list[str]:
        """What is ticked, by number."""
        found = self.params.getlist("invoice") + self.params.getlist("number")
        return [number for number in found if "\x00" not in number]

    @property
    def title(self) -> str:
        return f"{self.source.label} ({self.format.upper()})"

    @property
    def file_name(self) -> str:
        return f"{self.source.label}-{timezone.localdate().isoformat()}"

    def asked(
        self, companies: Sequence[Customer], today: date
    ) -> tuple[AskedDocuments, QuerySet[OpenItem]]:
        """The list to take and its rows, of these companies.

        Raises Refusal where the ticked ones are asked for and nothing is ticked.
        """
        params = self.params if self.which == "shown" else QueryDict("status=all")
        found = ask(self.source, params, companies=companies, today=today)
        items = found.asked.all()
        if self.which == "ticked":
            if not self.numbers:
                raise Refusal(_("Select what you want to download."))
            items = items.filter(number__in=self.numbers)
        return found, items


@dataclass(frozen=True, slots=True)
class PreparedExport:
    """A request that has been looked at: its rows, and whether a worker should make it."""

    export_request: ExportRequest
    asked: AskedDocuments
    items: QuerySet[OpenItem]
    invoices: list[Invoice]
    is_long: bool
    seller: Organization

    @property
    def details(self) -> dict[str, object]:
        """What the history says of it."""
        return {"numbers": [one.number for one in self.invoices]} if self.invoices else {}

    def pieces(self) -> Iterator[bytes]:
        """The file, piece by piece."""
        if self.export_request.format == "csv":
            for line in csv_lines(self.asked.headings(), self._rows()):
                yield line.encode()
        else:
            with self.file() as file:
                while piece := file.read(PIECE):
                    yield piece

    def file(self) -> IO[bytes]:
        """An XLSX, PDF or ZIP as an open file, whole."""
        if self.export_request.format == "xlsx":
            return xlsx_file(self.export_request.source.label, self.asked.headings(), self._rows())
        if self.export_request.format == "zip":
            return zipped(self.invoices, seller=self.seller)
        return joined(
            self.invoices,
            seller=self.seller,
            title=self.export_request.source.label,
            language=translation.get_language(),
        )

    def _rows(self) -> Iterator[Row]:
        return self.asked.exported(self.items)


def prepare_export(
    export_request: ExportRequest, *, companies: Sequence[Customer], seller: Organization
) -> PreparedExport:
    """What to hand out for `take`.

    Raises Refusal where nothing is ticked, nothing is there, or more than fits in one file.
    """
    asked, found = export_request.asked(companies, seller.today())
    invoices: list[Invoice] = []
    is_long = False
    if export_request.format in BUNDLES:
        items = list(found[: MAX_INVOICES + 1])
        if not items:
            raise Refusal(_("There is no invoice to download."))
        if len(items) > MAX_INVOICES:
            raise Refusal(
                _("At most %s invoices fit in one file. Narrow the list, or select fewer.")
                % MAX_INVOICES
            )
        invoices = invoices_of(items)
        is_long = unmade_of(invoices, seller=seller) > MAX_RENDERED_AT_ONCE
    elif export_request.format == "xlsx":
        counted = found.order_by()[: MAX_ROWS_AT_ONCE + 1].count()
        is_long = counted > MAX_ROWS_AT_ONCE
    return PreparedExport(export_request, asked, found, invoices, is_long, seller)


def enqueue_export(
    export_request: ExportRequest, *, customer: Customer, asked_by: User, seen_as: User
) -> Export:
    """An export that a worker makes; the one that waits already where the same was asked.

    Raises Refusal where the person waits for too many.
    """
    waiting = Export.objects.filter(asked_by=asked_by, state=Export.State.WAITING)
    wanted = {
        "customer": customer,
        "export_request": str(export_request),
        "query": export_request.params.urlencode(),
    }
    export = waiting.filter(**wanted, asked_at__gt=timezone.now() - timedelta(hours=1)).first()
    if export is None:
        if waiting.count() >= MAX_WAITING:
            raise Refusal(_("Other files of yours are still being made. Try again in a minute."))
        with transaction.atomic():
            export = Export.objects.create(
                **wanted, asked_by=asked_by, seen_as=seen_as, language=translation.get_language()
            )
            app.configure_task(TASK).defer(export_id=str(export.pk))
    return export


def make_export(export: Export) -> None:
    """Make the file, with the rights that the person has now. A second call changes nothing."""
    if export.state == Export.State.READY:
        return
    membership = membership_for(export.seen_as, export.customer)
    export_request = ExportRequest.read(export.export_request, QueryDict(export.query))
    companies = []
    if membership is not None and export.seen_as.is_active and export_request is not None:
        group = group_of(export.customer, membership)
        companies = [one for one in group if allows(membership, Verb.SEE_BILLING, one)]
    if export_request is None or not companies:
        _fail(export, "The right to see it has ended")
        return
    try:
        with translation.override(export.language):
            found = prepare_export(
                export_request, companies=companies, seller=Organization.current()
            )
            path = path_of(export)
            check_space(path.parent)
            write_whole(path, found.pieces())
    except Refusal as refusal:
        _fail(export, refusal.sentence)
        return
    export.state, export.made_at = Export.State.READY, timezone.now()
    export.companies = [one.pk for one in companies]
    with transaction.atomic():
        export.save(update_fields=["state", "made_at", "companies"])
        later = app.configure_task(MAIL_TASK, schedule_in={"seconds": WAITS_FOR_SECONDS})
        later.defer(export_id=str(export.pk))


def fetched(export: Export) -> None:
    """The file has been taken along: no mail about it is needed any more."""
    Export.objects.filter(pk=export.pk, fetched_at=None).update(fetched_at=timezone.now())


@transaction.atomic
def mail_if_left(export: Export) -> bool:
    """Tell the person who asked and has gone that the file is ready, once. The link leads to a
    page that asks them to sign in. Whether a mail went out.

    Staff who look as a customer's person get none: their way back is not open any more.
    """
    if export.asked_by_id != export.seen_as_id or not export.asked_by.is_active:
        return False
    unfetched = Export.objects.filter(
        pk=export.pk, state=Export.State.READY, fetched_at=None, mailed_at=None
    )
    export_request = ExportRequest.read(export.export_request, QueryDict(export.query))
    if export_request is None or not unfetched.update(mailed_at=timezone.now()):
        return False
    with translation.override(export.language):
        title = export_request.title
    context = {
        "organization": Organization.current(),
        "customer": export.customer,
        "title": title,
        "kept_until": timezone.localtime(export.asked_at + KEPT).date(),
        "url": absolute(reverse("billing:export-detail", args=[export.pk])),
    }
    send_mail_to(export.asked_by.email, MAIL, context, language=export.language)
    return True


def mark_failed(export: Export) -> None:
    """Nobody tries again: say so where the person waits."""
    _fail(export, "It could not be made")


def _fail(export: Export, reason: str) -> None:
    logger.warning("Export %s: %s", export.pk, reason)
    export.state, export.reason = Export.State.FAILED, reason[:300]
    export.save(update_fields=["state", "reason"])


def path_of(export: Export) -> Path:
    """Where the file of an export lies."""
    return media_path(f"{FOLDER}/{export.pk}.{export.export_request.rpartition('.')[2]}")


def forget(exports: QuerySet[Export]) -> int:
    """End these exports and their files."""
    found = list(exports)
    for export in found:
        path_of(export).unlink(missing_ok=True)
    return Export.objects.filter(pk__in=[one.pk for one in found]).delete()[0]
