"""What several rooms take in about a citizen: the fields of a person, a consent, phones and numbers.

Everything loads to plain JSON values, normalised, with what is empty left out.
"""

import re
import unicodedata
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from app.core import clock, text
from app.core.schemas import Strict, Text, checked_text
from app.core.secrets import compact_number, may_be_id_number

ID_KINDS = ("cccd", "cmnd", "passport", "residence_card", "identity_certificate", "none")
ID_LENGTHS = {"cccd": 12, "cmnd": 9}
"""Digits of numbers that have a fixed length; structure beyond it only warns, on the phone."""

SEXES = ("male", "female", "other")
LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
BIRTH = re.compile(r"\d{4}(-\d{2}-\d{2})?", re.ASCII)


POSSIBLE_PHONE = re.compile(r"\+\d{8,15}|0\d{8,10}|1[89]00\d{4,6}", re.ASCII)
"""Abroad with the country's code; mobiles and landlines; lines of firms (1800, 1900). Not 113 or 1022: nobody lives
there."""


def normal_phone(value: str) -> str:
    """A phone as stored: digits only, `0901234567`, `+61…` for other countries; "" without a digit.

    Drafts hold halves, so nothing is refused here. The phone runs the same rule; tests/vectors/phone.json is read by
    both sides.
    """
    kept = re.sub(r"[^\d+]", "", unicodedata.normalize("NFKC", value), flags=re.ASCII)
    digits = kept.replace("+", "")
    if kept.startswith("00") and not kept.startswith("000"):
        kept, digits = f"+{digits[2:]}", digits[2:]
    if kept.startswith("+84"):
        return _national(digits[2:])
    if kept.startswith("+"):
        return f"+{digits}" if digits else ""
    if len(digits) == 11 and digits.startswith("84"):
        return _national(digits[2:])
    return digits


def _national(rest: str) -> str:
    return rest if rest.startswith("0") or not rest else f"0{rest}"


def is_possible_phone(stored: str) -> bool:
    """Whether a number in stored form can be one; only its beginning and its length are judged."""
    return POSSIBLE_PHONE.fullmatch(stored) is not None


class PhoneField(fields.String):
    """Any spelling of a phone number; kept in one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        raw = text.clean(checked_text(super()._deserialize(value, attr, data, **kwargs)))
        if raw == "":
            return ""
        phone = normal_phone(raw)
        if not is_possible_phone(phone):
            raise ValidationError("validation.phone")
        return phone


class IdNumber(Text):
    """The number of an identity paper, or half of one, in any spelling; kept in one (compact_number).

    Never words, and never what looks like a secret.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(32, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        number = super()._deserialize(value, attr, data, **kwargs)
        if not may_be_id_number(number):
            raise ValidationError("validation.not_id_number")
        return compact_number(number)


class DayText(fields.String):
    """A day, `2026-11-23`, kept as text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        raw = super()._deserialize(value, attr, data, **kwargs)
        if not is_day(raw):
            raise ValidationError("validation.date")
        return raw


class MomentText(fields.String):
    """RFC 3339 with offset, kept as text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        raw = super()._deserialize(value, attr, data, **kwargs)
        if clock.read_moment(raw) is None:
            raise ValidationError("validation.moment")
        return raw


class BirthField(fields.String):
    """A date of birth; a year alone is possible: `1950` or `1950-03-02`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        raw = super()._deserialize(value, attr, data, **kwargs).strip()
        if raw and not (BIRTH.fullmatch(raw) and (len(raw) == 4 or is_day(raw))):
            raise ValidationError("validation.date_of_birth")
        return raw


def is_day(value: str) -> bool:
    """Whether the text is a day of the calendar, written `YYYY-MM-DD`."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


class Compact(Strict):
    """Leaves out what is empty, so that "" and null mean "not given"."""

    @post_load
    def leave_out_empty(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        return {key: value for key, value in data.items() if value is not None and value != ""}


class PersonSchema(Compact):
    """A citizen: one word is a name too. phone_of: whose phone it is when not their own."""

    full_name = Text(120, shortest=1, required=True)
    id_kind = fields.String(validate=validate.OneOf(ID_KINDS, error="validation.choice"), allow_none=True)
    id_number = IdNumber(allow_none=True)
    date_of_birth = BirthField(allow_none=True)
    sex = fields.String(validate=validate.OneOf(SEXES, error="validation.choice"), allow_none=True)
    phone = PhoneField(allow_none=True)
    phone_of = Text(120, allow_none=True)
    address = Text(250, allow_none=True)

    @validates_schema
    def check_number(self, data: dict[str, Any], **kwargs: Any) -> None:
        length = ID_LENGTHS.get(data.get("id_kind") or "")
        number = data.get("id_number")
        if length and number and not (number.isascii() and number.isdigit() and len(number) == length):
            raise ValidationError("validation.id_number", "id_number")


class ConsentSchema(Compact):
    """The citizen's consent: which text, in which language, when and how it was given, for what."""

    text_version = Text(40, shortest=1, required=True)
    language = fields.String(required=True, validate=validate.Regexp(LANGUAGE, error="validation.choice"))
    method = Text(40, shortest=1, required=True)
    purposes = fields.List(
        Text(40, shortest=1), required=True, validate=validate.Length(1, 10, error="validation.length")
    )
    at = MomentText(required=True)
    witness = Text(120, allow_none=True)
    interpreter = Text(120, allow_none=True)


def masked_person(person: dict[str, Any] | None, path: str) -> tuple[dict[str, Any] | None, list[str]]:
    """A person for readers who may not see the ID number: it is null, its last four digits stay."""
    number = (person or {}).get("id_number")
    if not person or not number:
        return person, []
    return {**person, "id_number": None, "id_number_last4": compact_number(number)[-4:]}, [f"{path}.id_number"]
