"""What a reader may see of a dossier. Pure.

ID numbers and sensitive answers are shown only to the owner of a draft or returned dossier, who has to work
on them; everybody else uses `reveal`, with a reason. A team's leader, who looks whether a dossier is complete,
gets neither what it takes to call on a citizen nor what the owner noted about them. A masked value is null and its
path is in `masked`.
"""

import re
from enum import Enum
from typing import Any

from app.catalogue.forms import mask_form
from app.core.actor import Actor
from app.core.citizen import masked_person
from app.dossiers.content import PEOPLE
from app.dossiers.lifecycle import WAITS_FOR_OWNER
from app.dossiers.models import Content
from app.identity.permissions import OFFICERS

ID_NUMBER = re.compile(rf"^({'|'.join(PEOPLE)})\.id_number$")


class View(Enum):
    """How much of a dossier a reader sees."""

    ALL = "all"
    WORK = "work"
    """The owner of one that is with the ward, and the ward: all but ID numbers and sensitive answers."""
    TEAM = "team"
    """The leader of the team."""


TEAM_HIDES = ("vulnerable", "note")
TEAM_HIDES_OF_PEOPLE = ("phone", "phone_of", "date_of_birth", "address")


def view_of(reader: Actor, row: Any) -> View:
    """row: whatever has owner_id, work_state and receiving_ward of the dossier. Strangers were turned away before."""
    if reader.person_id == row.owner_id:
        return View.ALL if row.work_state in WAITS_FOR_OWNER else View.WORK
    return View.WORK if reader.has(*OFFICERS, ward=row.receiving_ward) else View.TEAM


def is_sensitive(field: str, definition: dict[str, Any] | None, view: View) -> bool:
    """Whether a dotted field is masked in a view."""
    if view is View.ALL:
        return False
    if ID_NUMBER.match(field):
        return True
    root, _, rest = field.partition(".")
    if view is View.TEAM and (field in TEAM_HIDES or (root in PEOPLE and rest in TEAM_HIDES_OF_PEOPLE)):
        return True
    return root == "form" and bool(mask_form(definition, {rest.partition(".")[0]: True})[1])


SEEN_APART = (*PEOPLE, "form", *TEAM_HIDES)
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
            if view is View.TEAM:
                hidden = [name for name in TEAM_HIDES_OF_PEOPLE if name in person]
                parts[key] = {**parts[key], **dict.fromkeys(hidden)}
                masked += [f"{key}.{name}" for name in hidden]
    form = content.get("form")
    if form:
        parts["form"], paths = mask_form(definition, form)
        masked += [f"form.{path}" for path in paths]
    if view is View.TEAM:
        hidden = [name for name in TEAM_HIDES if name in parts]
        parts |= dict.fromkeys(hidden)
        masked += hidden
    return parts, masked


def masked_values(content: Content, definition: dict[str, Any] | None, view: View) -> dict[str, Any]:
    """{path: value} of everything that is masked in this view, for a reveal."""
    _, paths = masked_parts(content, definition, view)
    return {path: _at(content, path) for path in paths}


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value
