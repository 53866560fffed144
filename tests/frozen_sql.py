"""The SQL that migrations have run, by its SHA-256: `frozen_sql.txt` beside this file.

`python -m tests.frozen_sql` adds the files that are new. What is listed stays as it is: an
installation has run it, and would never see the change. A change comes in a new numbered file with
a migration of its own.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_suffix(".txt")
# Files without a number are applied anew by each `migrate`.
NUMBERED = ("*/sql/**/[0-9]*.sql", "portal/kit/sql/**/[0-9]*.sql")


def digests() -> dict[str, str]:
    """By path: the digest of each numbered file as it is."""
    paths = sorted(path for pattern in NUMBERED for path in ROOT.glob(pattern))
    return {str(path.relative_to(ROOT)): sha256(path.read_bytes()).hexdigest() for path in paths}


def listed() -> dict[str, str]:
    lines = (line.split() for line in LIST.read_text().splitlines())
    return {path: digest for digest, path in lines}


def add_new() -> None:
    known = digests() | listed()
    LIST.write_text("".join(f"{known[path]}  {path}\n" for path in sorted(known)))


if __name__ == "__main__":
    sys.exit(add_new())
