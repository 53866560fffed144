"""A company always keeps an owner, whoever tries otherwise and however fast."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.membership import people
from accounts.membership.people import change_membership, remove, roles_to_give
from accounts.models import Membership, Role
from portal.kit.web.refusals import Refusal
from tests.factories import make_membership


def demote(membership: Membership, by: Membership) -> None:
    change_membership(membership, role=Role.VIEWER, includes_subsidiaries=False, by=by)


@pytest.mark.django_db
def test_last_owner_cannot_step_down() -> None:
    owner = make_membership()
    make_membership(owner.customer, role=Role.ACCOUNTS)
    with pytest.raises(Refusal, match="at least one owner"):
        change_membership(owner, role=Role.VIEWER, includes_subsidiaries=False, by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.OWNER, Role.ACCOUNTS, Role.VIEWER])
def test_nobody_changes_their_own_place(role: Role) -> None:
    own = make_membership(make_membership().customer, role=role)
    with pytest.raises(Refusal, match="your own role"):
        change_membership(own, role=Role.ACCOUNTS, includes_subsidiaries=True, by=own)
    own.refresh_from_db()
    assert (own.role, own.includes_subsidiaries) == (role, False)


@pytest.mark.django_db
def test_nobody_gives_a_role_that_carries_rights_they_lack() -> None:
    owner = make_membership()
    company = owner.customer
    company.role_rights = {"viewer": ["see_profile", "manage_people"]}
    company.save()
    viewer = make_membership(company, role=Role.VIEWER)
    other = make_membership(company, role=Role.VIEWER)
    assert roles_to_give(viewer, company) == [Role.VIEWER]
    with pytest.raises(Refusal, match="rights you don't have"):
        change_membership(other, role=Role.ACCOUNTS, includes_subsidiaries=False, by=viewer)
    with pytest.raises(Refusal, match="rights you don't have"):
        remove(make_membership(company, role=Role.ACCOUNTS), by=viewer)


@pytest.mark.django_db
def test_nobody_gives_a_reach_they_lack() -> None:
    owner = make_membership()
    other = make_membership(owner.customer, role=Role.VIEWER)
    with pytest.raises(Refusal, match="subsidiaries"):
        change_membership(other, role=Role.VIEWER, includes_subsidiaries=True, by=owner)
    owner.includes_subsidiaries = True
    change_membership(other, role=Role.VIEWER, includes_subsidiaries=True, by=owner)
    other.refresh_from_db()
    assert other.includes_subsidiaries


@pytest.mark.django_db
def test_last_owner_cannot_leave() -> None:
    owner = make_membership()
    with pytest.raises(Refusal, match="at least one owner"):
        remove(owner, by=owner)


@pytest.mark.django_db
def test_owner_who_cannot_sign_in_does_not_count() -> None:
    owner = make_membership()
    gone = make_membership(owner.customer)
    gone.user.is_active = False
    gone.user.save()
    with pytest.raises(Refusal, match="at least one owner"):
        remove(owner, by=owner)


@pytest.mark.django_db
def test_with_a_second_owner_the_first_may_go() -> None:
    owner = make_membership()
    make_membership(owner.customer)
    remove(owner, by=owner)
    assert owner.customer.memberships.count() == 1


@pytest.mark.django_db
def test_who_may_manage_people_without_being_owner_makes_no_owners() -> None:
    owner = make_membership()
    clerk = make_membership(owner.customer, role=Role.ACCOUNTS)
    other = make_membership(owner.customer, role=Role.VIEWER)
    assert Role.OWNER not in roles_to_give(clerk, owner.customer)
    with pytest.raises(Refusal, match="Only an owner"):
        change_membership(other, role=Role.OWNER, includes_subsidiaries=False, by=clerk)
    with pytest.raises(Refusal, match="Only an owner"):
        remove(owner, by=clerk)


@pytest.mark.django_db(transaction=True)
def test_database_refuses_what_goes_past_the_service() -> None:
    owner = make_membership()
    make_membership(owner.customer, role=Role.VIEWER)
    with pytest.raises(DatabaseError, match="at least one owner"):
        Membership.objects.filter(pk=owner.pk).update(role=Role.VIEWER)
    with pytest.raises(DatabaseError, match="at least one owner"):
        Membership.objects.filter(pk=owner.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_owners_may_swap_within_one_transaction() -> None:
    owner = make_membership()
    heir = make_membership(owner.customer, role=Role.VIEWER)
    with transaction.atomic():
        Membership.objects.filter(pk=owner.pk).update(role=Role.VIEWER)
        Membership.objects.filter(pk=heir.pk).update(role=Role.OWNER)
    heir.refresh_from_db()
    assert heir.role == Role.OWNER


def _duel(first: Membership, second: Membership) -> list[str]:
    """Each demotes the other at the same moment; what came of it."""
    results: list[str] = []
    together = Barrier(2)

    def run(target: Membership, by: Membership) -> None:
        together.wait()
        try:
            demote(target, by)
            results.append("done")
        except (Refusal, DatabaseError) as error:
            results.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_demote_each_other_one_stays() -> None:
    for _round in range(5):
        first = make_membership()
        second = make_membership(first.customer)
        assert _duel(first, second) == ["Refusal", "done"]
        assert first.customer.memberships.filter(role=Role.OWNER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_alone_still_keeps_one(monkeypatch) -> None:
    """The control of the lock: without it the service lets both through to the trigger."""
    monkeypatch.setattr(people, "lock_people", lambda customer_id: None)
    refused_by_database = 0
    for _round in range(8):
        first = make_membership()
        second = make_membership(first.customer)
        refused_by_database += "Refusal" not in _duel(first, second)
        assert first.customer.memberships.filter(role=Role.OWNER).count() == 1
    assert refused_by_database
