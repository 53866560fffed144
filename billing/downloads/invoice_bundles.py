"""Many invoices as one PDF or ZIP, of the stored files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from django.utils.translation import gettext as _

from accounts.models import Organization
from billing.downloads.document_pdf import count_unmade, pdfs_of
from billing.models import Invoice, OpenItem
from portal.kit.files import bundles
from portal.kit.web.downloads import safe_name

MAX_INVOICES = 200


def invoices_of(items: Sequence[OpenItem]) -> list[Invoice]:
    """The invoices of these items, in their order. One statement."""
    found = Invoice.objects.filter(open_item__in=items).select_related("open_item", "customer")
    by_item = {one.open_item_id: one for one in found}
    return [by_item[item.pk] for item in items if item.pk in by_item]


def unmade_of(invoices: Sequence[Invoice], *, seller: Organization) -> int:
    """How many of them nobody has asked for yet, so that they take a while. One statement."""
    return count_unmade(invoices, seller=seller)


def joined(
    invoices: Sequence[Invoice], *, seller: Organization, title: str, language: str
) -> IO[bytes]:
    """All of them in one PDF, each with its number as bookmark."""
    numbers = [str(one) for one in invoices]
    parts = zip(numbers, pdfs_of(invoices, seller=seller), strict=True)
    return bundles.joined_pdf(parts, title=title, language=language)


def zipped(invoices: Sequence[Invoice], *, seller: Organization) -> IO[bytes]:
    """A ZIP with a PDF for each, as an open temporary file at its start."""
    contents, label = pdfs_of(invoices, seller=seller), _("Invoice")
    return bundles.zipped(
        (f"{safe_name(f'{label}-{one.number}')}.pdf", one.issued_on, content)
        for one, content in zip(invoices, contents, strict=True)
        if one.issued_on is not None
    )
