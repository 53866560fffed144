from __future__ import annotations

import pytest

from catalog.models import Favourite, PresentationView
from catalog.showing.linesheet import note_view
from catalog.tasks import forget_person
from tests.catalog.factories import make_presentation, make_product
from tests.factories import make_customer, make_member

pytestmark = pytest.mark.django_db


def test_person_who_was_erased_keeps_nothing_and_has_opened_nothing() -> None:
    customer = make_customer()
    person, colleague = make_member(customer), make_member(customer)
    product = make_product()
    for user in (person, colleague):
        Favourite.objects.create(customer=customer, user=user, product=product)
    note_view(make_presentation(), customer=customer, user=person)
    forget_person(object_id=person.pk)
    assert [one.user for one in Favourite.objects.all()] == [colleague]
    assert PresentationView.objects.get().user is None
