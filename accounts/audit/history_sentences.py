"""What happened, as a sentence beside who did it: “Paid £291.68 with Visa •••• 3184”."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEvent, Customer, Role
from portal.kit.money.format import written

# By kind of event, and where a change has a kind of its own, by that (`_precise`).
SENTENCES: dict[str, Promise] = {
    "customer.added": _("Opened the account"),
    "customer.changed": _("Changed the company details"),
    "customer.rights": _("Changed what each role can do"),
    "address.added": _("Added an address in %(subject)s"),
    "address.changed": _("Changed the address in %(subject)s"),
    "address.removed": _("Deleted the address in %(subject)s"),
    "contact.added": _("Added %(subject)s as a contact person"),
    "contact.changed": _("Changed the contact person %(subject)s"),
    "contact.removed": _("Deleted the contact person %(subject)s"),
    "membership.added": _("Gave %(about)s access as %(role)s"),
    "membership.changed": _("Changed the access of %(about)s"),
    "membership.removed": _("Removed the access of %(about)s"),
    "invitation.added": _("Invited %(subject)s as %(role)s"),
    "invitation.changed": _("Resent the invitation to %(subject)s"),
    "invitation.accepted": _("Accepted the invitation to %(subject)s"),
    "invitation.withdrawn": _("Withdrew the invitation to %(subject)s"),
    "invitation.removed": _("Deleted the old invitation to %(subject)s"),
    "hold.begun": _("Put the account on hold"),
    "hold.ended": _("Lifted the hold"),
    "shared-link.added": _("Shared %(subject)s by link"),
    "shared-link.changed": _("Changed the link to %(subject)s"),
    "shared-link.opened": _("Opened the link to %(subject)s"),
    "shared-link.revoked": _("Revoked the link to %(subject)s"),
    "shared-link.removed": _("Deleted the old link to %(subject)s"),
    "erasure.added": _("Asked to delete the data of %(about)s"),
    "erasure.done": _("Deleted the data of %(about)s"),
    "erasure.declined": _("Declined to delete the data of %(about)s"),
    "erasure.withdrawn": _("Withdrew the request to delete the data of %(about)s"),
    "personal-data.downloaded": _("Downloaded their data"),
    "application.added": _("Requested access"),
    "access-request.confirmed": _("Confirmed the email address %(subject)s"),
    "change-request.added": _("Requested a change to the company details"),
    "change-request.approved": _("Approved the change to the company details"),
    "change-request.declined": _("Declined the change to the company details"),
    "change-request.withdrawn": _("Withdrew the change to the company details"),
    "person.added": _("Set up the sign-in of %(about)s"),
    "person.changed": _("Changed the sign-in of %(about)s"),
    "sign-in.done": _("Signed in"),
    "sign-in.failed": _("Failed to sign in"),
    "sign-in.ended": _("Signed out a device"),
    "second-factor.added": _("Added a second factor"),
    "second-factor.removed": _("Removed a second factor"),
    "second-factor.failed": _("Entered a wrong code"),
    "view-as.started": _("Started viewing the portal as %(about)s"),
    "view-as.ended": _("Stopped viewing the portal as %(about)s"),
    "document.downloaded": _("Downloaded %(subject)s"),
    "shared-document.shared": _("Shared %(subject)s"),
    "shared-document.version-added": _("Uploaded a new version of %(subject)s"),
    "shared-document.withdrawn": _("Withdrew %(subject)s"),
    "document.mailed": _("Emailed %(subject)s"),
    "payment-method.added": _("Saved %(subject)s"),
    "payment-method.changed": _("Updated %(subject)s"),
    "payment-method.default": _("Made %(subject)s the default payment method"),
    "payment-method.removed": _("Removed %(subject)s"),
    "partial-payment.added": _("Set a partial payment rule"),
    "partial-payment.changed": _("Changed a partial payment rule"),
    "partial-payment.removed": _("Removed a partial payment rule"),
    "autopay.added": _("Turned autopay on"),
    "autopay.changed": _("Changed autopay"),
    "autopay.ended": _("Turned autopay off"),
    "online-payment.added": _("Started a payment of %(amount)s"),
    "online-payment.changed": _("Continued the payment of %(amount)s"),
    "online-payment.succeeded": _("Paid %(amount)s"),
    "online-payment.succeeded-with": _("Paid %(amount)s with %(reason)s"),
    "online-payment.failed": _("Tried to pay %(amount)s, which failed"),
    "online-payment.cancelled": _("Cancelled the payment of %(amount)s"),
    "transfer.added": _("Announced a bank transfer of %(amount)s"),
    "transfer.changed": _("Changed the bank transfer %(subject)s"),
    "transfer.sent": _("Reported the bank transfer %(subject)s as sent"),
    "transfer.received": _("Recorded the bank transfer %(subject)s as received"),
    "transfer.cancelled": _("Cancelled the bank transfer %(subject)s"),
    "refund.added": _("Started a refund of %(amount)s"),
    "refund.changed": _("Continued the refund of %(amount)s"),
    "refund.succeeded": _("Refunded %(amount)s"),
    "refund.failed": _("The refund of %(amount)s failed"),
    "chargeback.added": _("The bank took back %(amount)s"),
    "chargeback.changed": _("The bank updated its claim to %(amount)s"),
    "chargeback.won": _("The bank gave back %(amount)s"),
    "chargeback.lost": _("The bank kept %(amount)s"),
    "dispute.raised": _("Reported a problem with %(subject)s"),
    "dispute.settled": _("Settled the problem with %(subject)s"),
    "organization.changed": _("Changed the seller's settings"),
}
# What the change is, by the column that says when it was made.
MADE = {
    "accepted_at": "accepted",
    "withdrawn_at": "withdrawn",
    "revoked_at": "revoked",
    "removed_at": "removed",
    "ended_at": "ended",
}
# Of these the sentence says all; of the others the changed fields stand beside it.
TOLD = frozenset({"online-payment", "transfer", "refund", "chargeback", "payment-method"})


def sentence_of(event: AuditEvent) -> str:
    """What was done, without who did it; "" for a kind that has no sentence. No statement if
    the event's people and customer are loaded."""
    if event.kind.startswith("payment-method.") and not _is_saved_method(event):
        return gettext("Changed the rule for %(method)s") % {"method": _method(event.subject)}
    sentence = SENTENCES.get(_precise(event)) or SENTENCES.get(event.kind)
    return str(sentence) % _words(event) if sentence else ""


def _precise(event: AuditEvent) -> str:
    """The kind; of a change, with what came of it: `online-payment.succeeded`."""
    noun, _dot, verb = event.kind.partition(".")
    after = event.after or {}
    if verb != "changed":
        return event.kind
    if after.keys() == {"role_rights"}:
        return "customer.rights"
    made = [what for column, what in MADE.items() if after.get(column)]
    state = str(after.get("state", "default" if after.get("is_default") else "changed"))
    if state == "succeeded" and after.get("reason"):
        state = "succeeded-with"
    known = (f"{noun}.{what}" for what in (*made, state))
    return next((kind for kind in known if kind in SENTENCES), event.kind)


def _is_saved_method(event: AuditEvent) -> bool:
    """Rules for methods are of the same kind, but have other columns."""
    columns = {**(event.before or {}), **(event.after or {})}.keys()
    return bool(columns & {"label", "removed_at", "is_default", "expires_on"})


def _words(event: AuditEvent) -> Mapping[str, str]:
    values: dict[str, Any] = {**(event.before or {}), **(event.after or {})}
    return {
        "subject": event.subject,
        "about": str(event.person) if event.person else event.subject,
        "role": _role(str(values.get("role", ""))),
        "amount": _amount(event, values),
        "reason": str(values.get("reason", "")),
    }


def _method(value: str) -> str:
    methods = Customer.PaymentMethod
    return str(methods(value).label).lower() if value in methods.values else value


def _role(value: str) -> str:
    return str(Role(value).label) if value in Role.values else value


def _amount(event: AuditEvent, values: Mapping[str, Any]) -> str:
    """With the account's currency; as it is written where there is none."""
    text = str(values.get("amount", event.subject))
    currency = values.get("currency") or (event.customer.currency if event.customer else "")
    try:
        return written(Decimal(text), currency) if currency else text
    except InvalidOperation:
        return text
