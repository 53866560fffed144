"""The parts of a company's page that staff may close to customers."""

from django.utils.translation import gettext_lazy as _

# The fields of `accounts.forms.CompanyForm` that a part covers.
PARTS: dict[str, tuple[str, ...]] = {
    "legal": ("name", "tax_id"),
    "reach": ("email", "phone", "language"),
    "statements": ("statement_frequency",),
    "addresses": (),
    "contacts": (),
}
LABELS = {
    "legal": _("Name and tax ID"),
    "reach": _("Email, phone and language"),
    "statements": _("How often statements go out"),
    "addresses": _("Addresses"),
    "contacts": _("Contact persons"),
}
