"""Pictures as they come in: looked at on the page, decoded by the worker.

A page reads no more than the head of a file: whether it is a picture, and how large. The file
itself waits below MEDIA_ROOT, under a name that nobody can guess, until the job
`catalog.tasks.draw_picture` has drawn it anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app

from catalog.models import Picture, Presentation, ProductPicture
from catalog.pictures import FOLDER, check_head, keep_picture
from portal.kit.files.storage import check_space, media_path, write_whole

TASK = "catalog.tasks.draw_picture"


def receive(content: IO[bytes]) -> str:
    """Keep the file for the worker and queue its job, in the caller's transaction; the token to
    store beside what the picture is for.

    Raises ValidationError for what is no picture or too large, as far as its head says, and
    DiskFull.
    """
    check_head(content)
    token = uuid4().hex
    check_space(media_path(FOLDER))
    content.seek(0)
    write_whole(waiting_path(token), iter(lambda: content.read(65536), b""))
    app.configure_task(TASK).defer(token=token)
    return token


def draw(token: str) -> Picture | None:
    """Draw the file of this token and put it where it belongs; None where it is no picture after
    all, which is noted beside it. Doing it twice changes nothing."""
    path = waiting_path(token)
    if not path.exists():
        return None
    try:
        with path.open("rb") as file:
            picture = keep_picture(file)
    except ValidationError as error:
        said = " ".join(error.messages)[:200]
        ProductPicture.objects.filter(incoming=token).update(problem=said)
        Presentation.objects.filter(cover_incoming=token).update(cover_problem=said)
        path.unlink(missing_ok=True)
        return None
    _put(token, picture)
    path.unlink(missing_ok=True)
    return picture


@transaction.atomic
def _put(token: str, picture: Picture) -> None:
    """A product that has the picture already does not get it twice."""
    waiting = ProductPicture.objects.filter(incoming=token)
    same = ProductPicture.objects.filter(product=OuterRef("product"), picture=picture)
    waiting.filter(picture=None).filter(Exists(same)).delete()
    waiting.exclude(Exists(same)).update(picture=picture)
    waiting.update(incoming="", problem="")
    Presentation.objects.filter(cover_incoming=token).update(
        cover=picture, cover_incoming="", cover_problem=""
    )


def waiting_path(token: str) -> Path:
    """Where a file waits to be drawn."""
    return media_path(f"{FOLDER}/incoming/{token}")
