from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from tests.factories import make_organization, make_staff, make_user, with_second_factor


@pytest.fixture(autouse=True)
def organization(db: None) -> Any:
    return make_organization(currency="EUR")


@pytest.fixture
def staff() -> User:
    return make_staff("staff@example.com")


@pytest.fixture
def staff_client(client: Client, staff: User) -> Client:
    """Signed in as somebody who may do everything."""
    client.force_login(staff)
    return client


def staff_with(*permissions: str) -> User:
    """A staff member, no superuser, with these rights, such as `billing.view_invoice`."""
    user = with_second_factor(make_user(is_staff=True))
    for permission in permissions:
        app_label, codename = permission.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app_label, codename=codename)
        )
    return user


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]
