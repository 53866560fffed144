"""Finding one customer's document by its number."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from billing.models import OpenItem
from billing.models.document import Document

T = TypeVar("T", bound=Model)

# So many lines or allocations stand on a page; `?lines=all` shows the rest.
MOST_LINES = 200


def find_by_number(documents: QuerySet[T], number: str) -> T:
    """The document of this number among `documents`, or 404."""
    if "\x00" in number:
        raise Http404
    return get_object_or_404(documents, number=number)


def item_of(document: Document) -> OpenItem:
    """The open item of an issued document; a draft has none and is 404."""
    if document.open_item is None:
        raise Http404
    return document.open_item
