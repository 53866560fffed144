"""Tell whoever listens what happened, without importing them.

`settings.EVENTS` names every event and the dotted paths of the tasks that hear of it.
"""

from django.conf import settings
from procrastinate.contrib.django import app


class UnknownEvent(KeyError):
    """The event is not declared in `settings.EVENTS`."""


def announce(event: str, object_id: int) -> None:
    """Queue one job per subscriber, in the caller's transaction: no commit, no jobs.

    Each subscriber is called with `object_id`. Raises UnknownEvent for an undeclared name.
    """
    if event not in settings.EVENTS:
        raise UnknownEvent(event)
    for subscriber in settings.EVENTS[event]:
        app.configure_task(subscriber).defer(object_id=object_id)
