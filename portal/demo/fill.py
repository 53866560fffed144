"""Filling an empty database with the demo, once."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Customer, Organization
from portal.demo.filling import (
    access,
    busy,
    conversations,
    desk,
    orders,
    others,
    paying,
    people,
    shop,
)
from portal.demo.filling.companies import ERP_PREFIX, make_companies
from portal.demo.filling.seller import NAME, make_seller
from portal.demo.filling.story import Story
from portal.demo.logins import make_people
from portal.kit.web.refusals import Refusal

SEED = 20_260_101


def is_filled() -> bool:
    """Whether this database holds the demo already."""
    first = Customer.objects.filter(external_reference=f"{ERP_PREFIX}1001").exists()
    return first and Organization.current().name == NAME


@transaction.atomic
def fill() -> None:
    """All of the demo or nothing. Raises Refusal when the database holds anything else."""
    if Customer.objects.exists() or Organization.objects.exists():
        raise Refusal("This database holds data already; the demo wants an empty one.")
    seller = make_seller()
    customers = make_companies()
    staff = make_people(customers)
    people.tell(customers)
    story = Story(today=seller.today(), staff=staff, seed=SEED)
    busy.tell(story, customers["bramblewick"])
    others.tell(story, customers)
    story.tell()
    paying.tell(story, customers)
    access.tell(customers)
    shop.tell(story, customers)
    orders.tell(story, customers)
    conversations.tell(story, customers)
    desk.tell(story, customers)
