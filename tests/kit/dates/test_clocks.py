from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.kit.dates.clocks import ClockWatch

pytestmark = pytest.mark.django_db


def test_clock_that_is_ahead_of_the_databases_is_said_in_the_log(caplog) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=10)):
        ClockWatch().look()
    assert "seconds ahead of the database's" in caplog.text


def test_clock_that_is_behind_is_said_once_an_hour(caplog) -> None:
    clocks = ClockWatch()
    real = datetime.now(UTC)
    for minutes in (0, 1, 2, 59, 61):
        with time_machine.travel(real + timedelta(minutes=minutes - 120)):
            clocks.compare(real + timedelta(minutes=minutes))
    assert len(caplog.records) == 2
    assert "7200 seconds behind the database's" in caplog.text


def test_clocks_that_agree_are_not_worth_a_word(caplog) -> None:
    assert abs(ClockWatch().look()) < timedelta(seconds=30)
    assert caplog.text == ""
