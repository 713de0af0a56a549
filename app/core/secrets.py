"""Finds what looks like a password, a passcode or a one-time code in free text, and masks it.

A volunteer must never hold a citizen's VNeID password, passcode or OTP, so a note that seems to carry
one is masked before it is stored. The client warns while typing with the same rules; both sides read
tests/vectors/secrets.json. The rules are plain patterns over folded text, so that they port word for word.

Anybody may send any text, so the work grows with its length and no faster: nothing is looked at from one word to the
end of the text, or from its beginning.
"""

import re
import unicodedata
from bisect import bisect
from typing import Any

MASK = "••••••"
"""Always six dots: the length of a secret is not told either."""

NEAR_CHARS = 40
"""How far from the word a six-digit code still counts as belonging to it, and how far before a code is looked."""

LONGEST_JUDGED = 128
"""Of a longer value only so much is judged: of `otp/otp/otp…` each word would else be judged to the end."""

PASSWORD_WORDS = (
    r"mat\s*khau|mat\s*ma|password|passwd|pass\s*word|pwd|pass\s*code|pass|mk|"
    r"ma\s*bao\s*mat|ma\s*mo\s*khoa|ma\s*khoa"
)
CODE_WORDS = (
    r"(?:ma\s*)?otp|(?:ma\s*)?pin|ma\s*xac\s*(?:thuc|minh|nhan)|ma\s*kich\s*hoat|"
    r"verification\s*code|one[\s-]*time\s*(?:code|password)"
)
FILLER = (
    r"(?:vneid|vssid|dinh\s*danh|dang\s*nhap|tai\s*khoan|ung\s*dung|cap\s*2|cap\s*hai|muc\s*2|"
    r"cua|ong|ba|anh|chi|em|co|chu|bac|chau|minh|moi|cu|hien\s*tai|nay|do|app|for|of|the|new|old|"
    r"(?:4|6|8)\s*(?:chu\s*)?so|gom)"
)
SEPARATOR = r"(?:[\s\"'“”‘’()\[\]]|[:=>»→\-–—]|(?<![a-z0-9])(?:la|is)(?![a-z]))"
ASSIGNED = re.compile(r"[:=→>]|(?<![a-z0-9])(?:la|is)(?![a-z])")

WORD = re.compile(rf"(?<![a-z0-9])(?:(?P<password>{PASSWORD_WORDS})|(?P<code>{CODE_WORDS}))(?![a-z])")
GAP = re.compile(rf"(?:{SEPARATOR}|{FILLER}(?![a-z0-9]))*")
TOKEN = re.compile(r"[^\s,;\"“”‘’()\[\]]+")
SPACED_CODE = re.compile(r"(?<!\d)(?<!\d[ -])(?:\d{3}[ -]\d{3}|\d{2} \d{2} \d{2}|\d(?: \d){5})(?![ -]?\d)")
SIX_DIGITS = re.compile(
    r"(?<![\w.,/@+-])(?:\d{6}|\d{3}[ -]\d{3}|\d{2} \d{2} \d{2}|\d(?: \d){5})"
    r"(?![\w/@%]|[ .,-]?\d|\s*(?:d|dong|vnd|nghin|ngan|trieu)(?![a-z]))"
)
NOT_A_CODE_BEFORE = re.compile(
    r"(?:buu\s*chinh|buu\s*dien|buu\s*cuc|le\s*phi|phi|so\s*tien|gia|ma\s*xa|ma\s*phuong)\s*[:=]?\s*\Z"
)
SENTENCE_END = re.compile(r"[;!?\n]|\.(?:\s|\Z)")

DATE_OR_TIME = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{4}-\d{2}-\d{2}|\d{1,2}[h:g]\d{0,2}|\d{1,2}/\d{4}")
PERCENT_OR_UNIT = re.compile(r"[\d.,]+(?:%|mah|kb|mb|gb|d|k|vnd|dong|lan|phut|gio|ngay)")
IDENTIFIER = re.compile(r"\d{9}|\d{12}|(?:0|\+84|84)\d{9}|0\d{10}")
SYLLABLE = re.compile(r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?")
CODE_OF_LETTERS = re.compile(r"(?=.*\d)[a-z0-9]{4,10}")
ORDINARY = frozenset(
    {"vneid", "vssid", "facebook", "google", "gmail", "zalo", "etax", "forgotten", "forgot", "unknown", "changed"}
    | {"unchanged", "correct", "incorrect", "remembered", "expired", "locked", "missing", "blocked", "refused"}
    | {"entered", "wrong", "nothing", "reset"}
)


def mask_secrets(text: str) -> tuple[str, bool]:
    """Mask what looks like a secret. Returns the text and whether anything was masked.

    Identity numbers, phones, dates, amounts and ordinary words stay as they are. Masking twice changes
    nothing more.
    """
    text = unicodedata.normalize("NFC", text)
    folded = fold_aligned(text)
    if not any(hint in folded for hint in HINTS):
        return text, False
    words = list(WORD.finditer(folded))
    spans = sorted({*_named(folded, words), *_nearby(folded, words)})
    pieces, at = [], 0
    for start, end in spans:
        if start >= at:
            pieces += [text[at:start], MASK]
        at = max(at, end)
    return "".join([*pieces, text[at:]]), bool(spans)


def may_hold_secret(text: str) -> bool:
    """Whether a word for a secret may stand somewhere in it; a cheap question to ask first.

    Phones write letter and mark apart or together as they please, so it is asked of the one normal form.
    """
    folded = fold_aligned(unicodedata.normalize("NFC", text))
    return any(hint in folded for hint in HINTS)


def without_secrets(value: Any, key: str = "") -> tuple[Any, bool]:
    """A copy of what a command carries with secrets masked in every text, and whether any was.

    Words of a fixed list and what has the shape of its key (SHAPES) stay as they are; of a number nothing stays
    unless it may be one. A key is judged like a text, unless it reads like the name of a field. key: under which it
    stands. value: nested no deeper than a command may be (app/sync/schemas.py).
    """
    if isinstance(value, str):
        if key == "id_number":
            return (value, False) if may_be_id_number(value) else (MASK, True)
        shape = SHAPES.get(key)
        is_fixed = FIXED_WORD.fullmatch(value) or (shape is not None and shape.fullmatch(value))
        return (value, False) if is_fixed else mask_secrets(value)
    if isinstance(value, list):
        items = [without_secrets(item, key) for item in value]
        return [item for item, _ in items], any(found for _, found in items)
    if isinstance(value, dict):
        parts = [(_said_as_key(k), without_secrets(v, _name_of(value, k))) for k, v in value.items()]
        is_masked = any(found or was_secret for (_, was_secret), (_, found) in parts)
        return {name: part for (name, _), (part, _) in parts}, is_masked
    return value, False


def _said_as_key(key: str) -> tuple[str, bool]:
    return (key, False) if _PATH.fullmatch(key) else mask_secrets(key)


def _name_of(record: dict[str, Any], key: str) -> str:
    """What a value is: in a change of a number, what was there and what is wanted are numbers too."""
    is_of_number = key in ("base", "new") and str(record.get("field")).endswith("id_number")
    return "id_number" if is_of_number else key


ID_NUMBER = re.compile(r"[0-9]{0,12}|(?!.*[A-Z]{3})(?=[0-9]*(?:[A-Z][0-9]*){1,4}\Z)[0-9A-Z]{1,12}")


def may_be_id_number(text: str) -> bool:
    """Whether it may be the number of an identity paper, or the beginning of one; spaces, dots and dashes are free.

    Twelve digits at most; the numbers of passports and residence cards hold up to four letters, never three in a
    row. What looks like a secret is none: better one passport in a thousand stays unwritten than a password is kept.
    The phone runs the same rule; tests/vectors/id_numbers.json is read by both sides.
    """
    return ID_NUMBER.fullmatch(compact_number(text)) is not None and not mask_secrets(text)[1]


def compact_number(text: str) -> str:
    """The one spelling of an ID number, in which it is stored, compared and looked for."""
    return re.sub(r"[\s.-]", "", text).upper()


NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def may_be_name(text: str) -> bool:
    """Whether it may name an answer, a column of its rows or a paper; never what reads like a secret."""
    if NAME.fullmatch(text) is None:
        return False
    return _PATH.fullmatch(text) is not None or not mask_secrets(re.sub(r"[_-]", " ", text))[1]


FIXED_WORD = re.compile(r"[a-z]+(?:_[a-z]+)*")
_NAME = r"[a-z]+(?:_[a-z]+)*\d{0,2}"
_PATH = re.compile(rf"{_NAME}(?:\.(?:{_NAME}|\d{{1,3}}))*")
SHAPES = {
    "field": _PATH,
    "path": _PATH,
    "item": _PATH,
    "code": re.compile(r"[0-9A-Z.]+-\d{6}(?:\d{2})?-\d{4,7}"),
    "reference": re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]{5}"),
}
"""What may read like a word for a secret and is none, by the key it stands under: names of fields and papers,
official codes, references. Any other text under these keys is judged like a note; the box is
no proof of what somebody typed into it."""

HINTS = ("mat", "pass", "pwd", "mk", "khoa", "otp", "pin", "xac", "kich", "verif", "time", "id_number")
"""Every word for a secret holds one of these, and so does the name of the box whose words are judged by their shape."""


class _Folded(dict[int, str]):
    """Folds one character and remembers it; rare ones are not remembered."""

    def __missing__(self, code: int) -> str:
        folded = _fold_one(chr(code))
        if code < 0x3000:
            self[code] = folded
        return folded


_folded = _Folded()


def fold_aligned(text: str) -> str:
    """Lower case without marks, đ as d, character for character, so that positions stay those of `text`."""
    return text.translate(_folded)


def _fold_one(char: str) -> str:
    if char in "đĐ":
        return "d"
    return unicodedata.normalize("NFD", char.lower())[0]


def _named(folded: str, words: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Values that stand right after a word for a secret, with or without filler words between."""
    found = []
    masked_to = 0
    for word in words:
        gap = GAP.match(folded, word.end())
        start = gap.end() if gap else word.end()
        spaced = SPACED_CODE.match(folded, start)
        if spaced:
            end: int | None = spaced.end()
        else:
            end = _end_of_secret(folded, word, start) if start >= masked_to else None
        if end is not None:
            found.append((start, end))
            masked_to = max(masked_to, end)
    return found


def _end_of_secret(folded: str, word: re.Match[str], start: int) -> int | None:
    """Where the value that starts there ends, if it is a secret."""
    token = TOKEN.match(folded, start, start + LONGEST_JUDGED)
    if token is None:
        return None
    value = token.group().rstrip(".,:!?") or token.group()
    assigned = ASSIGNED.search(folded, word.end(), start) is not None
    if not _looks_secret(value, is_code=word["code"] is not None, assigned=assigned):
        return None
    whole = TOKEN.match(folded, start) if len(token.group()) == LONGEST_JUDGED else None
    return whole.end() if whole else start + len(value)


def _looks_secret(value: str, *, is_code: bool, assigned: bool) -> bool:
    if DATE_OR_TIME.fullmatch(value) or PERCENT_OR_UNIT.fullmatch(value):
        return False
    if value.isascii() and value.isdigit():
        if IDENTIFIER.fullmatch(value):
            # A phone or ID number used as the password itself: only where it is plainly given as one.
            return assigned and not is_code
        return 4 <= len(value) <= (8 if is_code else 32)
    if is_code:
        return CODE_OF_LETTERS.fullmatch(value) is not None and assigned
    has_digit = any(c.isdigit() for c in value)
    has_letter = any(c.isalpha() for c in value)
    has_sign = any(c in "@#$%^&*!_+~" for c in value)
    if (has_digit or has_sign) and len(value) >= (4 if assigned or (has_digit and has_sign) else 6):
        return has_letter or has_digit
    return assigned and len(value) >= 6 and re.fullmatch(r"[a-z]+", value) is not None and _is_no_word(value)


def _is_no_word(value: str) -> bool:
    return value not in ORDINARY and not SYLLABLE.fullmatch(value)


def _nearby(folded: str, words: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Six-digit codes in the same sentence as the word, a short way off on either side.

    Only the last word before a code and the first one after it can be nearest.
    """
    if not words:
        return []
    starts = [word.start() for word in words]
    found = []
    for code in SIX_DIGITS.finditer(folded):
        at = bisect(starts, code.start())
        beside = words[max(0, at - 1) : at + 1]
        is_near = any(_is_near(folded, word.span(), code.span()) for word in beside)
        if is_near and not NOT_A_CODE_BEFORE.search(folded, max(0, code.start() - NEAR_CHARS), code.start()):
            found.append(code.span())
    return found


def _is_near(folded: str, word: tuple[int, int], code: tuple[int, int]) -> bool:
    (_, start), (end, _) = sorted([word, code])
    return end - start <= NEAR_CHARS and not SENTENCE_END.search(folded, start, end)
