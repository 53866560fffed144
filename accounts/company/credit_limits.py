"""How much a customer may owe, and when raising it takes two people."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.approvals import Work, ask
from accounts.models import Approval, Customer, Organization, User
from accounts.models.approval_limits import is_above
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal


def needs_approval(*, old: Decimal | None, new: Decimal | None, currency: str) -> bool:
    """Whether going from `old` to `new` takes two people: a limit that is taken away (None), and
    one that is set or raised above what the organization allows one person."""
    limits = Organization.current().credit_limit_approval_above
    if not limits or new == old:
        return False
    if new is None:
        return True
    return (old is None or new > old) and is_above(limits, new, currency)


def ask_for_limit(customer: Customer, new: Decimal | None, *, by: User) -> Approval:
    """Ask a second person for `new`. Raises Refusal while another request for it waits."""
    return ask(
        Approval.Kind.CREDIT_LIMIT,
        by=by,
        object_id=customer.pk,
        subject=customer.name,
        customer=customer,
        amount=new,
        currency=customer.currency,
        old={"credit_limit": _text(customer.credit_limit)},
        new={"credit_limit": _text(new)},
        reason=_("Credit limit"),
    )


@transaction.atomic
def _carry_out(approval: Approval) -> str:
    customers = Customer.objects.select_for_update(no_key=True)
    customer = customers.get(pk=approval.customer_id or 0)
    if _text(customer.credit_limit) != approval.old["credit_limit"]:
        raise Refusal(_("The limit has changed since then. Decline the request."))
    new = approval.new["credit_limit"]
    customer.credit_limit = Decimal(new) if new is not None else None
    customer.save(update_fields=["credit_limit"])
    if customer.is_on_hold:
        announce("billing.held-account-posted", customer.pk)
    return _("The credit limit was changed.")


def _text(limit: Decimal | None) -> str | None:
    return None if limit is None else f"{limit.normalize():f}"


WORK = Work(permission="accounts.change_credit_limit", run=_carry_out)
