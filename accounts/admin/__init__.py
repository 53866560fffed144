"""The staff's pages about people and companies."""

from accounts.admin import (
    application,
    approval,
    change_request,
    customer,
    erasure_request,
    group,
    history,
    organization,
    shared_link,
    user,
)

__all__ = [
    "application",
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
