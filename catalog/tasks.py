"""The catalogue's work in the background. Each job may run twice and does its work once."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from catalog import uploads
from catalog.models import Favourite, PresentationView


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def forget_person(*, object_id: int) -> None:
    """A person was erased: what they kept goes, what their company opened stays without a name."""
    Favourite.objects.filter(user=object_id).delete()
    PresentationView.objects.filter(user=object_id).update(user=None)


@app.task(retry=RetryStrategy(max_attempts=3, exponential_wait=3))
def draw_picture(*, token: str) -> None:
    """A file was handed in: it becomes a picture, or its page says why it could not."""
    uploads.draw(token)
