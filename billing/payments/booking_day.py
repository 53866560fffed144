"""On which day money is booked that has moved already."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.models import Organization
from portal.kit.dates.clocks import READ_CLOCK

logger = logging.getLogger(__name__)

# The database takes no later day than tomorrow in UTC (`billing/sql/0002_no_future.sql`).
FURTHEST_AHEAD = timedelta(days=1)


def booking_day() -> date:
    """Today by the seller's calendar. Where this machine's clock runs days ahead of the
    database's, which would refuse that day, the database's clock decides and the log says so:
    money that has moved is booked whatever the clocks say. Two statements."""
    seller = Organization.current()
    today = seller.today()
    with connection.cursor() as cursor:
        cursor.execute(READ_CLOCK)
        (now,) = cursor.fetchone()
    if today <= now.astimezone(ZoneInfo("UTC")).date() + FURTHEST_AHEAD:
        return today
    day: date = now.astimezone(ZoneInfo(seller.time_zone)).date()
    logger.error(
        "This machine's clock says %s and the database's %s: what moved at the gateway is booked"
        " on the latter. Set both by NTP.",
        today,
        day,
    )
    return day
