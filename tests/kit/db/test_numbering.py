import pytest
from django.db import transaction

from portal.kit.db.numbering import next_number

pytestmark = pytest.mark.django_db


def test_numbers_count_up_by_prefix() -> None:
    assert [next_number("INV-"), next_number("INV-"), next_number("CN-")] == [
        "INV-00001",
        "INV-00002",
        "CN-00001",
    ]


def test_numbers_grow_beyond_their_digits() -> None:
    assert [next_number("X", digits=1) for _ in range(10)][-2:] == ["X9", "X10"]


def test_a_rollback_gives_the_number_back() -> None:
    with transaction.atomic():
        next_number("INV-")
        transaction.set_rollback(True)

    assert next_number("INV-") == "INV-00001"
