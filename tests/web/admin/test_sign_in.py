import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_customer, make_member, make_staff

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_stranger_at_the_admin_signs_in_on_the_portals_own_page() -> None:
    response = Client().get("/staff/", follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert response.status_code == 200


def test_customer_is_refused_the_admin() -> None:
    client = Client()
    client.force_login(make_member(make_customer()), backend=BACKEND)
    response = client.get("/staff/", follow=True)
    assert response.status_code == 403


def test_staff_come_in() -> None:
    client = Client()
    client.force_login(make_staff(), backend=BACKEND)
    assert client.get("/staff/").status_code == 200
