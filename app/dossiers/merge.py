"""The merge rule of edits. Pure; the phone runs the same one, and both read tests/vectors/merge.json.

Two people changed one field. Where the rule cannot know, nothing is thrown away: both values are kept and
a person decides.
"""

import re
import unicodedata
from enum import StrEnum
from typing import Any, Final, NamedTuple

from app.core.citizen import normal_phone
from app.core.secrets import compact_number


class Verdict(StrEnum):
    SAME = "same"
    """Stored is already what is wanted."""
    WRITE = "write"
    """Nobody else touched it, or both changed a set in ways that go together."""
    KEEP = "keep"
    """The author changed nothing; someone else did."""
    CONFLICT = "conflict"
    """Both changed it: stored stays in force, both are shown."""


class Missing:
    """No base: the field was masked for the author, whose value replaces what is there."""


MISSING: Final = Missing()

Base = Any
"""A JSON value, or MISSING."""

SET_FIELD = re.compile(r"(^|\.)(file_ids|purposes)\Z")


class Merged(NamedTuple):
    """value: what is stored afterwards, in normal form."""

    verdict: Verdict
    value: Any


def is_set(field: str) -> bool:
    """Lists whose order means nothing: two edits of one merge by what each added and removed."""
    return SET_FIELD.search(field) is not None


def normalise(field: str, value: Any) -> Any:
    """The form in which values are compared: NFC, trimmed, phones and ID numbers in one spelling, empty as None.

    What is stored is this and without secrets (paths.py); comparing knows nothing of them, on both sides.
    """
    if isinstance(value, str):
        return _normal_text(field, value) or None
    if isinstance(value, list):
        kept = [normalise(field, item) for item in value]
        return [item for item in kept if item is not None] or None
    if isinstance(value, dict):
        inner = {key: normalise(f"{field}.{key}", item) for key, item in value.items()}
        return {key: item for key, item in inner.items() if item is not None} or None
    return value


def _normal_text(field: str, value: str) -> str:
    text = unicodedata.normalize("NFC", value).strip()
    name = field.rpartition(".")[2]
    if name == "phone":
        return normal_phone(text)
    if name == "id_number":
        return compact_number(text)
    return text


def same(field: str, one: Any, other: Any) -> bool:
    """Whether two values mean the same, whatever their spelling."""
    a, b = normalise(field, one), normalise(field, other)
    if is_set(field):
        return _members(a) == _members(b)
    return _equal(a, b)


def _equal(a: Any, b: Any) -> bool:
    """JSON equality: true is not 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_equal(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_equal, a, b))
    return bool(a == b)


def _members(value: Any) -> frozenset[str]:
    return frozenset(value) if isinstance(value, list) else frozenset()


def merge(field: str, *, stored: Any, base: Base, new: Any) -> Merged:
    """stored ≡ new: nothing; stored ≡ base: write; new ≡ base: keep stored; else a conflict."""
    if same(field, stored, new):
        return Merged(Verdict.SAME, normalise(field, stored))
    if base is MISSING or same(field, stored, base):
        return Merged(Verdict.WRITE, normalise(field, new))
    if same(field, new, base):
        return Merged(Verdict.KEEP, normalise(field, stored))
    if is_set(field):
        return _merge_sets(field, stored, base, new)
    return Merged(Verdict.CONFLICT, normalise(field, stored))


def _merge_sets(field: str, stored: Any, base: Any, new: Any) -> Merged:
    """What the author added joins, what the author took away goes; the rest is the others'."""
    held, was, wanted = (normalise(field, value) or [] for value in (stored, base, new))
    removed = _members(was) - _members(wanted)
    added = [item for item in wanted if item not in was and item not in held]
    value = [item for item in held if item not in removed] + added
    verdict = Verdict.KEEP if value == held else Verdict.WRITE
    return Merged(verdict, value or None)
