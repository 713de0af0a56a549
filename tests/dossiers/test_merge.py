"""The merge rule: shared vectors, and what must hold for any values."""

import json
import unicodedata
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.citizen import is_possible_phone, normal_phone
from app.core.edits import get, put
from app.dossiers.merge import MISSING, Verdict, is_set, merge, normalise, same
from app.dossiers.paths import leaves_of

VECTORS = Path(__file__).parents[1] / "vectors"
CASES = json.loads((VECTORS / "merge.json").read_text())
PHONES = json.loads((VECTORS / "phone.json").read_text())

Json = dict[str, Any]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_shared_case(case: Json) -> None:
    found = merge(case["field"], stored=case["stored"], base=case.get("base", MISSING), new=case["new"])
    assert (found.verdict, found.value) == (case["verdict"], case["value"])


@pytest.mark.parametrize("case", PHONES, ids=[c["text"] for c in PHONES])
def test_phones_have_one_spelling(case: Json) -> None:
    assert normal_phone(case["text"]) == case["stored"]
    assert is_possible_phone(case["stored"]) is case["possible"]
    assert normal_phone(case["stored"]) == case["stored"]


VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặ ÁĐƯỜ", max_size=12)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), VIETNAMESE)
SETS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)
FIELDS = st.sampled_from(["applicant.full_name", "form.x", "note", "documents.d.state"])


@given(FIELDS, SCALARS, SCALARS, SCALARS)
def test_decomposed_letters_change_no_verdict(field: str, stored: Any, base: Any, new: Any) -> None:
    apart = [unicodedata.normalize("NFD", v) if isinstance(v, str) else v for v in (stored, base, new)]
    assert merge(field, stored=apart[0], base=apart[1], new=apart[2]) == merge(field, stored=stored, base=base, new=new)


@given(FIELDS, SCALARS, SCALARS, SCALARS)
def test_nothing_is_lost_without_a_conflict(field: str, stored: Any, base: Any, new: Any) -> None:
    verdict, value = merge(field, stored=stored, base=base, new=new)
    if verdict is Verdict.CONFLICT:
        assert not same(field, stored, base)
        assert not same(field, new, base)
        assert same(field, value, stored)
    elif not same(field, stored, base):
        assert same(field, value, stored)
    else:
        assert same(field, value, new)


@given(FIELDS, SCALARS, SCALARS, SCALARS)
def test_a_second_time_changes_nothing(field: str, stored: Any, base: Any, new: Any) -> None:
    first = merge(field, stored=stored, base=base, new=new)
    again = merge(field, stored=first.value, base=base, new=new)
    assert again.value == first.value
    assert again.verdict in (Verdict.SAME, Verdict.KEEP, Verdict.CONFLICT)


@given(SETS, SETS, SETS)
def test_two_who_change_a_set_get_both_changes_in_either_order(
    base: list[str], one: list[str], other: list[str]
) -> None:
    field = "documents.d.file_ids"
    results = []
    for first, second in ((one, other), (other, one)):
        stored = merge(field, stored=base, base=base, new=first).value
        results.append(frozenset(merge(field, stored=stored, base=base, new=second).value or ()))
    expected = (
        (set(base) | (set(one) - set(base)) | (set(other) - set(base)))
        - (set(base) - set(one))
        - (set(base) - set(other))
    )
    assert results == [expected, expected]
    assert is_set(field)


PATHS = ["applicant.full_name", "applicant.phone", "form.a", "form.b", "documents.d.state", "documents.e.note", "note"]
EDITS = st.dictionaries(st.sampled_from(PATHS), VIETNAMESE, max_size=4)


def edited(content: Json, edits: Json, seen: Json) -> Json:
    result = deepcopy(content)
    for field, new in edits.items():
        put(result, field, merge(field, stored=get(result, field), base=get(seen, field), new=new).value)
    return result


@given(EDITS, EDITS, EDITS)
def test_edits_of_disjoint_fields_commute(start: Json, one: Json, other: Json) -> None:
    content: Json = edited({}, start, {})
    other = {field: value for field, value in other.items() if field not in one}
    forth = edited(edited(content, one, content), other, content)
    back = edited(edited(content, other, content), one, content)
    assert normalise("", forth) == normalise("", back)
    for field, new in (one | other).items():
        assert same(field, get(forth, field), new)


def test_a_whole_person_is_taken_apart_into_leaves() -> None:
    change = {"field": "subject", "base": {"full_name": "A", "sex": "male"}, "new": {"full_name": "B"}}
    assert list(leaves_of(change, {})) == [
        {"field": "subject.full_name", "new": "B", "base": "A"},
        {"field": "subject.sex", "new": None, "base": "male"},
    ]


def test_taking_a_person_away_takes_every_leaf_away() -> None:
    change = {"field": "representative", "base": {"full_name": "A"}, "new": None}
    leaves = list(leaves_of(change, {"representative": {"full_name": "A", "phone": "0905123456"}}))
    assert leaves == [
        {"field": "representative.full_name", "new": None, "base": "A"},
        {"field": "representative.phone", "new": None, "base": None},
    ]
