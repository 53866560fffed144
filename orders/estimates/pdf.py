"""What is signed: a version of an estimate as a PDF, made once and kept."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from billing.documents.files.pdf import letter_pdf
from billing.documents.issuing.tax import tax_groups
from orders.models import EstimateVersion
from orders.ordering.placing import AgreedLine


def estimate_pdf(
    version: EstimateVersion, lines: Sequence[AgreedLine], *, seller: Organization
) -> bytes:
    """The version under the seller's letterhead. The caller keeps the bytes."""
    estimate = version.estimate
    return letter_pdf(
        "orders/pdf/estimate.html",
        {
            "document": estimate,
            "version": version,
            "lines": lines,
            "tax_groups": tax_groups(lines, estimate.currency),
            "is_void": False,
        },
        name=_("Estimate"),
        number=estimate.number,
        dated=seller.today(),
        customer=estimate.customer,
        seller=seller,
    )
