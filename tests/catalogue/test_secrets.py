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


def test_long_hostile_text_is_judged_in_no_time() -> None:
    text = "mat khau " + "cua ong " * 4000 + ": " * 4000 + "1 2 3 " * 2000
    mask_secrets(text[:20000])
