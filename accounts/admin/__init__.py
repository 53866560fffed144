"""The staff's pages about people and companies."""

from accounts.admin import approval, change_request, customer, history, organization, shared_link
from accounts.admin.people import access_request, erasure_request, group, user

__all__ = [
    "access_request",
    "approval",
    "change_request",
    "customer",
    "erasure_request",
    "group",
    "history",
    "organization",
    "shared_link",
    "user",
]
