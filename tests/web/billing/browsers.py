"""A person at a browser, and what a list shows them."""

import re

from django.http import HttpResponse
from django.test import Client

from accounts.models import Customer, Role
from tests.factories import make_member

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROW = re.compile(r'class="row-link[^"]*" href="[^"]*">([^<]+)</a>')


def browser(customer: Customer, role: Role = Role.OWNER) -> Client:
    client = Client()
    client.force_login(make_member(customer, role), backend=BACKEND)
    return client


def text_of(response: HttpResponse) -> str:
    """The page without its tags, on one line."""
    html = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def numbers_in(response: HttpResponse) -> list[str]:
    """The numbers of the rows of a list, from top to bottom."""
    return ROW.findall(response.content.decode())
