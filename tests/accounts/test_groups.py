"""Parents and subsidiaries."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from accounts.access import Verb, can, membership_for, rules_for
from accounts.groups import ancestors_of, companies_of, group_of, tree_below
from accounts.models import Customer, Role
from tests.factories import make_customer, make_membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> dict[str, Customer]:
    """Top, with B and A below it, and AA below A; Other stands alone."""
    top = make_customer("Top")
    b, a = make_customer("B", parent=top), make_customer("A", parent=top)
    return {
        "top": top,
        "a": a,
        "b": b,
        "aa": make_customer("AA", parent=a),
        "other": make_customer(),
    }


def test_tree_lists_each_parent_before_its_children_by_name(tree) -> None:
    places = tree_below([tree["top"].pk])
    assert [(one.customer.name, one.depth) for one in places] == [
        ("Top", 0), ("A", 1), ("AA", 2), ("B", 1)
    ]  # fmt: skip


def test_ancestors_reach_the_top(tree) -> None:
    assert set(ancestors_of(tree["aa"])) == {tree["a"].pk, tree["top"].pk}


def test_place_that_includes_subsidiaries_reaches_down_and_never_up_or_aside(tree) -> None:
    place = make_membership(tree["a"])
    place.includes_subsidiaries = True
    place.save()
    reached = {name for name, one in tree.items() if can(place.user, Verb.PAY, one)}
    assert reached == {"a", "aa"}


def test_place_without_it_is_for_one_company(tree) -> None:
    place = make_membership(tree["top"])
    assert membership_for(place.user, tree["a"]) is None
    assert group_of(tree["top"], place) == [tree["top"]]
    assert [one.customer for one in companies_of(place.user_id)] == [tree["top"]]


def test_role_of_the_parent_holds_below(tree) -> None:
    place = make_membership(tree["top"], role=Role.VIEWER)
    place.includes_subsidiaries = True
    place.save()
    assert can(place.user, Verb.SEE_BILLING, tree["aa"])
    assert not can(place.user, Verb.PAY, tree["aa"])


def test_what_is_withheld_from_a_subsidiary_is_withheld_from_its_parents_people(tree) -> None:
    place = make_membership(tree["top"])
    place.includes_subsidiaries = True
    place.save()
    tree["a"].withheld_verbs = [Verb.PAY]
    tree["a"].save()
    assert not can(place.user, Verb.PAY, tree["a"])
    failed = [rule.detail for rule in rules_for(place.user, Verb.PAY, tree["a"]) if not rule.holds]
    assert failed == ["A"]


@pytest.mark.parametrize("below", ["top", "a", "aa"])
def test_company_never_stands_below_itself(tree, below: str) -> None:
    tree["top"].parent = tree[below]
    with pytest.raises(DatabaseError, match="below itself"), transaction.atomic():
        tree["top"].save()
