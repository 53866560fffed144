"""What has been kept long enough goes; a rehearsal changes nothing."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from accounts.models import (
    AccessRequest,
    AuditEvent,
    Customer,
    Invitation,
    Organization,
    Role,
    SharedLink,
    User,
)
from accounts.sharing.shared_links import share
from portal.kit.jobs.retention import forget_old_data
from portal.kit.tasks import forget_daily
from tests.chains import empty_history, old_event, sealed
from tests.factories import make_customer, make_member, make_organization, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def customer() -> Customer:
    make_organization(leftover_days=90, audit_years=10, inactive_years=3)
    return make_customer("Bright Ltd")


def forgotten(*, is_rehearsal: bool = False) -> dict[str, int]:
    return {one.what: one.count for one in forget_old_data(is_rehearsal=is_rehearsal) if one.count}


def link(customer: Customer, owner: User, **times: Any) -> SharedLink:
    new = share(customer=customer, kind="invoice", number="1", title="x", made_by=owner).link
    SharedLink.objects.filter(pk=new.pk).update(**times)
    return new


def test_links_go_90_days_after_they_ended(customer: Customer) -> None:
    owner = make_member(customer)
    link(customer, owner, expires_at=NOW - timedelta(91))
    link(customer, owner, revoked_at=NOW - timedelta(91))
    kept = [
        link(customer, owner),
        link(customer, owner, expires_at=NOW - timedelta(89)),
        link(customer, owner, revoked_at=NOW - timedelta(89)),
    ]
    assert forgotten() == {"expired or revoked shared links": 2}
    assert set(SharedLink.objects.all()) == set(kept)


def test_sessions_go_when_they_are_over(customer: Customer) -> None:
    user = make_user()
    for key, days in (("over", -1), ("lasting", 1)):
        Session.objects.create(session_key=key, expire_date=NOW + timedelta(days))
        UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="x")
    forgotten()
    assert [one.session_key for one in Session.objects.all()] == ["lasting"]
    assert [one.session_key for one in UserSession.objects.all()] == ["lasting"]


def test_invitations_and_applications_go_but_open_ones_stay(customer: Customer) -> None:
    owner = make_member(customer)
    for name, expires in (("old", -91), ("new", 1)):
        Invitation.objects.create(
            customer=customer,
            email=f"{name}@example.com",
            invited_by=owner,
            expires_at=NOW + timedelta(expires),
        )
    states = AccessRequest.State
    for state in (states.UNCONFIRMED, states.AWAITING):
        AccessRequest.objects.create(name=state, email=f"{state}@example.com", state=state)
    AccessRequest.objects.update(created_at=NOW - timedelta(91))
    forgotten()
    assert [one.email for one in Invitation.objects.all()] == ["new@example.com"]
    assert [one.state for one in AccessRequest.objects.all()] == ["awaiting"]


def test_people_unseen_are_erased_but_for_staff_and_last_owners(customer: Customer) -> None:
    owner = make_member(customer)
    unseen = make_member(customer, Role.VIEWER)
    seen = make_member(customer, Role.VIEWER)
    staff = make_user(is_staff=True)
    User.objects.update(date_joined=NOW - timedelta(4 * 366))
    User.objects.filter(pk=seen.pk).update(last_login=NOW - timedelta(100))
    forgotten()
    erased = User.objects.exclude(erased_at=None)
    assert list(erased) == [unseen]
    assert {owner, seen, staff}.isdisjoint(erased)


def test_nobody_is_erased_where_the_organization_says_never(customer: Customer) -> None:
    Organization.objects.update(inactive_years=0)
    make_user()
    User.objects.update(date_joined=NOW - timedelta(30 * 366))
    forgotten()
    assert not User.objects.exclude(erased_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_history_is_kept_as_long_as_the_organization_says(
    customer: Customer, owner_cursor: Any
) -> None:
    empty_history(owner_cursor)
    old_event(owner_cursor, "old", NOW - timedelta(10 * 366 + 2))
    sealed()
    old_event(owner_cursor, "young", NOW - timedelta(9 * 366))
    sealed()
    forgotten()
    kinds = AuditEvent.objects.filter(kind__in=["old", "young"]).values_list("kind", flat=True)
    assert list(kinds) == ["young"]


def test_rehearsal_counts_and_changes_nothing(customer: Customer) -> None:
    link(customer, make_member(customer), expires_at=NOW - timedelta(91))
    counted = forgotten(is_rehearsal=True)
    assert counted == {"expired or revoked shared links": 1}
    assert SharedLink.objects.count() == 1
    assert forgotten() == counted


def test_command_says_how_many_of_what(customer: Customer) -> None:
    link(customer, make_member(customer), expires_at=NOW - timedelta(91))
    out = StringIO()
    call_command("forget_old_data", dry_run=True, stdout=out)
    assert "1  expired or revoked shared links" in out.getvalue()
    assert SharedLink.objects.exists()


def test_every_day_it_is_done(customer: Customer) -> None:
    link(customer, make_member(customer), expires_at=NOW - timedelta(91))
    forget_daily(timestamp=0)
    assert not SharedLink.objects.exists()
