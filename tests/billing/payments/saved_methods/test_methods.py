"""The methods a company keeps: one default, each once, gone when removed, test and live apart."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent
from billing import tasks
from billing.models import SavedMethod
from billing.payments.gateways.stripe import checkout as gateway
from billing.payments.saved_methods.methods import (
    default_method,
    make_default,
    methods_of,
    remove,
    usable_methods,
)
from portal.kit.web.refusals import Refusal
from tests.billing.payments.online.test_webhooks import handle_all, send
from tests.billing.payments.saving import OTHER_CARD, save
from tests.factories import DAY

pytestmark = pytest.mark.django_db


def test_one_of_them_is_the_default(stripe, customer, owner) -> None:
    first, second = save(stripe, customer, owner), save(stripe, customer, owner, OTHER_CARD)
    make_default(second)
    assert default_method(customer, today=DAY) == second
    assert [one.pk for one in methods_of(customer)] == [second.pk, first.pk]


def test_database_alone_refuses_two_defaults(stripe, customer, owner) -> None:
    save(stripe, customer, owner)
    second = save(stripe, customer, owner, OTHER_CARD)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedMethod.objects.filter(pk=second.pk).update(is_default=True)


def test_same_card_saved_again_takes_the_formers_place(stripe, customer, owner) -> None:
    former, again = save(stripe, customer, owner), save(stripe, customer, owner)
    assert list(methods_of(customer)) == [again]
    assert again.is_default
    tasks.forget_methods(0)
    former.refresh_from_db()
    assert former.detached_at is not None
    assert stripe.objects("payment_method")


def test_removed_is_forgotten_at_the_gateway_and_not_default(stripe, customer, owner) -> None:
    method = save(stripe, customer, owner)
    remove(method, by=owner)
    method.refresh_from_db()
    assert (method.is_default, method.removed_by) == (False, owner)
    assert method.detached_at is not None
    assert [one["customer"] for one in stripe.objects("payment_method")] == [None]
    with pytest.raises(Refusal):
        make_default(method)


def test_removed_while_the_gateway_is_down_is_forgotten_later(stripe, customer, owner) -> None:
    method = save(stripe, customer, owner)
    stripe.faults.order("drop_after", path="/detach")
    remove(method, by=owner)
    assert not methods_of(customer).exists()
    assert SavedMethod.objects.get().detached_at is None
    tasks.forget_methods(0)
    assert SavedMethod.objects.get().detached_at is not None


def test_expired_card_is_listed_and_not_usable(stripe, customer, owner) -> None:
    method = save(stripe, customer, owner)
    assert usable_methods(customer, today=date(2034, 12, 31)) == [method]
    assert usable_methods(customer, today=date(2035, 1, 1)) == []
    assert list(methods_of(customer)) == [method]


def test_live_portal_sees_no_test_method(stripe, customer, owner, settings) -> None:
    save(stripe, customer, owner)
    settings.STRIPE_SECRET_KEY = "sk_live_x"
    assert gateway.is_live_mode()
    assert usable_methods(customer, today=DAY) == []


def test_detached_at_the_gateway_it_is_gone_here(stripe, customer, owner) -> None:
    method = save(stripe, customer, owner)
    gateway.client().v1.payment_methods.detach(method.gateway_id)
    stripe.deliver_all(lambda one: send(one.body, one.headers))
    handle_all()
    assert not methods_of(customer).exists()


def test_new_expiry_at_the_gateway_is_taken_over(stripe, customer, owner) -> None:
    method = save(stripe, customer, owner)
    gateway.client().v1.payment_methods.update(
        method.gateway_id, {"card": {"exp_month": 2, "exp_year": 2040}}
    )
    stripe.deliver_all(lambda one: send(one.body, one.headers))
    handle_all()
    assert SavedMethod.objects.get().expires_on == date(2040, 2, 29)


def test_history_tells_who_added_preferred_and_removed_which(stripe, customer, owner) -> None:
    method = save(stripe, customer, owner)
    remove(method, by=owner)
    events = AuditEvent.objects.filter(customer=customer, kind__startswith="payment-method.")
    assert [(one.kind, one.subject) for one in events.order_by("pk")] == [
        ("payment-method.added", "Visa •••• 4242"),
        ("payment-method.changed", "Visa •••• 4242"),
    ]
    written = " ".join(str(one.after) for one in events)
    assert method.gateway_id not in written
    assert method.fingerprint not in written
