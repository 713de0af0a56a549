"""The access matrix, written out from the specification and from nothing else.

Who is what to a record, who may send what, and what everybody else is told. The tests ask the product
and compare; none of these tables is derived from the product's own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core.ids import new_id
from app.demo import cast
from tests.support.dossiers import birth, expect

Json = dict[str, Any]

PERSONAS = {
    "owner": ("volunteer1", "volunteer"),
    "same team": ("volunteer2", "volunteer"),
    "other team": ("volunteer3", "volunteer"),
    "other ward": ("volunteer4", "volunteer"),
    "leader": ("leader1", "leader"),
    "other leader": ("leader2", "leader"),
    "leader of another ward": ("leader4", "leader"),
    "officer": ("officer1", "officer"),
    "officer of another ward": ("officer4", "officer"),
    "manager": ("manager1", "officer"),
    "point staff": ("post1", "point staff"),
    "overseer": ("overseer1", "overseer"),
}
"""Name → (login, role). Beside them: nobody, somebody disabled, a revoked device of the owner."""

NOBODY, DISABLED, REVOKED = "nobody", "disabled", "revoked device"
EVERYBODY = (*PERSONAS, NOBODY, DISABLED, REVOKED)

OWN, FOREIGN, MISSING = "own", "foreign", "missing"
RECORDS = (OWN, FOREIGN, MISSING)
"""A record of Phú Xuân's team 1 made by the owner; one of Thuận Hóa's team 4; an id that does not exist."""

RELATIONS: dict[str, dict[str, str]] = {
    OWN: {"owner": "owner", "leader": "leader", "officer": "officer", "manager": "officer"},
    FOREIGN: {"other ward": "owner", "leader of another ward": "leader", "officer of another ward": "officer"},
    MISSING: {},
}
"""What each persona is to the record; who is not named is a stranger."""

ROLES_OF_RELATION = {
    "owner": {"volunteer", "leader", "officer", "point staff"},
    "leader": {"leader"},
    "officer": {"officer"},
}

APPLIED, FORBIDDEN, NOT_FOUND, INVALID = "applied", "FORBIDDEN", "NOT_FOUND", "VALIDATION"


@dataclass(frozen=True)
class Crew:
    """Who makes the records of one ward."""

    ward: str
    owner: str
    leader: str
    officer: str
    other_owner: str


CREWS = {
    OWN: Crew(cast.PHU_XUAN, "volunteer1", "leader1", "officer1", "volunteer2"),
    FOREIGN: Crew(cast.THUAN_HOA, "volunteer4", "leader4", "officer4", "leader4"),
}


@dataclass(frozen=True)
class Case:
    """A command on a record. who: relations that may. roles: those who may ever send it, None: as `who` says.

    record: the kind of record it needs. args: from what the record's making returned. only_owner_sees: a draft.
    """

    who: frozenset[str]
    record: str
    args: Callable[[Json], Json]
    roles: frozenset[str] | None = None
    only_owner_sees: bool = False

    @property
    def senders(self) -> frozenset[str]:
        return self.roles or frozenset().union(*(ROLES_OF_RELATION[relation] for relation in self.who))


def case(who: str, record: str, args: Any = None, **more: Any) -> Case:
    """who: relations by blanks; args: fixed, or made from the record."""
    made = args if callable(args) else (lambda _record, fixed=args or {}: fixed)
    return Case(frozenset(who.split()), record, made, **more)


AT = "2026-11-23T15:40:00+07:00"
WHY = {"reason": "Gia đình xin như vậy"}
SUBMITTED, ACCEPTED, DRAFT = expect("submitted", 1), expect("accepted", 1), expect("draft", 0)
COUNTER = frozenset({"officer", "point staff"})
FIELD = frozenset({"volunteer", "leader"})
FIELD_AND_OFFICERS = FIELD | {"officer"}
ANY_OWNER = frozenset({"volunteer", "leader", "officer", "point staff"})
LEADERS_AND_OFFICERS = frozenset({"leader", "officer"})
NOTE = {"changes": [{"field": "note", "base": None, "new": "Đã gọi cho gia đình"}]}

ON_RECORDS: dict[str, Case] = {
    "dossier.edit": case("owner officer", "returned", NOTE),
    "dossier.submit": case("owner", "draft", DRAFT, only_owner_sees=True),
    "dossier.discard": case("owner", "draft", only_owner_sees=True),
    "dossier.withdraw": case("owner officer", "submitted", SUBMITTED | WHY),
    "dossier.attach": case("owner", "submitted", lambda _: {"item": "declaration", "file_id": new_id()}),
    "dossier.comment": case("owner leader officer", "submitted", {"text": "Đã xem"}),
    "dossier.record_portal": case("owner officer", "submitted", {"where": "point", "at": AT}),
    "dossier.hand_over": case("owner leader officer", "submitted", lambda r: {"to": r["heir"]} | WHY),
    "dossier.claim": case("officer", "submitted"),
    "dossier.release": case("officer", "claimed", roles=frozenset({"officer"})),
    "dossier.assign": case("officer", "submitted", lambda r: {"assignee_id": r["officer"]}),
    "dossier.transfer": case("officer", "submitted", {"ward": "19777"} | WHY),
    "dossier.return": case(
        "leader officer", "submitted", SUBMITTED | WHY | {"items": [{"path": "form.child_name", "message": "Thiếu"}]}
    ),
    "dossier.accept": case("officer", "submitted", SUBMITTED),
    "dossier.decline": case("officer", "submitted", SUBMITTED | WHY),
    "dossier.complete": case("officer", "accepted", ACCEPTED),
    "dossier.reopen": case("officer", "accepted", ACCEPTED | WHY),
    "dossier.record_official": case("officer", "submitted", {"status": 2, "at": AT}),
    "dossier.mark_document": case("officer", "submitted", {"item": "declaration", "compared": True}),
    "dossier.record_payment": case(
        "officer", "submitted", {"method": "portal", "amount_vnd": 8000, "state": "paid"}, roles=COUNTER
    ),
    "dossier.record_result": case(
        "officer", "accepted", {"at": AT, "place": "Trung tâm", "collector": "Chủ hồ sơ"}, roles=COUNTER
    ),
    "conflict.resolve": case(
        "owner officer", "in conflict", lambda r: {"conflict_id": r.get("conflict", new_id()), "choose": "mine"}
    ),
    "visit.close": case("owner", "visit", {"ended_at": AT, "counts": {"guided": 2}}, roles=FIELD),
    "vneid.edit": case("owner leader officer", "vneid", {"outcome": "pending"}, roles=FIELD_AND_OFFICERS),
    "activity.edit": case("owner", "activity", {"changes": [{"field": "note", "new": "Đã sửa"}]}, roles=FIELD),
    "activity.verify": case("leader", "activity", {"expect": {"state": "sent"}}),
    "activity.query": case("leader", "activity", {"expect": {"state": "sent"}} | WHY),
    "task.finish": case("owner", "task", {"outcome": "done"}),
    "task.cancel": case("leader", "task", WHY, roles=LEADERS_AND_OFFICERS),
    "question.answer": case("leader officer", "question", {"text": "Làm như sau"}),
    "question.escalate": case("leader officer", "question", {"to": "city", "text": "Nhờ thành phố"}),
    "question.close": case("owner leader officer", "question", roles=ANY_OWNER),
}
"""Commands on a record that exists."""


@dataclass(frozen=True)
class Making:
    """A command that makes a record.

    place_fails: the answer for a place of another ward, or none. role_fails: for who may never send it.
    """

    roles: frozenset[str]
    args: Callable[[Json], Json]
    place_fails: str
    role_fails: str = FORBIDDEN


def in_hamlet(**args: Any) -> Callable[[Json], Json]:
    return lambda place: args | {"hamlet_id": place["hamlet"]}


MAKING: dict[str, Making] = {
    "dossier.create": Making(ANY_OWNER, lambda place: birth(ward=place["ward"]), NOT_FOUND, role_fails=NOT_FOUND),
    "visit.open": Making(FIELD, in_hamlet(started_at=AT), INVALID),
    "vneid.record": Making(
        FIELD_AND_OFFICERS, in_hamlet(person=None, kind="vneid", step="activated", outcome="done"), INVALID
    ),
    "activity.log": Making(
        FIELD, in_hamlet(task="a", kind="home_visit", started_at=AT, ended_at=AT, counts={"people_helped": 1}), INVALID
    ),
    "task.assign": Making(
        LEADERS_AND_OFFICERS,
        lambda place: {
            "hamlet_id": place["hamlet"],
            "assignee_id": place["assignee"],
            "kind": "visit",
            "subject": "Thăm nhà",
            "due_on": "2026-12-01",
        },
        INVALID,
    ),
    "question.ask": Making(ANY_OWNER, in_hamlet(category="vneid", text="Không nhận được mã"), INVALID),
}
"""Commands that make a record, in the persona's own ward, in a foreign one, in one that does not exist."""

ASSIGNEES = {
    "other leader": "volunteer3",
    "officer of another ward": "volunteer4",
    "leader of another ward": "volunteer4",
}
"""Whom a persona may give a task to; volunteer1 for all others."""


def expected_on_record(persona: str, command: Case, record: str) -> str:
    """What the persona is told: to a stranger the record does not exist, whatever the command."""
    relation = RELATIONS[record].get(persona)
    if relation is None or (command.only_owner_sees and relation != "owner"):
        return NOT_FOUND
    may = relation in command.who and PERSONAS[persona][1] in command.senders
    return APPLIED if may else FORBIDDEN


def expected_of_making(persona: str, making: Making, place: str) -> str:
    if PERSONAS[persona][1] not in making.roles:
        return making.role_fails
    return APPLIED if place == OWN else making.place_fails


READERS = frozenset({"owner", "leader", "officer"})
"""Relations that see a submitted dossier."""
