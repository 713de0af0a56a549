"""What a reader may see of a dossier. Pure.

ID numbers and sensitive answers are shown only to the owner of a draft or returned dossier, who has to work
on them; everybody else uses `reveal`, with a reason. A masked value is null and its path is in `masked`.
"""

import re
from typing import Any

from app.catalogue.forms import mask_form
from app.core.citizen import masked_person
from app.dossiers.content import PEOPLE
from app.dossiers.lifecycle import WAITS_FOR_OWNER
from app.dossiers.models import Content

ID_NUMBER = re.compile(rf"^({'|'.join(PEOPLE)})\.id_number$")


def sees_all(reader_id: str, owner_id: str, work_state: str) -> bool:
    """Whether nothing is masked for this reader."""
    return reader_id == owner_id and work_state in WAITS_FOR_OWNER


def is_sensitive(field: str, definition: dict[str, Any] | None) -> bool:
    """Whether a dotted field is masked for those who do not see all."""
    if ID_NUMBER.match(field):
        return True
    root, _, rest = field.partition(".")
    return root == "form" and bool(mask_form(definition, {rest.partition(".")[0]: True})[1])


def masked_parts(content: Content, definition: dict[str, Any] | None) -> tuple[dict[str, Any], list[str]]:
    """The people and the form with sensitive values taken out, and the paths of those."""
    parts: dict[str, Any] = {}
    masked: list[str] = []
    for key in PEOPLE:
        person = content.get(key)
        if person:
            parts[key], paths = masked_person(person, key)
            masked += paths
    form = content.get("form")
    if form:
        parts["form"], paths = mask_form(definition, form)
        masked += [f"form.{path}" for path in paths]
    return parts, masked


def masked_values(content: Content, definition: dict[str, Any] | None) -> dict[str, Any]:
    """{path: value} of everything that is masked, for a reveal."""
    _, paths = masked_parts(content, definition)
    return {path: _at(content, path) for path in paths}


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value
