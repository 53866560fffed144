from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from portal.kit.jobs.events import UnknownEvent, announce

LISTENER = "portal.kit.tasks.heard"


@pytest.fixture
def one_event(settings: Any) -> None:
    settings.EVENTS = {"test.happened": [LISTENER, "portal.kit.tasks.heard_too"]}


@pytest.mark.django_db
@pytest.mark.usefixtures("one_event")
def test_every_subscriber_gets_a_job() -> None:
    announce("test.happened", 7)

    jobs = ProcrastinateJob.objects.order_by("task_name").values_list("task_name", "args")
    assert list(jobs) == [(LISTENER, {"object_id": 7}), (f"{LISTENER}_too", {"object_id": 7})]


@pytest.mark.django_db
@pytest.mark.usefixtures("one_event")
def test_what_is_rolled_back_is_not_announced() -> None:
    with transaction.atomic():
        announce("test.happened", 7)
        transaction.set_rollback(True)

    assert not ProcrastinateJob.objects.exists()


def test_an_undeclared_event_is_an_error() -> None:
    with pytest.raises(UnknownEvent):
        announce("test.nobody-declared-this", 1)


@pytest.mark.parametrize("path", sorted({p for paths in settings.EVENTS.values() for p in paths}))
def test_every_subscriber_exists(path: str) -> None:
    module, _, name = path.rpartition(".")

    assert callable(getattr(import_module(module), name))
