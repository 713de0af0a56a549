"""What the page of a dossier shows. Pure: from a status to the values of the template."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.ids import shown_reference
from app.dossiers.citizen_view import PublicStatus
from app.dossiers.official import IN_PROGRESS, PAUSED, OfficialStatus
from app.public.icons import OF_STATE
from app.public.words import Speaker

TONES = {"accepted": "ok", "completed": "ok", "returned": "need", "submitted": "blue"}
HANDLED = IN_PROGRESS | PAUSED
READY = frozenset({OfficialStatus.FINISHED})
GIVEN = frozenset({OfficialStatus.RESULT_RETURNED})
NO_TRACK = frozenset({"declined", "withdrawn"})
STILL_TO_BRING = ("missing", "promised")
OPEN_STATES = frozenset({"submitted", "returned", "accepted"})


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    strong: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """state: past, here or next."""

    label: str
    state: str
    at: str = ""


def status_values(
    say: Speaker, reference: str, status: PublicStatus, procedure: dict[str, Any] | None
) -> dict[str, Any]:
    """Everything status.html needs. procedure: the catalogue's document, None for one that is not listed."""
    state, official = status.work_state, status.official_status
    returned = status.returned_items if state == "returned" else []
    # A paper that has to be mended is not there yet, whatever was seen of it.
    to_mend = {label["vi"] for label in returned}
    papers = [
        (p["state"], p["label"]["vi"] in to_mend, Paper(say.both(p["label"]), _paper_words(say, p)))
        for p in status.documents
        if _matters(p)
    ]
    is_open = state in OPEN_STATES
    bring = [paper for kept, _, paper in papers if is_open and kept in STILL_TO_BRING]
    name = say.both(status.procedure_name)
    return {
        "name": name or say("guide.title"),
        "shown_code": shown_reference(reference),
        "tone": TONES.get(state, "plain"),
        "verdict": say(f"state.{state}"),
        "verdict_icon": OF_STATE[state],
        "lines": _lines(say, status, is_lacking=bool(bring)),
        "returned": [say.both(label) for label in returned],
        "bring": bring,
        "have": [paper for kept, bad, paper in papers if kept not in STILL_TO_BRING and not bad],
        "free": is_open and is_free(procedure),
        "steps": _steps(say, status),
        "official": say(f"official.{official}") if official is not None else "",
        "official_code": status.official_code,
        "centre": status.centre,
        "hours": say.hours(status.centre["hours"] or ""),
        "updated": say.moment(status.updated_at),
    }


def _matters(document: dict[str, Any]) -> bool:
    """A paper that is only wanted "if there is one" is not missed."""
    return bool(document["required"]) or document["state"] != "missing"


def _paper_words(say: Speaker, document: dict[str, Any]) -> str:
    if document["state"] == "promised" and document["promised_on"]:
        return say("paper.promised_on", day=say.day(date.fromisoformat(document["promised_on"])))
    return say(f"paper.{document['state']}")


def is_free(procedure: dict[str, Any] | None) -> bool:
    """Whether every fee is known to be nothing; unknown is not free."""
    fees = (procedure or {}).get("fees") or []
    return bool(fees) and all(fee["amount"] == 0 for fee in fees)


def _lines(say: Speaker, status: PublicStatus, *, is_lacking: bool) -> list[Line]:
    """What the verdict says below its title: since when, and what comes next.

    is_lacking: papers are still to be brought. Then nobody is told that there is nothing to do, nor a day that was
    reckoned as if they were there; the centre's own appointment stands.
    """
    lines = []
    if status.work_state == "accepted" and status.accepted_at is not None:
        lines.append(Line(say("at", moment=say.moment(status.accepted_at))))
    if status.official_status in READY | GIVEN and status.work_state in ("accepted", "completed"):
        return [*lines, Line(say("next.ready" if status.official_status in READY else "next.given"))]
    is_running = status.work_state in ("submitted", "accepted")
    lines.append(Line(say(f"next.{status.work_state}{'_lacking' if is_lacking and is_running else ''}")))
    if is_running and status.official_status in PAUSED:
        lines.append(Line(say("due.paused")))
    elif is_running and is_lacking and status.due_is_expected:
        lines.append(Line(say("due.when_complete")))
    elif is_running and status.due_at is not None:
        words = "due.expected" if status.due_is_expected else "due.official"
        lines.append(Line(say(words), say.due(status.due_at)))
    return lines


def _steps(say: Speaker, status: PublicStatus) -> list[Step]:
    """The way of a dossier, with where it is; empty for one that went no further."""
    if status.work_state in NO_TRACK:
        return []
    names = ["sent", "handed", "handled", "result"]
    here = _position(status)
    if status.work_state == "returned":
        names.insert(1, "supplement")
        here = 1
    at = {"sent": status.submitted_at, "handed": status.accepted_at}
    steps = []
    for index, name in enumerate(names):
        state = "past" if index < here else "here" if index == here else "next"
        moment = at.get(name)
        at_words = say.moment(moment) if moment is not None and state != "next" else ""
        steps.append(Step(say(f"step.{name}"), state, at_words))
    return steps


def _position(status: PublicStatus) -> int:
    """Index of the step that is now, a supplement left aside; 4 when all are done."""
    if status.work_state == "submitted":
        return 0
    if status.official_status in GIVEN:
        return 4
    if status.work_state == "completed" or status.official_status in READY:
        return 3
    return 2 if status.official_status in HANDLED else 1
