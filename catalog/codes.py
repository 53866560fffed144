"""SKUs as they are written, and as they are compared: letters and digits alone, in capitals."""

from __future__ import annotations

import re

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

MAX_SKU = 64
# Printable ASCII without spaces at the ends, as barcodes and ERPs can write it, with at least one
# letter or digit.
SKU_FORM = r"^(?=.*[A-Za-z0-9])[!-~]+( [!-~]+)*$"
NO_CODE = re.compile("[^A-Za-z0-9]")

validate_sku = RegexValidator(
    SKU_FORM, _("Use letters, digits and signs of the keyboard, without spaces at the ends.")
)


def code_of(sku: str) -> str:
    """`hv-mug 330` and `HVMUG330` are one code: `HVMUG330`. The database computes the same."""
    return NO_CODE.sub("", sku).upper()
