"""What the lines of a statement are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from billing.statements.figures import Movement, OpenLine


def movement_name(movement: Movement) -> str:
    """`Invoice`, `Payment`, `Refund`, or `Invoice voided` for what was undone."""
    if movement.entry_kind == "reversal":
        return {
            "invoice": _("Invoice voided"),
            "credit_note": _("Credit note voided"),
            "payment": _("Payment returned"),
            "refund": _("Refund undone"),
            "dispute": _("Dispute won"),
            "write_off": _("Write-off undone"),
        }.get(movement.undone_kind, _("Reversal"))
    return {
        "invoice": _("Invoice"),
        "credit_note": _("Credit note"),
        "payment": _("Payment"),
        "refund": _("Refund"),
        "dispute": _("Payment taken back by the bank"),
        "write_off": _("Write-off"),
    }.get(movement.entry_kind, _("Other"))


def item_name(line: OpenLine) -> str:
    """What an open item is: what is unused of a payment is a deposit."""
    return {
        "invoice": _("Invoice"),
        "credit_note": _("Credit note"),
        "payment": _("Deposit"),
    }[line.item_kind]
