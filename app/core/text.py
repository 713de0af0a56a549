"""Vietnamese text: one normal form for storing, one folded form for searching and sorting."""

import unicodedata


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
