"""What form authors get wrong, told all at once and by row."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.definition import problems_in
from app.catalogue.importing import DATA
from app.catalogue.texts import problems_in_texts

ROWS = json.loads((DATA / "procedures.json").read_text(encoding="utf-8"))
TEXTS = json.loads((DATA / "texts.json").read_text(encoding="utf-8"))["texts"]

Row = dict[str, Any]


def birth() -> Row:
    row: Row = copy.deepcopy(next(r for r in ROWS if r["code"] == "1.001193"))
    return row


def test_the_catalogue_of_the_product_has_no_problems() -> None:
    assert problems_in(ROWS) == []
    assert problems_in_texts(TEXTS) == []


def change_field(name: str, **values: Any) -> Callable[[Row], None]:
    return lambda row: row["form"]["properties"][name].update(values)


WRONG: dict[str, tuple[Callable[[Row], Any], str, str]] = {
    "no name": (lambda r: r.pop("name"), "", "'name' is a required property"),
    "an unknown key": (lambda r: r.update(prize=1), "", "'prize'"),
    "a code that is none": (lambda r: r.update(code="abc"), "code", "'abc'"),
    "an everyday name that is none": (lambda r: r["keywords"].append(""), "keywords.3", "''"),
    "an everyday name twice": (lambda r: r["keywords"].append("giấy khai sinh"), "keywords", "non-unique"),
    "a fee below nothing": (lambda r: r["fees"][0].update(amount=-1), "fees.0.amount", "-1"),
    "a channel nobody knows": (lambda r: r.update(channels=["fax"]), "channels.0", "'fax'"),
    "a limit in moons": (lambda r: r["time_limit"].update(unit="moon"), "time_limit.unit", "'moon'"),
    "a day that is none": (lambda r: r.update(valid_from="2026-02-30"), "valid_from", "2026-02-30"),
    "a paper twice": (lambda r: r["documents"][1].update(id="declaration"), "documents.1.id", "used twice"),
    "a condition on nothing": (
        lambda r: r["documents"][1]["when"].update(field="x"),
        "documents.1.when",
        "no field of the form",
    ),
    "a condition of another type": (
        lambda r: r["documents"][1]["when"].update(equals="yes"),
        "documents.1.when",
        "compares",
    ),
    "a condition on no choice": (
        lambda r: r["documents"][3]["when"].update(equals="x"),
        "documents.3.when",
        "is no choice",
    ),
    "a condition on a sensitive answer": (
        change_field("has_birth_notice", **{"x-sensitive": True}),
        "documents.1.when",
        "sensitive",
    ),
    "an unknown widget": (
        change_field("child_name", **{"x-widget": "slider"}),
        "form.properties.child_name.x-widget",
        "slider",
    ),
    "a widget of another type": (
        change_field("child_name", type="integer"),
        "form.properties.child_name.type",
        "integer",
    ),
    "a keyword only one side knows": (
        change_field("child_name", contentEncoding="x"),
        "form.properties.child_name.contentEncoding",
        "",
    ),
    "a choice without words": (
        change_field("child_sex", enum=["male", "x"]),
        "form.properties.child_sex.x-enum-titles",
        "'x'",
    ),
    "no title": (change_field("child_name", title=""), "form.properties.child_name.title", "missing"),
    "an open identity number": (
        change_field("mother_id", **{"x-sensitive": False}),
        "form.properties.mother_id.x-sensitive",
        "sensitive",
    ),
    "a date without its format": (change_field("child_dob", format="x"), "form.properties.child_dob.format", "date"),
    "a limit nobody knows": (
        change_field("child_dob", **{"x-not-after": "tomorrow"}),
        "form.properties.child_dob.x-not-after",
        "today",
    ),
    "a broken pattern": (change_field("child_name", pattern="["), "form.properties.child_name.pattern", ""),
    "a required field that is not there": (lambda r: r["form"]["required"].append("x"), "form.required", "'x'"),
    "no JSON Schema": (lambda r: r["form"].update(type=3), "form.type", "no JSON Schema"),
    "a branch beyond if and then": (lambda r: r["form"]["allOf"].append({"not": {}}), "form.allOf.1", "only if"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_problem_is_named_with_its_row_and_path(what: str) -> None:
    spoil, path, words = WRONG[what]
    row = birth()
    spoil(row)
    problems = problems_in([ROWS[1], row])
    assert any(p.row == 2 and p.path == path and words in p.text for p in problems), problems


def test_every_problem_is_listed_not_only_the_first() -> None:
    row = birth()
    del row["name"]
    row["documents"][1]["when"]["field"] = "x"
    row["form"]["properties"]["child_name"]["x-widget"] = "slider"
    assert len(problems_in([row, 5, row])) == 8


def test_a_code_twice_in_a_file_is_told_with_the_first_row() -> None:
    assert [str(p) for p in problems_in([birth(), birth()])] == ["row 2: 1.001193 [code] is already in row 1"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(birth())), JSON)
def test_whatever_stands_in_a_file_is_judged_without_falling_over(key: str, value: Any) -> None:
    problems_in([{**birth(), key: value}])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(birth()["form"]["properties"]["child_sex"])), JSON)
def test_whatever_stands_in_a_field_is_judged_without_falling_over(key: str, value: Any) -> None:
    row = birth()
    row["form"]["properties"]["child_sex"][key] = value
    problems_in([row])


def test_texts_are_checked_too() -> None:
    wrong = [{**TEXTS[0], "kind": "outage"}, TEXTS[1], TEXTS[1], {"id": "x"}]
    assert {(p.row, p.path) for p in problems_in_texts(wrong)} == {(1, "kind"), (3, "id"), (4, ""), (4, "id")}
