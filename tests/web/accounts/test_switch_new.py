import pytest
from django.test import Client

from accounts.models import Membership, Role
from tests.factories import make_customer, make_user

pytestmark = pytest.mark.django_db


def test_person_with_two_companies_goes_on_as_the_other() -> None:
    user = make_user()
    first, second = make_customer("Alpha Ltd"), make_customer("Beta Ltd")
    for customer in (first, second):
        Membership.objects.create(user=user, customer=customer, role=Role.OWNER)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert f"<dd>{first.account_number}</dd>" in client.get("/profile/").content.decode()
    response = client.post("/company/switch/", {"customer": second.pk})
    assert response.headers["Location"] == "/profile/"
    assert f"<dd>{second.account_number}</dd>" in client.get("/profile/").content.decode()


def test_switching_takes_a_form() -> None:
    client = Client()
    client.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/company/switch/").status_code == 405
