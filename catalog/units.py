"""Units of measure by their UN/ECE Recommendation 20 code, as EN 16931 writes them on a line."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PIECE = "C62"
UNITS: dict[str, str | Promise] = {
    PIECE: pgettext_lazy("unit", "piece"),
    "PR": pgettext_lazy("unit", "pair"),
    "SET": pgettext_lazy("unit", "set"),
    "DZN": pgettext_lazy("unit", "dozen"),
    "XPK": pgettext_lazy("unit", "pack"),
    "XBX": pgettext_lazy("unit", "box"),
    "XCT": pgettext_lazy("unit", "carton"),
    "XRO": pgettext_lazy("unit", "roll"),
    "GRM": _("gram"),
    "KGM": _("kilogram"),
    "TNE": pgettext_lazy("unit", "tonne"),
    "MLT": _("millilitre"),
    "LTR": pgettext_lazy("unit", "litre"),
    "CMT": _("centimetre"),
    "MTR": pgettext_lazy("unit", "metre"),
    "MTK": _("square metre"),
    "MTQ": _("cubic metre"),
    "HUR": pgettext_lazy("unit", "hour"),
}
CHOICES = list(UNITS.items())
