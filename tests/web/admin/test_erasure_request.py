import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import ErasureRequest, User
from accounts.privacy.erasure import ask
from tests.factories import make_user
from tests.web.admin.conftest import staff_with


@pytest.fixture
def request_(organization: object) -> ErasureRequest:
    return ask(make_user("leaver@example.com", name="Lea Leaver"), comment="Please")


def address(action: str, request: ErasureRequest) -> str:
    return reverse(f"admin:accounts_erasurerequest_{action}", args=[request.pk])


def test_queue_shows_that_somebody_waits(staff_client: Client, request_: ErasureRequest) -> None:
    page = staff_client.get(reverse("admin:index")).content.decode()
    assert "Data deletion requests" in page
    assert "Lea Leaver" in staff_client.get(address("change", request_)).content.decode()


def test_staff_erase_and_the_person_is_told(staff_client: Client, request_: ErasureRequest) -> None:
    staff_client.post(address("carry-out", request_))
    user = User.objects.get(pk=request_.user_id)
    assert user.erased_at is not None
    assert mail.outbox[-1].to == ["leaver@example.com"]
    assert "Lea Leaver" not in staff_client.get(address("change", request_)).content.decode()


def test_declining_wants_a_reason(staff_client: Client, request_: ErasureRequest) -> None:
    assert staff_client.post(address("decline", request_), {}).status_code == 422
    staff_client.post(address("decline", request_), {"reason": "Not yet"})
    request_.refresh_from_db()
    assert (request_.state, request_.reason) == ("declined", "Not yet")


def test_it_needs_the_right(client: Client, request_: ErasureRequest) -> None:
    client.force_login(staff_with("accounts.view_erasurerequest"))
    assert client.post(address("carry-out", request_)).status_code == 403
