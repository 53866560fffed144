"""What a member of a company may be allowed to do, as words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """A permission. Roles carry them (`accounts.access`), owners and staff narrow them."""

    SEE_PROFILE = "see_profile", _("See the profile")
    SEE_BILLING = "see_billing", _("See invoices, credits and payments")
    SEE_STATEMENTS = "see_statements", _("See statements")
    PAY = "pay", _("Pay")
    SHARE = "share", _("Share links to documents")
    MANAGE_METHODS = "manage_methods", _("Manage payment methods")
    SEE_SHOP = "see_shop", _("See the shop and its prices")
    SEE_ORDERS = "see_orders", _("See orders")
    ORDER = "order", _("Order")
    SEE_TICKETS = "see_tickets", _("See and write tickets and messages")
    SEE_DOCUMENTS = "see_documents", _("See and upload shared documents")
    MANAGE_COMPANY = "manage_company", _("Change details, addresses and contacts")
    MANAGE_PEOPLE = "manage_people", _("Manage people and rights")
    SEE_HISTORY = "see_history", _("See who did what")


# What a permission's name leaves open, for whoever hands it out.
EXPLANATIONS = {
    Verb.SEE_PROFILE: _("My Profile and the company details"),
    Verb.SHARE: _("Anyone with such a link can see the document"),
    Verb.SEE_SHOP: _("Presentations, products, your prices and what is in stock"),
    Verb.SEE_ORDERS: _("What was ordered by whom, and what has been shipped"),
    Verb.ORDER: _("Place orders, if the seller offers ordering. Not while the account is on hold."),
    Verb.SEE_TICKETS: _("The company's tickets, and messages about documents one may see"),
    Verb.SEE_DOCUMENTS: _("Contracts, certificates and other files shared with the seller"),
    Verb.MANAGE_METHODS: _("Save and remove cards and bank accounts, and set up autopay"),
    Verb.MANAGE_PEOPLE: _("Invite and remove people and change their roles"),
}
