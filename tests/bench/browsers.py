"""Signed-in browsers for the benchmarks, and the bare page that others are compared with."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from accounts.access import CustomerRequest, Verb, customer_view
from accounts.models import Customer
from portal.kit.web.rendering import page
from tests.factories import make_member

BARE = "/bench/bare/"


@customer_view(Verb.SEE_PROFILE)
def bare_detail(request: CustomerRequest) -> HttpResponse:
    """A signed-in page with the frame around it and nothing in it."""
    return page(request, "base.jinja", {})


urlpatterns = [path("bench/bare/", bare_detail), path("", include("portal.urls"))]


def browser_of(customer: Customer) -> Client:
    client = Client()
    client.force_login(
        make_member(customer), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def visit(client: Client, url: str) -> Callable[[], object]:
    """An action that opens `url` and insists on an answer of 200."""

    def action() -> object:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        return response

    return action
