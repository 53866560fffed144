from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from billing.models import PaymentAttempt, WebhookEvent
from portal.kit.jobs.retention import forget_old_data
from tests.factories import make_customer, make_member, make_organization

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("state", "is_emptied"), [("cancelled", True), ("submitted", False)])
def test_gateways_words_go_and_what_is_under_way_stays(state: str, is_emptied: bool) -> None:
    make_organization(payload_days=30)
    customer = make_customer()
    attempt = PaymentAttempt.objects.create(
        id=uuid4(), customer=customer, currency="EUR", amount=1, method="card", state=state,
        started_by=make_member(customer), request={"customer_email": "ann@example.com"},
    )  # fmt: skip
    WebhookEvent.objects.create(id="evt_1")
    old = timezone.now() - timedelta(days=31)
    PaymentAttempt.objects.update(started_at=old)
    WebhookEvent.objects.update(received_at=old)
    forget_old_data()
    attempt.refresh_from_db()
    assert (attempt.request == {}) is is_emptied
    assert not WebhookEvent.objects.exists()
