"""States of a dossier, what moves it, and who may: the tables that server and client share. Pure.

Two axes. `work_state` is ours. The official status belongs to the centre and is only written down here;
neither moves the other.
"""

from enum import StrEnum
from typing import NamedTuple

from app.core.errors import AppError


class Status(StrEnum):
    """Where our work on a dossier stands (trạng thái của Tổ Số)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    """Needs a supplement: leader or officer has named the items and the reason."""
    ACCEPTED = "accepted"
    """Handed over to the ward. Not the legal reception, which only the centre can declare."""
    COMPLETED = "completed"
    DECLINED = "declined"
    """Could not be passed on. Not the legal refusal, which only the centre can declare."""
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What can be done to a dossier; each is the verb of its command."""

    EDIT = "edit"
    SUBMIT = "submit"
    DISCARD = "discard"
    WITHDRAW = "withdraw"
    ATTACH = "attach"
    COMMENT = "comment"
    RECORD_PORTAL = "record_portal"
    HAND_OVER = "hand_over"
    CLAIM = "claim"
    RELEASE = "release"
    ASSIGN = "assign"
    TRANSFER = "transfer"
    RETURN = "return"
    ACCEPT = "accept"
    DECLINE = "decline"
    COMPLETE = "complete"
    REOPEN = "reopen"
    RECORD_OFFICIAL = "record_official"
    MARK_DOCUMENT = "mark_document"
    RECORD_PAYMENT = "record_payment"
    RECORD_RESULT = "record_result"
    RESOLVE = "resolve"
    """Decide about a value that two people changed (`conflict.resolve`)."""


class Relation(StrEnum):
    """What a person is to a dossier. Without one the dossier does not exist for them."""

    OWNER = "owner"
    TEAM_LEADER = "team_leader"
    OFFICER = "officer"
    """Officer or manager of the receiving ward."""
    POINT_STAFF = "point_staff"
    """Point staff who own it."""


OPEN = frozenset({Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED})
"""Something is still to be done."""

CLOSED = frozenset({Status.COMPLETED, Status.DECLINED, Status.WITHDRAWN})
"""Nothing more is expected; `closed_at` is set."""

AT_DESK = frozenset({Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED})
"""In the ward's queue, or about to be there again."""

WAITS_FOR_OWNER = frozenset({Status.DRAFT, Status.RETURNED})
"""The owner has to act next; only then the owner sees every value unmasked."""

CLOCK_RUNS = frozenset({Status.SUBMITTED, Status.ACCEPTED})
"""The ward has to act next, by a day; unless the centre says otherwise (official.CLOCK_STANDS)."""

_KEPT_UP_TO_DATE = (
    Action.COMMENT,
    Action.HAND_OVER,
    Action.RECORD_OFFICIAL,
    Action.MARK_DOCUMENT,
    Action.RECORD_PAYMENT,
)


def _staying(status: Status, *actions: Action) -> dict[Action, Status | None]:
    return dict.fromkeys(actions, status)


ALLOWED: dict[Status, dict[Action, Status | None]] = {
    Status.DRAFT: {
        **_staying(Status.DRAFT, Action.EDIT, Action.ATTACH, Action.COMMENT, Action.RECORD_PORTAL, Action.HAND_OVER),
        **_staying(Status.DRAFT, Action.RESOLVE),
        Action.SUBMIT: Status.SUBMITTED,
        Action.DISCARD: None,
        Action.WITHDRAW: Status.WITHDRAWN,
    },
    Status.SUBMITTED: {
        **_staying(
            Status.SUBMITTED, Action.EDIT, Action.ATTACH, Action.RECORD_PORTAL, Action.RESOLVE, *_KEPT_UP_TO_DATE
        ),
        **_staying(Status.SUBMITTED, Action.CLAIM, Action.RELEASE, Action.ASSIGN, Action.TRANSFER),
        Action.ACCEPT: Status.ACCEPTED,
        Action.RETURN: Status.RETURNED,
        Action.DECLINE: Status.DECLINED,
        Action.WITHDRAW: Status.WITHDRAWN,
    },
    Status.RETURNED: {
        **_staying(
            Status.RETURNED, Action.EDIT, Action.ATTACH, Action.RECORD_PORTAL, Action.RESOLVE, *_KEPT_UP_TO_DATE
        ),
        **_staying(Status.RETURNED, Action.CLAIM, Action.RELEASE, Action.ASSIGN, Action.TRANSFER),
        Action.SUBMIT: Status.SUBMITTED,
        Action.DECLINE: Status.DECLINED,
        Action.WITHDRAW: Status.WITHDRAWN,
    },
    Status.ACCEPTED: {
        **_staying(Status.ACCEPTED, Action.RECORD_PORTAL, Action.RESOLVE, *_KEPT_UP_TO_DATE),
        **_staying(Status.ACCEPTED, Action.CLAIM, Action.RELEASE, Action.ASSIGN, Action.RECORD_RESULT),
        Action.RETURN: Status.RETURNED,
        Action.COMPLETE: Status.COMPLETED,
        Action.WITHDRAW: Status.WITHDRAWN,
        Action.REOPEN: Status.SUBMITTED,
    },
    Status.COMPLETED: {
        **_staying(Status.COMPLETED, Action.RECORD_RESULT, *_KEPT_UP_TO_DATE),
        Action.REOPEN: Status.ACCEPTED,
    },
    Status.DECLINED: {
        **_staying(Status.DECLINED, Action.COMMENT, Action.RECORD_OFFICIAL),
        Action.REOPEN: Status.SUBMITTED,
    },
    Status.WITHDRAWN: {
        **_staying(Status.WITHDRAWN, Action.COMMENT, Action.RECORD_OFFICIAL),
    },
}
"""State → action → next state; None: the record is gone. What is missing here is not possible.

Reopening leads one step back: a declined or accepted dossier waits for the ward again, a completed one is
accepted again. A withdrawn one stays so: the citizen's word is final, and a new dossier costs little.
"""

_ANYBODY_AT_WORK = frozenset({Relation.OWNER, Relation.TEAM_LEADER, Relation.OFFICER})
_OWNER = frozenset({Relation.OWNER})
_OFFICER = frozenset({Relation.OFFICER})
_OWNER_OR_OFFICER = _OWNER | _OFFICER
_COUNTER = frozenset({Relation.OFFICER, Relation.POINT_STAFF})

WHO: dict[Action, frozenset[Relation]] = {
    Action.EDIT: _OWNER_OR_OFFICER,
    Action.SUBMIT: _OWNER,
    Action.DISCARD: _OWNER,
    Action.WITHDRAW: _OWNER_OR_OFFICER,
    Action.ATTACH: _OWNER,
    Action.COMMENT: _ANYBODY_AT_WORK,
    Action.RECORD_PORTAL: _OWNER_OR_OFFICER,
    Action.HAND_OVER: _ANYBODY_AT_WORK,
    Action.CLAIM: _OFFICER,
    Action.RELEASE: _OFFICER,
    Action.ASSIGN: _OFFICER,
    Action.TRANSFER: _OFFICER,
    Action.RETURN: frozenset({Relation.TEAM_LEADER, Relation.OFFICER}),
    Action.ACCEPT: _OFFICER,
    Action.DECLINE: _OFFICER,
    Action.COMPLETE: _OFFICER,
    Action.REOPEN: _OFFICER,
    Action.RECORD_OFFICIAL: _OFFICER,
    Action.MARK_DOCUMENT: _OFFICER,
    Action.RECORD_PAYMENT: _COUNTER,
    Action.RECORD_RESULT: _COUNTER,
    Action.RESOLVE: _OWNER_OR_OFFICER,
}
"""Action → relations that may do it. Who has none of them but another is refused; who has none finds nothing."""


class Editable(NamedTuple):
    """What somebody may edit: in these states, these fields and everything below them."""

    states: frozenset[Status]
    fields: tuple[str, ...]


EDITABLE: dict[Relation, Editable] = {
    Relation.OWNER: Editable(
        WAITS_FOR_OWNER,
        (
            "applicant",
            "subject",
            "representative",
            "vulnerable",
            "form",
            "documents",
            "note",
            "consent",
            "channel",
            "procedure",
            "hamlet_id",
            "support_point_id",
            "visit_id",
        ),
    ),
    Relation.OFFICER: Editable(frozenset({Status.SUBMITTED, Status.RETURNED}), ("applicant", "documents", "note")),
}

ONLY_IN: dict[tuple[Action, Relation], frozenset[Status]] = {
    (Action.RETURN, Relation.TEAM_LEADER): frozenset({Status.SUBMITTED}),
    (Action.EDIT, Relation.OWNER): EDITABLE[Relation.OWNER].states,
    (Action.EDIT, Relation.OFFICER): EDITABLE[Relation.OFFICER].states,
}
"""Where a relation may do less than the action allows in itself."""


def next_status(status: str, action: Action) -> Status | None:
    """The state an action leads to, None when the record goes. Raises STATE_CHANGED unless it is possible."""
    allowed = ALLOWED[Status(status)]
    if action not in allowed:
        raise AppError("STATE_CHANGED", "dossier.state_changed", state=status, possible=sorted(allowed))
    return allowed[action]


def may(action: Action, relations: frozenset[Relation], status: str) -> bool:
    """Whether one of these relations allows the action on a dossier in this state."""
    here = Status(status)
    able = WHO[action] & relations
    return action in ALLOWED[here] and any(here in ONLY_IN.get((action, r), ALLOWED.keys()) for r in able)


def possible(relations: frozenset[Relation], status: str) -> list[str]:
    """What somebody with these relations may do next, by name."""
    return sorted(action for action in Action if may(action, relations, status))


def may_edit(relations: frozenset[Relation], status: str, field: str) -> bool:
    """Whether a dotted field may be edited in this state by one of these relations."""
    first = field.partition(".")[0]
    return any(
        relation in relations and Status(status) in editable.states and first in editable.fields
        for relation, editable in EDITABLE.items()
    )
