"""Who can sign in to the demo. One password for all, which no real portal accepts."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from accounts.membership.people import set_email
from accounts.models import Customer, Membership, Role, User
from portal.kit.messages.mail import absolute

PASSWORD = "foyer-demo-2026"  # noqa: S105 - printed on purpose; the command refuses to run in earnest
# A real link holds a random secret; this one is known, so that its address can be printed.
SHARED_SECRET = "demo-link-to-one-invoice"  # noqa: S105 - printed on purpose, as the password
STAFF = "staff@example.com"
# The staff's authenticator: add it to an app, or ask `demo_data --code`.
STAFF_SECRET = "FOYERDEMOFOYERDEMOFOYERDEMO2345A"  # noqa: S105 - printed on purpose, as above


@dataclass(frozen=True, slots=True)
class Login:
    """A person, and their role in companies by key. `about` says what to see with it."""

    email: str
    name: str
    about: str
    roles: tuple[tuple[str, Role], ...] = ()


LOGINS = [
    Login(
        "owner@example.com",
        "Olive Bramwell",
        "owner of the busiest account; Visa 3184 asks for 3-D Secure",
        (("bramblewick", Role.OWNER),),
    ),
    Login(
        "accounts@example.com",
        "Arthur Ledgerwood",
        "sees and pays, same account",
        (("bramblewick", Role.ACCOUNTS),),
    ),
    Login(
        "buyer@example.com",
        "Bea Stockton",
        "orders, no invoices, same account",
        (("bramblewick", Role.BUYER),),
    ),
    Login(
        "viewer@example.com",
        "Vic Looker",
        "looks only, same account",
        (("bramblewick", Role.VIEWER),),
    ),
    Login(
        "group@example.com",
        "Gwen Pairman",
        "two companies, with the switcher",
        (("bramblewick", Role.ACCOUNTS), ("online", Role.OWNER)),
    ),
    Login(
        "new@example.com",
        "Nia Newcombe",
        "a new account with nothing on it",
        (("fern", Role.OWNER),),
    ),
    Login("hold@example.com", "Hal Holding", "an account on hold", (("kettle", Role.OWNER),)),
    Login(
        "late@example.com", "Lena Late", "overdue in every ageing bucket", (("marlow", Role.OWNER),)
    ),
    Login(
        "credit@example.com", "Cleo Creditor", "the seller owes them", (("tidewater", Role.OWNER),)
    ),
    Login(
        "farm@example.com", "Rory Retayne", "retainers and deposits", (("pennyfield", Role.OWNER),)
    ),
    Login("prompt@example.com", "Paula Prompt", "everything paid", (("oakhollow", Role.OWNER),)),
    Login("euro@example.com", "Élodie Marchand", "account in euros", (("lumiere", Role.OWNER),)),
    Login(
        "yen@example.com", "Yuki Endo", "account in yen, no decimals", (("kitsune", Role.OWNER),)
    ),
    Login(
        "dinar@example.com",
        "Dana Al Sabah",
        "account in dinars, three decimals",
        (("alnoor", Role.OWNER),),
    ),
    Login(
        "usd@example.com",
        "Hank Harlow",
        "account in dollars, pays by bank debit (ACH)",
        (("harborlight", Role.OWNER),),
    ),
    Login(
        "long@example.com",
        "Maximilian Fitzwilliam-Featherstonehaugh",
        "a very long name, huge amounts",
        (("ironmongers", Role.OWNER),),
    ),
    Login(STAFF, "Stella Quayle", "staff: everything, at /staff/"),
]


def make_people(companies: dict[str, Customer]) -> User:
    """Everybody who can sign in, verified; the staff member is returned."""
    hashed = make_password(PASSWORD)  # once: it is slow on purpose
    for login in LOGINS:
        user = _make(login, hashed)
        Membership.objects.bulk_create(
            Membership(user=user, customer=companies[key], role=role) for key, role in login.roles
        )
    staff = User.objects.get(email=STAFF)
    TOTP.activate(staff, STAFF_SECRET)
    return staff


def staff_code() -> str:
    """What the staff's authenticator shows now: six digits, good for at most half a minute."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(STAFF_SECRET, counter)))


def _make(login: Login, hashed: str) -> User:
    is_staff = login.email == STAFF
    user = User.objects.create(
        email=login.email,
        password=hashed,
        name=login.name,
        is_staff=is_staff,
        is_superuser=is_staff,
    )
    set_email(user)
    return user


def shared_url() -> str:
    """The address of the demo's shared link."""
    return absolute(reverse("billing:shared-detail", args=[SHARED_SECRET]))


def table() -> str:
    """The logins as lines of text, email first."""
    width = max(len(login.email) for login in LOGINS)
    rows = [f"  {login.email:<{width}}  {login.about}" for login in LOGINS]
    return "\n".join(
        [
            *rows,
            "",
            f"  Password for all of them: {PASSWORD}",
            f"  Staff need a second factor, now {staff_code()}; later: bin/demo --code",
            f"  An invoice shared by link, no sign-in: {shared_url()}",
        ]
    )
