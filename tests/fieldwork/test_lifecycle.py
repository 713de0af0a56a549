"""The tables of states, with every allowed step written out."""

import pytest

from app.core.errors import AppError
from app.fieldwork.lifecycle import (
    ACTIVITY_TRANSITIONS,
    QUESTION_TRANSITIONS,
    TASK_TRANSITIONS,
    ActivityAction,
    ActivityState,
    QuestionAction,
    QuestionState,
    TaskAction,
    TaskState,
    next_activity_state,
    next_question_state,
    next_task_state,
)

ACTIVITY = {
    ("sent", "edit"): "sent",
    ("sent", "verify"): "verified",
    ("sent", "query"): "queried",
    ("sent", "lock"): "locked",
    ("queried", "edit"): "sent",
    ("queried", "lock"): "locked",
    ("verified", "lock"): "locked",
}
TASK = {("open", "finish"): "done", ("open", "cancel"): "cancelled"}
QUESTION = {
    (state, action): target
    for state in ("open", "escalated", "answered")
    for action, target in (("answer", "answered"), ("escalate", "escalated"), ("close", "closed"))
}


@pytest.mark.parametrize("state", ActivityState)
@pytest.mark.parametrize("action", ActivityAction)
def test_activity(state: ActivityState, action: ActivityAction) -> None:
    expected = ACTIVITY.get((state.value, action.value))
    if expected:
        assert next_activity_state(state, action) == expected
        return
    with pytest.raises(AppError) as refused:
        next_activity_state(state, action)
    assert refused.value.code == "STATE_CHANGED"
    assert refused.value.data["present"] == {"state": state.value}


@pytest.mark.parametrize("state", TaskState)
@pytest.mark.parametrize("action", TaskAction)
def test_task(state: TaskState, action: TaskAction) -> None:
    expected = TASK.get((state.value, action.value))
    if expected:
        assert next_task_state(state, action) == expected
        return
    with pytest.raises(AppError):
        next_task_state(state, action)


@pytest.mark.parametrize("state", QuestionState)
@pytest.mark.parametrize("action", QuestionAction)
def test_question(state: QuestionState, action: QuestionAction) -> None:
    expected = QUESTION.get((state.value, action.value))
    if expected:
        assert next_question_state(state, action) == expected
        return
    with pytest.raises(AppError):
        next_question_state(state, action)


def test_every_state_has_its_row() -> None:
    assert set(ACTIVITY_TRANSITIONS) == set(ActivityState)
    assert set(TASK_TRANSITIONS) == set(TaskState)
    assert set(QUESTION_TRANSITIONS) == set(QuestionState)
