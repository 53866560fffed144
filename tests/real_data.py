"""Where the UCI Online Retail file lies, for tests on real data; they skip where it is absent."""

from __future__ import annotations

import os
from pathlib import Path

ONLINE_RETAIL = Path(
    os.environ.get("FOYER_REAL_DATA")
    or Path(__file__).resolve().parents[2] / "shared/data/online-retail.csv.xz"
)
