"""Due dates: the worked cases, and what the rules imply beside them."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import VIETNAM
from app.dossiers.cli import due_command
from app.dossiers.due import (
    USUAL_DAY,
    USUAL_WEEK,
    CannotCount,
    Limit,
    Pause,
    calendar_for,
    due,
    expected_due,
    pauses_of,
    usual_calendar,
)

CASES = json.loads((Path(__file__).parents[1] / "vectors" / "due.json").read_text())["cases"]


def vn(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_worked_case(case: dict[str, Any]) -> None:
    pauses = [Pause(datetime.fromisoformat(p["from"]), datetime.fromisoformat(p["to"])) for p in case.get("pauses", [])]
    found = due(datetime.fromisoformat(case["received_at"]), Limit(**case["rule"]), pauses)
    assert found == datetime.fromisoformat(case["due_at"])


def test_an_office_open_on_saturday_mornings_is_due_there() -> None:
    saturday = calendar_for({**USUAL_WEEK, 5: USUAL_DAY[:1]})
    friday_afternoon = vn("2026-11-20T15:00")
    assert due(friday_afternoon, Limit(4, "working_hour"), calendar=saturday) == vn("2026-11-21T09:00")
    assert due(friday_afternoon, Limit(4, "working_hour")) == vn("2026-11-23T09:00")


def test_the_cutoff_on_a_day_off_means_the_next_working_day() -> None:
    assert due(vn("2026-11-21T16:00"), Limit(1, "working_day", True)) == vn("2026-11-23T17:00")


def test_the_cutoff_counts_for_one_working_day_only() -> None:
    assert due(vn("2026-11-25T15:10"), Limit(2, "working_day", True)) == vn("2026-11-27T15:10")


def test_a_pause_pushes_the_same_day_on() -> None:
    pause = Pause(vn("2026-11-25T10:00"), vn("2026-11-26T10:00"))
    assert due(vn("2026-11-25T09:00"), Limit(1, "working_day", True), [pause]) == vn("2026-11-26T17:00")


def test_an_unfinished_pause_leaves_no_date() -> None:
    assert due(vn("2026-11-25T09:00"), Limit(3, "working_day"), [Pause(vn("2026-11-25T10:00"), None)]) is None


def test_overlapping_pauses_count_once() -> None:
    pauses = [
        Pause(vn("2026-11-03T10:00"), vn("2026-11-04T14:00")),
        Pause(vn("2026-11-03T16:00"), vn("2026-11-05T14:00")),
    ]
    assert due(vn("2026-11-02T09:00"), Limit(3, "working_day"), pauses) == vn("2026-11-09T11:00")


def test_pauses_add_whole_calendar_days() -> None:
    pause = Pause(vn("2026-11-13T16:00"), vn("2026-11-16T08:00"))
    assert due(vn("2026-11-12T10:00"), Limit(10, "calendar_day"), [pause]) == vn("2026-11-25T17:00")


def test_years_beyond_the_table_follow_the_law() -> None:
    assert not usual_calendar().is_open_on(vn("2029-09-02").date())
    assert not usual_calendar().is_open_on(vn("2029-04-30").date())


def test_an_office_that_never_opens_is_said_so() -> None:
    with pytest.raises(CannotCount):
        due(vn("2026-11-25T09:00"), Limit(1, "calendar_day"), calendar=calendar_for({}))


def test_pauses_come_from_the_official_history() -> None:
    history = [
        {"status": 2, "at": "2026-11-02T02:00:00Z"},
        {"status": 5, "at": "2026-11-03T03:00:00Z"},
        {"status": 6, "at": "2026-11-04T03:00:00Z"},
        {"status": 4, "at": "2026-11-05T07:00:00Z"},
    ]
    assert pauses_of(history) == [Pause(vn("2026-11-03T10:00"), vn("2026-11-05T14:00"))]
    limit = {"value": 3, "unit": "working_day", "cutoff_15h": False}
    assert expected_due(limit, vn("2026-11-02T09:00"), history) == vn("2026-11-09T11:00")
    assert expected_due(limit, vn("2026-11-02T09:00"), history[:2]) is None


@pytest.mark.parametrize("limit", [None, {}, {"value": None, "unit": "working_day"}, {"value": 3, "unit": "moons"}])
def test_an_unknown_limit_gives_no_date(limit: dict[str, Any] | None) -> None:
    assert expected_due(limit, vn("2026-11-02T09:00")) is None


moments = st.integers(0, 790 * 24 * 60).map(lambda minutes: vn("2025-09-01T00:00") + timedelta(minutes=minutes))


@given(moments, st.integers(1, 40))
def test_a_due_moment_lies_in_working_time_and_later_is_never_earlier(received: datetime, hours: int) -> None:
    first = due(received, Limit(hours, "working_hour"))
    second = due(received + timedelta(hours=1), Limit(hours, "working_hour"))
    assert first is not None
    assert second is not None
    assert received <= first <= second
    assert any(opens <= first.time() <= closes for opens, closes in usual_calendar().spans(first.date()))
    assert first.time() not in (time(7, 0), time(13, 30))


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(due_command, arguments)
    return result.exit_code, result.output


def test_the_command_prints_the_due_time() -> None:
    received = ("--received", "2026-11-23T15:10+07:00", "--value", "1", "--unit", "working_day")
    assert run(*received, "--cutoff-15h") == (0, "2026-11-25T17:00:00+07:00\n")
    assert run(*received, "--ward", "19753") == (0, "2026-11-25T15:10:00+07:00\n")


def test_the_command_counts_pauses_and_refuses_what_is_none() -> None:
    received = ("--received", "2026-11-02T09:00", "--value", "3", "--unit", "working_day", "--pause")
    pause = "2026-11-03T10:00:00+07:00/2026-11-05T14:00:00+07:00"
    assert run(*received, pause) == (0, "2026-11-09T11:00:00+07:00\n")
    for wrong in ("yesterday", "2026-11-05T14:00/2026-11-03T10:00", "2026-11-05T14:00/"):
        assert run(*received, wrong)[0] == 2
