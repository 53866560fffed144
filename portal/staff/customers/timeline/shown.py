"""A line of the timeline."""

from __future__ import annotations

from dataclasses import dataclass

from portal.staff.customers.timeline.moments import Moment


@dataclass(frozen=True, slots=True)
class Shown:
    """`amount` is written already; `has_time` says whether more than the day is known."""

    moment: Moment
    icon: str
    title: str
    detail: str = ""
    who: str = ""
    amount: str = ""
    url: str = ""
    has_time: bool = True
    is_note: bool = False
