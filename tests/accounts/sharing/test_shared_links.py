"""A link opens what it was made for, until it expires or is revoked, and its secret is nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEvent, Customer, Organization, SharedLink, User
from accounts.sharing.shared_links import NewLink, count_use, find, links_to, revoke, share
from portal.kit.secrets.tokens import hash_of, is_same, new_token
from portal.kit.web.refusals import Refusal
from tests.factories import make_customer, make_member, make_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization(shared_link_days=14)
    return make_customer("Bright Ltd")


@pytest.fixture
def owner(customer: Customer) -> User:
    return make_member(customer, email="owner@example.com")


def made(customer: Customer, owner: User, **fields: Any) -> NewLink:
    values = {"kind": "invoice", "number": "INV-1", "title": "Invoice INV-1", "made_by": owner}
    return share(customer=customer, **(values | fields))


def token_of(new: NewLink) -> str:
    return new.url.rstrip("/").rsplit("/", 1)[1]


def test_secret_is_random_long_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(1_000)}
    assert len(tokens) == 1_000
    assert min(map(len, tokens)) >= 22  # 128 bits in base 64


def test_only_the_very_token_has_its_hash() -> None:
    token = new_token()
    assert is_same(token, hash_of(token))
    assert not is_same(token[:-1], hash_of(token))
    assert not is_same(hash_of(token), hash_of(token))


def test_secret_stands_nowhere_in_the_database(customer: Customer, owner: User) -> None:
    token = token_of(made(customer, owner))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" one WHERE one::text LIKE %s', [f"%{token}%"]
            )
            assert cursor.fetchone() == (0,), table
    assert SharedLink.objects.get().token_hash == hash_of(token)


def test_link_is_found_by_its_secret_and_by_nothing_else(customer: Customer, owner: User) -> None:
    new = made(customer, owner)
    token = token_of(new)
    assert find(token) == new.link
    for other in (token[:-1], token.upper(), f"{token} ", "", "x" * 32, "\x00", hash_of(token)):
        assert find(other) is None


def test_link_works_for_as_many_days_as_the_seller_says(customer: Customer, owner: User) -> None:
    Organization.objects.update(shared_link_days=3)
    link = made(customer, owner).link
    assert timedelta(days=2, hours=23) < link.expires_at - timezone.now() <= timedelta(days=3)


def test_expired_link_is_not_found(customer: Customer, owner: User) -> None:
    new = made(customer, owner)
    SharedLink.objects.update(expires_at=timezone.now())
    assert find(token_of(new)) is None


def test_revoked_link_is_not_found_and_says_who_did_it(customer: Customer, owner: User) -> None:
    new = made(customer, owner)
    first = revoke(new.link, by=owner)
    assert find(token_of(new)) is None
    assert (first.revoked_by, first.is_live) == (owner, False)
    again = revoke(new.link, by=make_member(customer))
    assert (again.revoked_at, again.revoked_by) == (first.revoked_at, owner)


def test_expired_link_cannot_be_revoked(customer: Customer, owner: User) -> None:
    link = made(customer, owner).link
    SharedLink.objects.update(expires_at=timezone.now())
    with pytest.raises(Refusal):
        revoke(link, by=owner)


def test_uses_are_counted_with_first_and_last(customer: Customer, owner: User) -> None:
    link = made(customer, owner).link
    count_use(link)
    link.refresh_from_db()
    first = link.first_used_at
    count_use(link)
    link.refresh_from_db()
    assert link.uses == 2
    assert link.first_used_at == first
    assert link.last_used_at is not None


def test_making_opening_and_revoking_stand_in_the_history(customer: Customer, owner: User) -> None:
    link = made(customer, owner, email="boss@example.com").link
    count_use(link)
    count_use(link)
    revoke(link, by=owner)
    events = AuditEvent.objects.filter(kind__startswith="shared-link").order_by("id")
    kinds = ["shared-link.added", "shared-link.opened", "shared-link.changed"]
    assert [event.kind for event in events] == kinds
    assert {event.subject for event in events} == {"INV-1"}
    assert "boss@example.com" not in str(list(events.values_list("before", "after")))
    assert link.token_hash not in str(list(events.values_list("before", "after")))


def test_link_is_mailed_to_the_recipient(customer: Customer, owner: User) -> None:
    new = made(customer, owner, name="Kim Boss", email="boss@example.com")
    (message,) = mail.outbox
    assert message.to == ["boss@example.com"]
    assert message.subject == f"{owner} shared Invoice INV-1 from Acme Supplies"
    assert new.url in message.body
    assert "Hello Kim Boss," in message.body


def test_without_an_address_nothing_is_sent(customer: Customer, owner: User) -> None:
    made(customer, owner, name="Kim Boss")
    assert mail.outbox == []


def test_links_to_one_document_are_those_of_its_kind_number_and_parameters(
    customer: Customer, owner: User
) -> None:
    wanted = made(customer, owner).link
    made(customer, owner, number="INV-2")
    made(make_customer(), owner)
    march = made(customer, owner, kind="statement", number="", parameters={"from": "2026-03-01"})
    made(customer, owner, kind="statement", number="", parameters={"from": "2026-04-01"})
    assert list(links_to(customer, "invoice", number="INV-1")) == [wanted]
    found = links_to(customer, "statement", parameters={"from": "2026-03-01"})
    assert list(found) == [march.link]
