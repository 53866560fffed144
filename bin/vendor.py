"""Copy pinned files out of node_modules into static/vendor and record what they are."""

import hashlib
import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "static" / "vendor"
MANIFEST = TARGET / "manifest.json"

# Package: folder in static/vendor, and the files to copy into it.
FILES = {
    # One file a weight: WeasyPrint would cut each weight out of the variable font for each PDF.
    "@fontsource/inter": (
        "inter-print",
        {
            "files/inter-latin-400-normal.woff2": "inter-latin-400.woff2",
            "files/inter-latin-500-normal.woff2": "inter-latin-500.woff2",
            "files/inter-latin-600-normal.woff2": "inter-latin-600.woff2",
            "LICENSE": "LICENSE",
        },
    ),
    "@fontsource-variable/inter": (
        "inter",
        {"files/inter-latin-wght-normal.woff2": "inter-latin.woff2", "LICENSE": "LICENSE"},
    ),
}


def locked() -> dict[str, dict[str, str]]:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return {name: packages[f"node_modules/{name}"] for name in FILES}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def entry(name: str, lock: dict[str, str]) -> dict[str, object]:
    folder, files = FILES[name]
    return {
        "version": lock["version"],
        "licence": lock["license"],
        "integrity": lock["integrity"],
        "files": {f"{folder}/{to}": digest(TARGET / folder / to) for to in files.values()},
    }


def forget_funding() -> None:
    """npm writes addresses into the lock file that nothing here needs."""
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2) + "\n")


def copy() -> None:
    forget_funding()
    for name, (folder, files) in FILES.items():
        (TARGET / folder).mkdir(parents=True, exist_ok=True)
        for source, to in files.items():
            shutil.copyfile(ROOT / "node_modules" / name / source, TARGET / folder / to)
    manifest = {name: entry(name, lock) for name, lock in locked().items()}
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"vendored {', '.join(manifest)}")


def check() -> list[str]:
    """What differs from the manifest, the lock or the list above."""
    recorded = json.loads(MANIFEST.read_text())
    faults = []
    expected = {MANIFEST}
    for name, lock in locked().items():
        folder, files = FILES[name]
        paths = {TARGET / folder / to for to in files.values()}
        expected |= paths
        missing = [path for path in paths if not path.exists()]
        faults += [f"{path.relative_to(ROOT)} is missing" for path in missing]
        if not missing and recorded.get(name) != entry(name, lock):
            faults.append(f"{name} differs from the manifest or the lock; run bin/vendor")
    extra = {path for path in TARGET.rglob("*") if path.is_file()} - expected
    return faults + [f"{path.relative_to(ROOT)} belongs to no package" for path in sorted(extra)]


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        faults = check()
        print("\n".join(faults) or "vendored files are as recorded")
        sys.exit(bool(faults))
    copy()
