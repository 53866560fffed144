"""What accounts asks of billing: are there documents, and would this person see that one?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.access import Rule
from accounts.models import Customer
from billing.models import CreditNote, Invoice, OpenItem, Payment, Retainer


def has_documents(customer: Customer) -> bool:
    """Whether any document stands in this customer's name."""
    return bool(OpenItem.objects.for_customer(customer).exists())


def rules_for_document(customer: Customer, number: str) -> list[Rule]:
    """Why `customer` would, or would not, find the document with this number in the portal."""
    found = next(
        (
            one
            for model in (Invoice, CreditNote, Retainer, Payment)
            if (one := model.objects.filter(number=number).select_related("customer").first())
        ),
        None,
    )
    exists = Rule(_("Is there such a document?"), found is not None, number)
    if found is None:
        return [exists]
    is_theirs = found.customer_id == customer.pk
    return [
        exists,
        Rule(_("Is it this company's?"), is_theirs, found.customer.name),
        Rule(
            _("Has it been issued?"),
            found.status != "draft",
            str(found.get_status_display()),
        ),
    ]
