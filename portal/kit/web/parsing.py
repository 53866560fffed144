"""Keys that come from outside."""

from uuid import UUID


def uuid_of(text: str) -> UUID | None:
    """The UUID that is written there; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
