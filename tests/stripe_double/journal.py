"""What happened, a line of JSON per step, so that a double started again goes on where it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.stripe_double.api import Kept

if TYPE_CHECKING:
    from tests.stripe_double.double import StripeDouble


class Journal:
    def __init__(self, path: Path, double: StripeDouble):
        self._double = double
        self._worlds = (double.test, double.live)
        lines = path.read_text().splitlines() if path.exists() else []
        for line in lines:
            try:
                self._replay(json.loads(line))
            except json.JSONDecodeError:
                break  # cut off while it was written: that step did not happen
        self._forget()
        self._offset = double.clock.offset
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a" if not lines or _ends_well(path) else "r+")
        if self._file.mode == "r+":
            self._drop_torn_line(path)
        self._post_again()

    def _drop_torn_line(self, path: Path) -> None:
        whole = path.read_text().rpartition("\n")[0]
        self._file.truncate(len(whole.encode()) + 1 if whole else 0)
        self._file.seek(0, 2)

    def _replay(self, step: dict[str, Any]) -> None:
        self._double.ids.count = step["ids"]
        self._double.clock.offset = step["offset"]
        for world, told in zip(self._worlds, step["worlds"], strict=True):
            for thing in told["objects"]:
                world.put(thing)
            for when, action, given in told["planned"]:
                world.at(when, action, given)
        for livemode, key, asked, at, status, body in step["kept"]:
            self._double.api.kept[(livemode, key)] = Kept(asked, at, status, body)

    def _post_again(self) -> None:
        for world in self._worlds:
            for event in reversed(list(world.all("event"))):
                if event["_delivery"] == "pending":
                    self._double.mailbox.resend(world, event)

    def write(self) -> None:
        """Add what changed since last time, as one line."""
        worlds = [
            {"objects": list(world.touched.values()), "planned": list(world.planned)}
            for world in self._worlds
        ]
        fresh = self._double.api.fresh
        offset = self._double.clock.offset
        changed = any(world["objects"] or world["planned"] for world in worlds)
        if not changed and not fresh and offset == self._offset:
            return
        self._offset = offset
        kept = self._double.api.kept
        step = {
            "ids": self._double.ids.count,
            "offset": offset,
            "worlds": worlds,
            "kept": [
                [*slot, kept[slot].asked, kept[slot].at, kept[slot].status, kept[slot].body]
                for slot in fresh
            ],
        }
        self._file.write(json.dumps(step) + "\n")
        self._file.flush()
        self._forget()

    def _forget(self) -> None:
        self._double.api.fresh.clear()
        for world in self._worlds:
            world.touched.clear()
            world.planned.clear()

    def close(self) -> None:
        self._file.close()


def _ends_well(path: Path) -> bool:
    return path.read_bytes().endswith(b"\n")
