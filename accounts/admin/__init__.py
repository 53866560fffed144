"""The staff's pages about people and companies."""

from accounts.admin import customer, group, organization, user

__all__ = ["customer", "group", "organization", "user"]
