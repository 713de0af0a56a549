"""The pieces a dossier is made of, as drafts may hold them: half a number is kept, words in its place are refused.

What a dossier must fulfil to be handed over is asked at submit (checks.py).
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, pre_load, validate

from app.catalogue.forms import normalise_form
from app.core.citizen import (
    ID_KINDS,
    SEXES,
    BirthField,
    Compact,
    ConsentSchema,
    DayText,
    IdNumber,
    MomentText,
    normal_phone,
)
from app.core.schemas import IdField, LongText, Strict, Text, checked_text
from app.core.secrets import mask_secrets, may_be_name

PAPER_STATES = ("missing", "promised", "seen", "photo", "certified", "reused")
BASES = ("parent", "guardian", "authorised")
CHANNELS = {1: "in_person", 2: "online", 3: "postal"}
ONLINE = 2
PORTAL_PLACES = ("own_phone", "point", "centre", "post")
PAYMENT_STATES = ("due", "paid", "confirmed", "disputed")

MOST_FILES = 50
MOST_COMMENTS = 500
"""Every comment travels with its dossier to everybody who holds it."""

LONGEST_COMMENT = 2000
MOST_PAPERS = 60
MOST_FORM_BYTES = 40_000
"""Of one answer; all of them together may hold twice as much."""

MOST_FORM_DEPTH = 5


class LenientPhone(fields.String):
    """Any spelling of a phone number, or half of one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        raw = checked_text(super()._deserialize(value, attr, data, **kwargs))
        if len(raw) > 32:
            raise ValidationError("validation.length")
        return normal_phone(raw)


class Lenient(Compact):
    """An emptied box sends "" or null; both mean "not given", also where only certain words are valid."""

    @pre_load
    def drop_empty(self, data: Any, **kwargs: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None and value != ""}


class DraftPerson(Lenient):
    """A citizen in a role. phone_of: whose phone it is when not their own; a phone is never unique."""

    full_name = Text(120, allow_none=True)
    id_kind = fields.String(validate=validate.OneOf(ID_KINDS, error="validation.choice"), allow_none=True)
    id_number = IdNumber(allow_none=True)
    date_of_birth = BirthField(allow_none=True)
    sex = fields.String(validate=validate.OneOf(SEXES, error="validation.choice"), allow_none=True)
    phone = LenientPhone(allow_none=True)
    phone_of = Text(120, allow_none=True)
    address = Text(250, allow_none=True)


class Representative(DraftPerson):
    """basis: why this person acts for the applicant."""

    basis = fields.String(validate=validate.OneOf(BASES, error="validation.choice"), allow_none=True)


class ConsentPart(ConsentSchema):
    """withdrawn_at: when the citizen took the consent back."""

    withdrawn_at = MomentText(allow_none=True)


class PaperPart(Lenient):
    """One paper on the checklist (thành phần hồ sơ). promised_by, promised_on: who brings it, and when."""

    state = fields.String(validate=validate.OneOf(PAPER_STATES, error="validation.choice"), load_default="missing")
    file_ids = fields.List(IdField(), validate=validate.Length(0, MOST_FILES, error="validation.length"))
    note = LongText(1000, allow_none=True)
    promised_by = Text(120, allow_none=True)
    promised_on = DayText(allow_none=True)


class ProcedureField(fields.Field[dict[str, Any]]):
    """{code, version} of the catalogue, or {other: a name and a description} for one that is not listed."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> dict[str, Any]:
        if isinstance(value, dict) and set(value) == {"other"}:
            return {"other": mask_secrets(Text(500, shortest=1).deserialize(value["other"]) or "")[0]}
        if isinstance(value, dict) and set(value) == {"code", "version"}:
            version = value["version"]
            if type(version) is int and 0 < version < 1_000_000:
                code = mask_secrets(Text(60, shortest=1).deserialize(value["code"]) or "")[0]
                return {"code": code, "version": version}
        raise ValidationError("validation.procedure")


class VulnerableField(fields.Field[Any]):
    """Self-declared: true, false, or a list of words saying in what way."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, bool):
            return value
        if isinstance(value, list) and len(value) <= 10:
            return [Text(40, shortest=1).deserialize(word) for word in value]
        raise ValidationError("validation.invalid")


class RootPart(Strict):
    """Fields of the dossier itself that can be edited."""

    procedure = ProcedureField()
    channel = fields.Integer(strict=True, validate=validate.OneOf(list(CHANNELS), error="validation.choice"))
    vulnerable = VulnerableField(allow_none=True)
    note = LongText(2000, allow_none=True)
    visit_id = IdField(allow_none=True)
    hamlet_id = IdField(allow_none=True)
    support_point_id = IdField(allow_none=True)


def check_form_value(value: Any) -> Any:
    """One answer of a form: plain JSON of modest size, NFC; what it means is the catalogue's business."""
    within_bounds(value)
    return normalise_form(value)


def is_too_long(form: Any) -> bool:
    """Whether all answers together are more than a form holds."""
    return len(str(form)) > 2 * MOST_FORM_BYTES


def within_bounds(value: Any) -> None:
    """Refuse what is too large, too deep or cannot be stored, before anything walks through it."""
    _measure(value, MOST_FORM_DEPTH)


def _measure(value: Any, depth: int) -> int:
    """Size in characters. Raises ValidationError for what is too large, too deep, or cannot be stored.

    Keys are names: what somebody typed stands in a value, where it is looked at.
    """
    if depth < 0:
        raise ValidationError("validation.too_deep")
    if isinstance(value, str):
        size = len(checked_text(value))
    elif isinstance(value, list):
        size = sum(_measure(item, depth - 1) for item in value)
    elif isinstance(value, dict):
        if not all(map(may_be_name, value)):
            raise ValidationError("validation.pattern")
        size = sum(len(key) + _measure(item, depth - 1) for key, item in value.items())
    else:
        size = 8
    if size > MOST_FORM_BYTES:
        raise ValidationError("validation.length")
    return size
