"""SQL objects live in files of their own; migrations load them from there."""

from pathlib import Path

from django.db import migrations


def run_file(path: Path, *, undo: str = migrations.RunSQL.noop) -> migrations.RunSQL:
    """A migration operation that runs the statements of `path`, undone by `undo`."""
    return migrations.RunSQL(path.read_text(), reverse_sql=undo)
