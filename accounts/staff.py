"""The seller's own people."""

from __future__ import annotations

from typing import cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from accounts.models import User


def staff_with(*permissions: str) -> QuerySet[User]:
    """Everybody who may enter the staff's pages and has all these rights, such as
    `billing.view_invoice`. One statement when evaluated."""
    people = User.objects.filter(is_active=True, is_staff=True)
    for permission in permissions:
        app_label, _dot, codename = permission.partition(".")
        has = {"codename": codename, "content_type__app_label": app_label}
        own = User.user_permissions.through.objects.filter(
            user=OuterRef("pk"), **{f"permission__{key}": value for key, value in has.items()}
        )
        by_group = User.groups.through.objects.filter(
            user=OuterRef("pk"),
            **{f"group__permissions__{key}": value for key, value in has.items()},
        )
        people = people.filter(Q(is_superuser=True) | Exists(own) | Exists(by_group))
    return people


def administrators() -> QuerySet[User]:
    """Everybody who has every right."""
    return User.objects.filter(is_active=True, is_staff=True, is_superuser=True)


def staff_user(request: HttpRequest) -> User:
    """Who acts on the staff's pages: only people get there."""
    return cast("User", request.user)
