"""Two owners who leave at the same moment must not leave their people without one."""

from functools import partial

import pytest

from accounts.models import Membership, Role, User
from accounts.privacy.erasure import erase
from accounts.sharing.shared_links import count_use, share
from tests import factories
from tests.concurrency.conftest import Race

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_last_owners_is_erased(race: Race) -> None:
    factories.make_organization()
    customer = factories.make_customer()
    factories.make_member(customer, Role.VIEWER)
    owners = [factories.make_member(customer) for _ in range(2)]

    outcomes = race([partial(erase, owner) for owner in owners])

    assert outcomes == {"done": 1, "Refusal": 1}
    assert Membership.objects.filter(customer=customer, role=Role.OWNER).count() == 1


def test_owners_of_two_companies_in_opposite_order_do_not_deadlock(race: Race) -> None:
    factories.make_organization()
    first, second = factories.make_customer(), factories.make_customer()
    people = []
    for companies in ((first, second), (second, first)) * 4:
        user = factories.make_user()
        for company in companies:
            factories.make_membership(company, user, Role.VIEWER)
        people.append(user)

    outcomes = race([partial(erase, user) for user in people])

    assert outcomes == {"done": 8}
    assert User.objects.exclude(erased_at=None).count() == 8


def test_every_one_of_20_openings_at_once_is_counted(race: Race) -> None:
    factories.make_organization()
    customer = factories.make_customer()
    owner = factories.make_member(customer)
    link = share(customer=customer, kind="invoice", number="1", title="x", made_by=owner).link

    race([partial(count_use, link)] * 20)

    link.refresh_from_db()
    assert link.uses == 20
