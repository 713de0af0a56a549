"""What a reader may see of a dossier. Pure.

ID numbers and sensitive answers are shown only to the owner of a draft or returned dossier, who has to work
on them; everybody else uses `reveal`, with a reason. A team's leader, who looks whether a dossier is complete,
gets neither what it takes to call on a citizen or a witness nor what the owner noted about them. A masked value is
null and its path is in `masked`.
"""

import re
from enum import Enum
from typing import Any

from app.catalogue.forms import is_sensitive_field, mask_form
from app.core.actor import Actor
from app.core.citizen import masked_person
from app.dossiers.content import PEOPLE
from app.dossiers.lifecycle import WAITS_FOR_OWNER
from app.dossiers.models import Content
from app.identity.permissions import OFFICERS

ID_NUMBER = re.compile(rf"({'|'.join(PEOPLE)})\.id_number")


class View(Enum):
    """How much of a dossier a reader sees."""

    ALL = "all"
    WORK = "work"
    """The owner of one that is with the ward, and the ward: all but ID numbers and sensitive answers."""
    TEAM = "team"
    """The leader of the team."""


PAPERS = "documents.*"

TEAM_HIDES: dict[str, tuple[str, ...]] = {
    "": ("vulnerable", "note"),
    **dict.fromkeys(PEOPLE, ("phone", "phone_of", "date_of_birth", "address")),
    PAPERS: ("note", "promised_by"),
    "consent": ("witness", "interpreter"),
}
"""Where → the last names of what a leader does not get there (decision 19)."""


def view_of(reader: Actor, row: Any) -> View:
    """row: whatever has owner_id, work_state and receiving_ward of the dossier. Strangers were turned away before."""
    if reader.person_id == row.owner_id:
        return View.ALL if row.work_state in WAITS_FOR_OWNER else View.WORK
    return View.WORK if reader.has(*OFFICERS, ward=row.receiving_ward) else View.TEAM


def is_sensitive(field: str, definition: dict[str, Any] | None, view: View) -> bool:
    """Whether a dotted field is masked in a view."""
    if view is View.ALL:
        return False
    if ID_NUMBER.fullmatch(field):
        return True
    where, _, leaf = field.rpartition(".")
    if view is View.TEAM and leaf in TEAM_HIDES.get(PAPERS if where.startswith("documents.") else where, ()):
        return True
    root, _, rest = field.partition(".")
    return root == "form" and is_sensitive_field(definition, rest.partition(".")[0])


SEEN_APART = (*PEOPLE, "form", "documents", "consent", *TEAM_HIDES[""])
"""Parts of the content that not every reader sees alike."""


def masked_parts(content: Content, definition: dict[str, Any] | None, view: View) -> tuple[dict[str, Any], list[str]]:
    """{part of SEEN_APART: as this view shows it}, and the paths of what was taken out."""
    parts: dict[str, Any] = {key: content[key] for key in SEEN_APART if key in content}
    masked: list[str] = []
    if view is View.ALL:
        return parts, masked
    for key in PEOPLE:
        person = content.get(key)
        if person:
            parts[key], paths = masked_person(person, key)
            masked += paths
    form = content.get("form")
    if form:
        parts["form"], paths = mask_form(definition, form)
        masked += [f"form.{path}" for path in paths]
    return (_as_for_team(parts, masked) if view is View.TEAM else parts), masked


def _as_for_team(parts: dict[str, Any], masked: list[str]) -> dict[str, Any]:
    """The parts without what TEAM_HIDES names; its paths are added to `masked`."""
    shown = _without(parts, "", TEAM_HIDES[""], masked)
    for key in (*PEOPLE, "consent"):
        if shown.get(key):
            shown[key] = _without(shown[key], f"{key}.", TEAM_HIDES[key], masked)
    papers = shown.get("documents") or {}
    shown["documents"] = {
        item: _without(papers[item], f"documents.{item}.", TEAM_HIDES[PAPERS], masked) for item in papers
    }
    return shown


def _without(record: dict[str, Any], prefix: str, names: tuple[str, ...], masked: list[str]) -> dict[str, Any]:
    hidden = [name for name in names if name in record]
    masked += [f"{prefix}{name}" for name in hidden]
    return {**record, **dict.fromkeys(hidden)}


def masked_values(content: Content, definition: dict[str, Any] | None, view: View) -> dict[str, Any]:
    """{path: value} of everything that is masked in this view, for a reveal."""
    _, paths = masked_parts(content, definition, view)
    return {path: _at(content, path) for path in paths}


def _at(value: Any, path: str) -> Any:
    """The value at a path that masking named; its names hold no dots."""
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value
