"""The staff's pages about people and companies."""

from accounts.admin import application, customer, group, history, organization, user

__all__ = ["application", "customer", "group", "history", "organization", "user"]
