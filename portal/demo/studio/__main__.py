"""`python3 -m portal.demo.studio OUT [NAME…]`: makes the pictures that are not there yet."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from portal.demo.studio.render import photograph
from portal.demo.studio.scenes import SCENES

QUALITY = 82


def main(arguments: list[str]) -> None:
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    for name in arguments[1:] or SCENES:
        path = out / f"{name}.webp"
        if path.exists() and not arguments[1:]:
            continue
        began = time.process_time()
        photograph(SCENES[name]()).save(path, quality=QUALITY, method=6)
        seconds = time.process_time() - began
        sys.stdout.write(f"{name} {path.stat().st_size // 1024} kB {seconds:.1f} s\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
