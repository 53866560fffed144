"""Documents that the seller asks a customer for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal
from support.documents.sharing import NewDocument, add_version, share_document
from support.models import DocumentRequest
from support.models.thread import Side

Status = DocumentRequest.Status


@dataclass(frozen=True, slots=True)
class NewRequest:
    title: str
    type: str
    explanation: str = ""
    due_on: date | None = None


@transaction.atomic
def ask_for_document(new: NewRequest, *, customer: Customer, by: User) -> DocumentRequest:
    """Stands on the customer's profile until it is there; the customer is told by mail."""
    request: DocumentRequest = DocumentRequest.objects.create(
        customer=customer,
        type=new.type,
        title=new.title,
        explanation=new.explanation,
        due_on=new.due_on,
        asked_by=by,
    )
    announce("support.document-asked", request.pk)
    return request


@transaction.atomic
def answer_request(
    request: DocumentRequest, *, upload: UploadedFile, by: User, valid_until: date | None = None
) -> DocumentRequest:
    """The customer has uploaded it; staff look at it next. Raises UploadRefused for a file that is
    not taken, Refusal where nothing is asked for any more."""
    request = _locked(request)
    if request.status not in {Status.ASKED, Status.UPLOADED}:
        raise Refusal(_("This document is no longer needed."))
    if request.document is None:
        new = NewDocument(title=request.title, type=request.type, valid_until=valid_until)
        request.document = share_document(
            new, customer=request.customer, upload=upload, side=Side.CUSTOMER, by=by
        )
    else:
        add_version(request.document, upload=upload, by=by, valid_until=valid_until)
    request.status, request.reason = Status.UPLOADED, ""
    request.save(update_fields=["status", "reason", "document"])
    return request


@transaction.atomic
def accept_request(request: DocumentRequest) -> DocumentRequest:
    """It is what was asked for. Raises Refusal where nothing waits for that."""
    request = _locked(request)
    _require_uploaded(request)
    request.status = Status.ACCEPTED
    request.save(update_fields=["status"])
    return request


@transaction.atomic
def decline_request(request: DocumentRequest, *, reason: str) -> DocumentRequest:
    """It is not; the customer reads why and uploads another. Raises Refusal where nothing waits
    for that."""
    request = _locked(request)
    _require_uploaded(request)
    request.status, request.reason = Status.ASKED, reason
    request.save(update_fields=["status", "reason"])
    announce("support.document-asked", request.pk)
    return request


@transaction.atomic
def withdraw_request(request: DocumentRequest) -> DocumentRequest:
    """It is no longer needed. Raises Refusal for one that was accepted."""
    request = _locked(request)
    if request.status == Status.ACCEPTED:
        raise Refusal(_("This document has already been accepted."))
    request.status = Status.WITHDRAWN
    request.save(update_fields=["status"])
    return request


def _require_uploaded(request: DocumentRequest) -> None:
    if request.status != Status.UPLOADED:
        raise Refusal(_("There is no document to review."))


def _locked(request: DocumentRequest) -> DocumentRequest:
    locked = DocumentRequest.objects.select_for_update(no_key=True, of=("self",))
    found: DocumentRequest = locked.select_related("customer", "document").get(pk=request.pk)
    return found
