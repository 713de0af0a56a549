"""States × actions × relations, with every expected value written out."""

import json
from pathlib import Path

import pytest

from app.core.errors import AppError
from app.dossiers import official
from app.dossiers.lifecycle import (
    ALLOWED,
    CLOSED,
    EDITABLE,
    OPEN,
    WHO,
    Action,
    Relation,
    Status,
    may,
    may_edit,
    next_status,
    possible,
)

EXPECTED = json.loads((Path(__file__).parents[1] / "vectors" / "lifecycle.json").read_text())
"""Written out by hand, and read by the client's tests too.

Leaders and officers never come to a draft at all: access, not the table, keeps it from them.
"""


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", Action)
def test_every_action_in_every_state_leads_where_the_table_says(status: Status, action: Action) -> None:
    expected = EXPECTED["next"][status]
    if action not in expected:
        with pytest.raises(AppError) as refusal:
            next_status(status, action)
        assert refusal.value.code == "STATE_CHANGED"
        assert refusal.value.data == {"state": status, "possible": sorted(expected)}
    else:
        assert next_status(status, action) == expected[action]


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("status", Status)
def test_who_may_do_what_in_which_state(relation: Relation, status: Status) -> None:
    assert possible(frozenset({relation}), status) == EXPECTED["may"][relation][status]


def test_nobody_without_a_relation_may_do_anything() -> None:
    assert not any(may(action, frozenset(), status) for action in Action for status in Status)


def test_two_relations_add_up() -> None:
    both = frozenset({Relation.OWNER, Relation.OFFICER})
    assert may(Action.SUBMIT, both, "returned")
    assert may(Action.DECLINE, both, "returned")


@pytest.mark.parametrize(
    ("relation", "status", "field", "expected"),
    [
        ("owner", "draft", "form.child_name", True),
        ("owner", "returned", "representative", True),
        ("owner", "submitted", "applicant.phone", False),
        ("owner", "accepted", "note", False),
        ("owner", "draft", "work_state", False),
        ("owner", "draft", "reference", False),
        ("officer", "submitted", "applicant.phone", True),
        ("officer", "returned", "documents.birth_notice.state", True),
        ("officer", "submitted", "note", True),
        ("officer", "submitted", "form.child_name", False),
        ("officer", "returned", "subject.full_name", False),
        ("officer", "draft", "note", False),
        ("officer", "accepted", "note", False),
        ("team_leader", "submitted", "note", False),
        ("point_staff", "draft", "note", False),
    ],
)
def test_who_may_edit_which_field(relation: str, status: str, field: str, expected: bool) -> None:
    assert may_edit(frozenset({Relation(relation)}), status, field) is expected


def test_tables_are_complete_and_groups_split_the_states() -> None:
    assert set(ALLOWED) == set(Status)
    assert set(WHO) == set(Action)
    assert set(Status) == OPEN | CLOSED
    assert not OPEN & CLOSED
    assert set(EDITABLE) == {Relation.OWNER, Relation.OFFICER}


def test_official_statuses_have_words_and_groups() -> None:
    assert [int(s) for s in official.WORDS] == list(range(1, 11))
    groups = (official.IN_PROGRESS, official.PROCESSED, official.PAUSED)
    assert [sorted(map(int, group)) for group in groups] == [[2, 4], [9, 10], [5, 6, 8]]
    assert sorted(map(int, official.PROCESSED_FOR_STATISTICS)) == [7, 9, 10]


@pytest.mark.parametrize("code", ["H57.12-250714-0001", "G09.20-20260609-0092637", "000.00.01.H57-260101-12345"])
def test_official_codes_of_both_shapes_are_known(code: str) -> None:
    assert official.CODE.match(code)


@pytest.mark.parametrize(
    "code", ["", "H57.12", "h57.12-250714-0001", "H57.12-2507-0001", "H57.12-250714-1", "H57 12-250714-0001"]
)
def test_other_texts_are_no_official_codes(code: str) -> None:
    assert not official.CODE.match(code)
