"""What may be the number of an identity paper; the phone reads the same vectors."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.secrets import compact_number, may_be_id_number, may_be_name, without_secrets

VECTORS = Path(__file__).parents[1] / "vectors"
CASES = json.loads((VECTORS / "id_numbers.json").read_text(encoding="utf-8"))
SECRETS = [
    case["text"]
    for case in json.loads((VECTORS / "secrets.json").read_text(encoding="utf-8"))
    if case["text"] != case["masked"]
]

numbers = st.from_regex(r"[0-9]{1,12}|[A-Z]{1,2}[0-9]{6,9}", fullmatch=True).filter(lambda n: not n.startswith("MK"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"] or "empty")
def test_shared_case(case: dict[str, Any]) -> None:
    assert may_be_id_number(case["text"]) is case["may_be"]


@pytest.mark.parametrize("text", SECRETS)
def test_no_secret_of_the_shared_ones_may_be_a_number(text: str) -> None:
    assert not may_be_id_number(text)


@given(number=numbers, data=st.data())
def test_every_beginning_of_a_number_may_be_one_however_it_is_spaced(number: str, data: st.DataObject) -> None:
    half = number[: data.draw(st.integers(0, len(number)))]
    spaced = data.draw(st.sampled_from(["", " ", ".", "-"])).join(half)
    assert may_be_id_number(spaced)


@given(
    number=st.text("0123456789", max_size=12), word=st.text("abcdefghiđếử", min_size=3), sign=st.sampled_from("@!#_")
)
def test_no_word_and_no_sign_may_stand_in_one(number: str, word: str, sign: str) -> None:
    assert not may_be_id_number(number + word)
    assert not may_be_id_number(number + sign)
    assert not may_be_id_number(f"{word} {number}")


@given(text=st.text())
def test_what_may_be_none_is_masked_whole_where_a_number_stands(text: str) -> None:
    kept, is_masked = without_secrets({"id_number": text})
    assert (kept["id_number"] == text) is not is_masked
    assert is_masked is not may_be_id_number(text)


@given(text=st.from_regex(r"[ .\-0-9a-zA-Z]{1,40}", fullmatch=True))
def test_every_spelling_of_a_number_is_one_number(text: str) -> None:
    compact = compact_number(text)
    assert compact_number(compact) == compact
    if may_be_id_number(text):
        assert may_be_id_number(compact)


@pytest.mark.parametrize("name", ["child_name", "pass_of_child2", "Giay-khai-sinh_2", "a", "x" * 64, "9"])
def test_a_name_is_a_name(name: str) -> None:
    assert may_be_name(name)


@pytest.mark.parametrize(
    "name", ["", "child_name\n", "x" * 65, "_a", "mật khẩu: Abc12345", "mat-khau-Abc12345", "mk_Abc12345"]
)
def test_a_sentence_a_line_and_a_secret_are_no_names(name: str) -> None:
    assert not may_be_name(name)
