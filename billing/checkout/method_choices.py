"""The ways to pay as the page for paying shows them: saved methods first, then new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.models import SavedMethod
from billing.payments.rules import MethodOffer

SAVED = "saved-"
# The pictures in static/img/marks, by the first word of a saved card's name.
BRANDS = {"visa": "visa", "mastercard": "mastercard", "american": "amex", "amex": "amex"}
MARKS = {"card": "card", "bank_debit": "bank", "bank_transfer": "transfer"}
KEPT = frozenset({"card", "bank_debit"})


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """A way to pay, as a radio button: `value` is sent, `kind` is the offered method, `mark` its
    picture, and `refusal` says why it cannot be used. `saved` is charged as it is; another, of a
    kind that `can_be_kept`, may be saved."""

    value: str
    kind: str
    label: str
    hint: str
    mark: str
    refusal: str
    is_chosen: bool
    saved: SavedMethod | None = None
    can_be_kept: bool = False


def choices_for(
    offers: Sequence[MethodOffer],
    charge: Decimal,
    *,
    chosen: str,
    usual: str,
    saved: Sequence[SavedMethod] = (),
) -> list[MethodChoice]:
    """The offers as radio buttons; one that can be used is chosen: what was chosen before, else
    the default of the saved ones, else what is usual for the customer.

    A saved method is offered where a new one of its kind would be.
    """
    by_method = {offer.method.value: offer for offer in offers}
    offered = [method for method in saved if method.kind in by_method]
    refusals = {
        **{saved_value(one): by_method[one.kind].refusal(charge) for one in offered},
        **{value: offer.refusal(charge) for value, offer in by_method.items()},
    }
    open_values = [value for value, refusal in refusals.items() if not refusal]
    preferred = [saved_value(one) for one in offered if one.is_default]
    wanted = next((value for value in (chosen, *preferred, usual) if value in open_values), None)
    ticked = wanted or next(iter(open_values), None)
    choices = [
        MethodChoice(
            value=saved_value(one),
            kind=one.kind,
            label=one.label,
            hint=_saved_hint(one),
            mark=mark_of(one),
            refusal=refusals[saved_value(one)],
            is_chosen=saved_value(one) == ticked,
            saved=one,
        )
        for one in offered
    ]
    return choices + [
        MethodChoice(
            value=value,
            kind=value,
            label=_label(offer, offered),
            hint=_hint(offer),
            mark=MARKS[value],
            refusal=refusals[value],
            is_chosen=value == ticked,
            can_be_kept=value in KEPT,
        )
        for value, offer in by_method.items()
    ]


def saved_value(method: SavedMethod) -> str:
    """What its radio button sends."""
    return f"{SAVED}{method.pk}"


def mark_of(method: SavedMethod) -> str:
    """The picture of its brand, or of its kind where the brand has none."""
    brand = method.label.partition(" ")[0].lower()
    return BRANDS.get(brand, MARKS[method.kind])


def _label(offer: MethodOffer, saved: Sequence[SavedMethod]) -> str:
    others = {
        "card": _("Another card"),
        "bank_debit": _("Another bank account"),
    }
    has_one = any(one.kind == offer.method.value for one in saved)
    return others[offer.method.value] if has_one else str(offer.method.label)


def _saved_hint(method: SavedMethod) -> str:
    if method.kind == SavedMethod.Kind.BANK_DEBIT:
        hint = _("takes a few days")
    elif method.expires_on is None:
        hint = ""
    else:
        hint = _("expires %(month)s") % {"month": f"{method.expires_on:%m/%Y}"}
    if not method.is_default:
        return hint[:1].upper() + hint[1:]
    return _("Default · %(hint)s") % {"hint": hint} if hint else _("Default")


def _hint(offer: MethodOffer) -> str:
    return {
        "card": _("On our card processor’s page"),
        "bank_debit": _("From your bank account, takes a few days"),
        "bank_transfer": _("From your bank, 1–2 working days"),
    }[offer.method.value]
