"""The page that says who accepted an estimate and when: after the signed PDF, never in it."""

from __future__ import annotations

from hashlib import sha256

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Organization
from billing.documents.files.pdf import letter_pdf
from orders.models import Estimate, EstimateVersion
from portal.kit.files.bundles import joined_pdf
from portal.kit.files.storage import Altered


def stored_pdf(version: EstimateVersion) -> bytes:
    """The version as it was sent. Raises Altered where the file is another."""
    with version.pdf.open("rb") as file:
        content: bytes = file.read()
    if sha256(content).hexdigest() != version.pdf_sha256:
        raise Altered(f"{version.pdf.name} is not what was sent")
    return content


def signed_version(estimate: Estimate) -> EstimateVersion | None:
    """The version that was accepted; None before. One statement."""
    if estimate.status != Estimate.Status.ACCEPTED:
        return None
    signed = estimate.versions.filter(is_offer=True, pdf_sha256=estimate.signed_sha256)
    found: EstimateVersion | None = signed.first()
    return found


def signed_pdf(estimate: Estimate, version: EstimateVersion, *, seller: Organization) -> bytes:
    """The accepted PDF, page for page, and after it the certificate: who, when, the name that was
    typed, and the SHA-256 of the file that was signed. That file stays by itself as it was."""
    certificate = letter_pdf(
        "orders/pdf/estimate_certificate.html",
        {"document": estimate, "version": version, "is_void": False},
        name=gettext_lazy("Certificate of acceptance"),
        number=estimate.number,
        dated=seller.today(),
        customer=estimate.customer,
        seller=seller,
    )
    title = _("Estimate %(number)s, accepted") % {"number": estimate.number}
    parts = [
        (_("Estimate %(number)s") % {"number": estimate.number}, stored_pdf(version)),
        (_("Certificate of acceptance"), certificate),
    ]
    with joined_pdf(parts, title=title, language=get_language() or "en") as file:
        return file.read()
