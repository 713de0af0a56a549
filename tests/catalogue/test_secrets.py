"""The masking of what looks like a secret; the client reads the same vectors."""

import json
from pathlib import Path

import pytest

from app.core.secrets import mask_secrets

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/secrets.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["text"][:40] or "empty")
def test_text_is_masked_as_the_vectors_say(vector: dict[str, str]) -> None:
    masked, found = mask_secrets(vector["text"])
    assert masked == vector["masked"]
    assert found == (vector["text"] != vector["masked"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["text"][:40] or "empty")
def test_masking_twice_changes_nothing_more(vector: dict[str, str]) -> None:
    assert mask_secrets(vector["masked"]) == (vector["masked"], False)


def test_a_secret_in_decomposed_text_is_found_too() -> None:
    import unicodedata

    masked, found = mask_secrets(unicodedata.normalize("NFD", "Mật khẩu: Hue2026@"))
    assert (masked, found) == ("Mật khẩu: ••••••", True)


HOSTILE = {
    "codes": "otp; 123456; ",
    "a run of words": "otp/",
    "words with a mark of giving": "mk:",
    "words of two": "ma otp ",
    "filler": "mat khau cua ong 6 so la ",
    "blanks": "pass     ",
    "half a code": "mk 1 2 3 4 5; ",
    "what says that it is none": "phi 123456 ma otp ",
    "values": "mk=a@1",
    "one long value": "mk=" + "a1" * 40,
    "no end of a number": "1 ",
    "signs": "mk.",
}
MUCH = 1_000_000


@pytest.mark.parametrize("part", HOSTILE.values(), ids=HOSTILE)
def test_a_million_characters_are_judged(part: str) -> None:
    """If each word looked through all of the text, this would take an hour."""
    masked, found = mask_secrets("otp " + part * (MUCH // len(part)) + " mk: Abc12345")
    assert found
    assert masked.endswith("mk: ••••••")


@pytest.mark.parametrize("text", ["mk:ab1:otp:123 456", "mk = x1y2/otp 123 456", "otp/" * 40 + "A1b2c3"])
def test_secrets_that_overlap_leave_no_remainder(text: str) -> None:
    masked, _ = mask_secrets(text)
    assert "456" not in masked
    assert mask_secrets(masked)[0] == masked


def test_of_a_very_long_value_nothing_is_left() -> None:
    assert mask_secrets("mk: " + "a1" * 500 + " xong") == ("mk: •••••• xong", True)
