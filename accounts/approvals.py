"""Four eyes: what one member of staff asks for and another approves or declines.

A request is carried out in the transaction that approves it, so it happens exactly once or not at
all. The database refuses a decision by the person who asked, and a second decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Approval, Customer, Organization, User
from accounts.staff import staff_with
from portal.kit.messages.mail import absolute, send_mail_to
from portal.kit.web.refusals import Refusal

State = Approval.State
DECIDE = "accounts.decide_approval"


@dataclass(frozen=True, slots=True)
class Work:
    """What approving a kind of request needs and does.

    `permission` is needed beside the right to decide. `run` carries the request out, in the
    approving transaction, and returns what came of it as a sentence; it raises Refusal when that
    is no longer possible, and then nothing is approved.
    """

    permission: str
    run: Callable[[Approval], str]


_work: dict[str, Work] = {}


def register(kind: Approval.Kind, work: Work) -> None:
    """Called once a kind, when the app that carries it out is ready."""
    _work[kind] = work


@transaction.atomic
def ask(
    kind: Approval.Kind,
    *,
    by: User,
    object_id: object,
    subject: str,
    new: Mapping[str, Any],
    old: Mapping[str, Any] | None = None,
    reason: str,
    customer: Customer | None = None,
    amount: Decimal | None = None,
    currency: str = "",
) -> Approval:
    """Put the request before those who may decide it, and mail them.

    Raises Refusal while another request about the same object waits.
    """
    try:
        with transaction.atomic():
            approval = Approval.objects.create(
                kind=kind,
                object_id=str(object_id),
                subject=subject[:200],
                customer=customer,
                amount=amount,
                currency=currency,
                old=dict(old or {}),
                new=dict(new),
                reason=reason[:200],
                asked_by=by,
            )
    except IntegrityError as error:
        raise Refusal(
            _("A request about this is already awaiting approval. It has to be decided first.")
        ) from error
    for person in deciders_of(approval):
        _mail(person, "mail/accounts/approval_asked", approval)
    return approval


def deciders_of(approval: Approval) -> QuerySet[User]:
    """Who may decide it: everybody with the rights but the person who asked."""
    people = staff_with(DECIDE, _work[approval.kind].permission)
    return people.exclude(pk=approval.asked_by_id)


def may_decide(user: User, approval: Approval) -> bool:
    """Whether this person may approve or decline it. Asks the database for their rights."""
    is_other = user.pk != approval.asked_by_id
    return is_other and user.has_perms([DECIDE, _work[approval.kind].permission])


@transaction.atomic
def approve(approval: Approval, *, by: User) -> str:
    """Carry it out, and tell who asked. Returns what came of it, as a sentence.

    Raises Refusal when it was decided before, when `by` may not decide it, and when what was
    asked for is no longer possible.
    """
    approval = _locked(approval)
    _check(approval, by)
    _decide(approval, State.APPROVED, by)
    outcome = _work[approval.kind].run(approval)
    _mail(approval.asked_by, "mail/accounts/approval_decided", approval, outcome=outcome)
    return outcome


@transaction.atomic
def decline(approval: Approval, *, by: User, reason: str) -> None:
    """Leave everything as it is, and tell who asked why. Raises Refusal as `approve` does."""
    approval = _locked(approval)
    _check(approval, by)
    _decide(approval, State.DECLINED, by, reason)
    _mail(approval.asked_by, "mail/accounts/approval_decided", approval, outcome=reason)


@transaction.atomic
def withdraw(approval: Approval, *, by: User) -> None:
    """Ask for it no more. Raises Refusal when it was decided, or when somebody else asked."""
    approval = _locked(approval)
    if approval.asked_by_id != by.pk:
        raise Refusal(_("Only the requester can withdraw a request."))
    _decide(approval, State.WITHDRAWN, None)


def waiting_for(kind: Approval.Kind, object_id: object) -> Approval | None:
    """The request about this object that waits."""
    waiting = Approval.objects.filter(kind=kind, object_id=str(object_id), state=State.WAITING)
    return waiting.select_related("asked_by").first()


def asked_sentence(approval: Approval) -> str:
    """What the person who asked reads, with a warning where nobody else may decide."""
    if not deciders_of(approval).exists():
        return _(
            "This needs a second person's approval, but no one else can give it yet. Ask an "
            "administrator to give someone the permission to approve."
        )
    return _("This needs a second person's approval. We have emailed the approvers.")


def _check(approval: Approval, by: User) -> None:
    if approval.asked_by_id == by.pk:
        raise Refusal(_("You requested this yourself, so someone else must decide."))
    if not may_decide(by, approval):
        raise Refusal(_("You don't have permission to decide this."))


def _decide(approval: Approval, state: State, by: User | None, outcome: str = "") -> None:
    approval.state, approval.decided_by, approval.outcome = state, by, outcome[:300]
    approval.save(update_fields=["state", "decided_by", "outcome"])


def _locked(approval: Approval) -> Approval:
    rows = Approval.objects.select_for_update(of=("self",))
    locked = rows.select_related("asked_by", "customer").get(pk=approval.pk)
    if not locked.is_waiting:
        raise Refusal(_("This request has already been decided or withdrawn."))
    return locked


def _mail(person: User, template: str, approval: Approval, *, outcome: str = "") -> None:
    url = reverse("admin:accounts_approval_change", args=[approval.pk])
    known = {
        "organization": Organization.current(),
        "person": person,
        "approval": approval,
        "is_approved": approval.state == State.APPROVED,
        "outcome": outcome,
        "url": absolute(url),
    }
    send_mail_to(person.email, template, known)
