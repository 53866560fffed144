"""The roles of the seller's people: groups of rights, each written down here once.

A right is a letter for each model: v(iew), a(dd), c(hange), d(elete). What a role says of an app
holds for each of its models, also those that come later; what it says of a model holds alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model

ACTIONS = {"v": "view", "a": "add", "c": "change", "d": "delete"}
EVERYTHING = "vacd"
# Our own. Groups are handed out by superusers alone (accounts/admin/people/group.py).
ROOMS = ("accounts", "billing", "catalog", "orders", "support")
# Written by nobody, whatever a role says of its app.
KEPT_BY_THE_LEDGER = dict.fromkeys(
    (
        "accounts.auditevent",
        "billing.accountbalance",
        "billing.dailytotal",
        "billing.duetotal",
        "billing.journalentry",
        "billing.openitem",
        "billing.posting",
        "billing.storeddocument",
    ),
    "v",
)
LOOK_AT_ALL = dict.fromkeys(ROOMS, "v")
DOCUMENTS = (
    "billing.invoice",
    "billing.invoiceline",
    "billing.creditnote",
    "billing.creditnoteline",
    "billing.retainer",
    "billing.retainerline",
)
# What of a customer is changed on the customer's own page.
ADDRESS_BOOK = {"accounts.address": EVERYTHING, "accounts.contactperson": EVERYTHING}


@dataclass(frozen=True, slots=True)
class Role:
    """`rights` by app or model; `special` are rights of their own, such as
    `accounts.invite_person`."""

    name: str
    purpose: str
    rights: Mapping[str, str]
    special: frozenset[str] = frozenset()
    has_every_special: bool = field(default=False)

    def letters(self, model: type[Model]) -> str:
        """What the role may do with this model."""
        options = model._meta  # noqa: SLF001 - Django's documented name
        label, app = options.label_lower, options.app_label
        if app not in ROOMS:
            return ""
        letters = self.rights.get(label, self.rights.get(app, ""))
        most = KEPT_BY_THE_LEDGER.get(label, EVERYTHING)
        return "".join(letter for letter in letters if letter in most)

    def permissions(self) -> set[str]:
        """All of them, as `app.codename`."""
        found = set(self.special)
        for model in apps.get_models():
            options = model._meta  # noqa: SLF001 - Django's documented name
            found |= {
                f"{options.app_label}.{ACTIONS[letter]}_{options.model_name}"
                for letter in self.letters(model)
            }
            if self.has_every_special and options.app_label in ROOMS:
                found |= {f"{options.app_label}.{name}" for name, _label in options.permissions}
        return found


ROLES = (
    Role(
        "Sales",
        "customers, catalogue, prices to look at, estimates and orders",
        {
            **LOOK_AT_ALL,
            **ADDRESS_BOOK,
            "accounts.customer": "vac",
            "accounts.membership": "va",
            "accounts.accessrequest": "vc",
            "accounts.changerequest": "vc",
            "accounts.customernote": "va",
            "catalog": EVERYTHING,
            "catalog.price": "v",
            "catalog.pricelist": "v",
            "catalog.contractprice": "v",
            "catalog.taxcode": "v",
            "catalog.shopsettings": "v",
            "orders": "vac",
            "orders.ordersettings": "v",
            "support": "vac",
        },
        frozenset({"accounts.invite_person", "accounts.view_as_customer"}),
    ),
    Role(
        "Receivables",
        "documents, payments, credit limits, holds, statements and collecting",
        {
            **LOOK_AT_ALL,
            **ADDRESS_BOOK,
            "accounts.customer": "vc",
            "accounts.changerequest": "vc",
            "accounts.customernote": "va",
            "accounts.sharedlink": "vac",
            "billing": "vac",
            **dict.fromkeys(DOCUMENTS, EVERYTHING),
            "billing.partialpaymentrule": EVERYTHING,
            "billing.methodrule": EVERYTHING,
            "support": "vac",
        },
        frozenset(
            {
                "accounts.change_credit_limit",
                "accounts.invite_person",
                "accounts.view_as_customer",
            }
        ),
    ),
    Role(
        "Support",
        "conversations, documents, people's access; looks at the rest",
        {
            **LOOK_AT_ALL,
            "accounts.contactperson": EVERYTHING,
            "accounts.membership": "vac",
            "accounts.accessrequest": "vc",
            "accounts.user": "vc",
            "accounts.customernote": "va",
            "support": "vac",
        },
        frozenset({"accounts.invite_person", "accounts.view_as_customer"}),
    ),
    Role("Auditor", "looks at everything and changes nothing", LOOK_AT_ALL),
    Role(
        "Administrator",
        "everything but handing out rights, which superusers do",
        dict.fromkeys(ROOMS, EVERYTHING),
        has_every_special=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What making a role changed, or would change."""

    role: Role
    is_new: bool
    added: list[str]
    removed: list[str]


@transaction.atomic
def make_roles(*, keep_extra: bool = False, dry_run: bool = False) -> list[Difference]:
    """Give each role's group its rights, and take those it is not to have unless `keep_extra`.
    Doing it again changes nothing."""
    known = {
        f"{one.content_type.app_label}.{one.codename}": one
        for one in Permission.objects.select_related("content_type")
    }
    return [_make(role, known, keep_extra=keep_extra, dry_run=dry_run) for role in ROLES]


def _make(
    role: Role, known: Mapping[str, Permission], *, keep_extra: bool, dry_run: bool
) -> Difference:
    group = Group.objects.filter(name=role.name).first()
    present = _present(group) if group else set()
    wanted = role.permissions() & known.keys()
    added, removed = wanted - present, set() if keep_extra else present - wanted
    if not dry_run:
        group = group or Group.objects.create(name=role.name)
        group.permissions.add(*_rows(added, known))
        group.permissions.remove(*_rows(removed, known))
    return Difference(role, not present and bool(added), sorted(added), sorted(removed))


def _present(group: Group) -> set[str]:
    rows = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


def _rows(names: Iterable[str], known: Mapping[str, Permission]) -> list[Permission]:
    return [known[name] for name in names]
