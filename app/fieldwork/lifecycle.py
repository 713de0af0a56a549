"""States of fieldwork records, what moves them, and who may: the tables that server and client share."""

from enum import StrEnum

from app.core.errors import AppError


class ActivityState(StrEnum):
    SENT = "sent"
    VERIFIED = "verified"
    QUERIED = "queried"
    LOCKED = "locked"
    """Its period is closed: nothing changes any more."""


class ActivityAction(StrEnum):
    EDIT = "edit"
    VERIFY = "verify"
    QUERY = "query"
    LOCK = "lock"
    """By the closing of a period, never by a command of a person."""


ACTIVITY_TRANSITIONS: dict[ActivityState, dict[ActivityAction, ActivityState]] = {
    ActivityState.SENT: {
        ActivityAction.EDIT: ActivityState.SENT,
        ActivityAction.VERIFY: ActivityState.VERIFIED,
        ActivityAction.QUERY: ActivityState.QUERIED,
        ActivityAction.LOCK: ActivityState.LOCKED,
    },
    ActivityState.QUERIED: {
        ActivityAction.EDIT: ActivityState.SENT,
        ActivityAction.LOCK: ActivityState.LOCKED,
    },
    ActivityState.VERIFIED: {ActivityAction.LOCK: ActivityState.LOCKED},
    ActivityState.LOCKED: {},
}

ACTIVITY_WHO: dict[ActivityAction, tuple[str, ...]] = {
    ActivityAction.EDIT: ("owner",),
    ActivityAction.VERIFY: ("team_leader",),
    ActivityAction.QUERY: ("team_leader",),
    ActivityAction.LOCK: (),
}
"""Relations to the record. A team leader never judges what they did, logged or are named on behalf of."""


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class TaskAction(StrEnum):
    FINISH = "finish"
    CANCEL = "cancel"


TASK_TRANSITIONS: dict[TaskState, dict[TaskAction, TaskState]] = {
    TaskState.OPEN: {TaskAction.FINISH: TaskState.DONE, TaskAction.CANCEL: TaskState.CANCELLED},
    TaskState.DONE: {},
    TaskState.CANCELLED: {},
}

TASK_WHO: dict[TaskAction, tuple[str, ...]] = {
    TaskAction.FINISH: ("assignee",),
    TaskAction.CANCEL: ("assigner",),
}


class QuestionState(StrEnum):
    OPEN = "open"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    CLOSED = "closed"


class QuestionAction(StrEnum):
    ANSWER = "answer"
    ESCALATE = "escalate"
    CLOSE = "close"


_UNFINISHED_QUESTION = {
    QuestionAction.ANSWER: QuestionState.ANSWERED,
    QuestionAction.ESCALATE: QuestionState.ESCALATED,
    QuestionAction.CLOSE: QuestionState.CLOSED,
}

QUESTION_TRANSITIONS: dict[QuestionState, dict[QuestionAction, QuestionState]] = {
    QuestionState.OPEN: dict(_UNFINISHED_QUESTION),
    QuestionState.ESCALATED: dict(_UNFINISHED_QUESTION),
    QuestionState.ANSWERED: dict(_UNFINISHED_QUESTION),
    QuestionState.CLOSED: {},
}

QUESTION_WHO: dict[QuestionAction, tuple[str, ...]] = {
    QuestionAction.ANSWER: ("team_leader", "officer"),
    QuestionAction.ESCALATE: ("team_leader", "officer"),
    QuestionAction.CLOSE: ("owner", "team_leader", "officer"),
}


class VisitState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


def next_activity_state(state: str, action: ActivityAction) -> ActivityState:
    """The state an action leads to. Raises STATE_CHANGED where the present state does not allow it."""
    allowed = ACTIVITY_TRANSITIONS[ActivityState(state)]
    if action not in allowed:
        raise state_changed("activity", state, list(allowed))
    return allowed[action]


def next_task_state(state: str, action: TaskAction) -> TaskState:
    allowed = TASK_TRANSITIONS[TaskState(state)]
    if action not in allowed:
        raise state_changed("task", state, list(allowed))
    return allowed[action]


def next_question_state(state: str, action: QuestionAction) -> QuestionState:
    allowed = QUESTION_TRANSITIONS[QuestionState(state)]
    if action not in allowed:
        raise state_changed("question", state, list(allowed))
    return allowed[action]


def state_changed(kind: str, state: str, possible: list[str]) -> AppError:
    """The refusal that tells the present state and what is possible in it."""
    names = sorted(str(action) for action in possible)
    return AppError("STATE_CHANGED", f"{kind}.state_changed", present={"state": state}, possible=names)
