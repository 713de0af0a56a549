"""Vietnamese text: one normal form for storing, one folded form for searching and sorting."""

import re
import unicodedata

MOST_MARKS = 30
"""On one letter; the stream-safe format of Unicode allows as many, and no language comes near."""

_SIGNS = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")


def has_piled_marks(text: str) -> bool:
    """Whether more marks stand on one letter than anybody writes.

    Normalising sorts them one by one, which costs the square of their number: nothing of it may be normalised.
    """
    return any(_has_marks_in_a_row(found.group()) for found in _SIGNS.finditer(text))


def _has_marks_in_a_row(signs: str) -> bool:
    kinds = "".join("M" if unicodedata.category(sign)[0] == "M" else "-" for sign in signs)
    return "M" * (MOST_MARKS + 1) in kinds


def clean(text: str) -> str:
    """As stored: NFC, outer blanks gone, inner runs of blanks kept single."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean_long(text: str) -> str:
    """As stored, for text of several lines: NFC, outer blanks gone."""
    return unicodedata.normalize("NFC", text).strip()


def fold(text: str) -> str:
    """For search: lower case, tone and vowel marks gone, đ as d, single blanks."""
    flat = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    kept = "".join(c for c in flat if not unicodedata.combining(c))
    return " ".join(kept.split())
