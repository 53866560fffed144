"""The acts as actions of the list of customers, each for who may do it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from accounts.models import Customer
from portal.staff.bulk.acts import ACTS, Act
from portal.staff.bulk.pages import first_page


def add_to_list_of_customers() -> None:
    """Once the rooms have registered their pages."""
    customers: Any = admin.site.get_model_admin(Customer)
    customers.actions = [_action(customers, act) for act in ACTS.values()]


def _action(customers: Any, act: Act) -> Callable[..., HttpResponse]:
    permission = f"bulk_{act.name}"

    def run(_admin: Any, request: HttpRequest, queryset: Any) -> HttpResponse:
        return first_page(request, act, queryset)

    # As Django reads it.
    described: Any = run
    described.__name__ = f"bulk_{act.name}"
    described.short_description = act.label
    described.allowed_permissions = [permission]
    setattr(customers, f"has_{permission}_permission", partial(_may, act.permission))
    return run


def _may(permission: str, request: HttpRequest) -> bool:
    return request.user.has_perm(permission)
