"""States × actions × relations, with every expected value written out."""

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

NEXT = {
    # state: {action: next state}; "gone" is a record that vanishes
    "draft": {
        "edit": "draft", "attach": "draft", "comment": "draft", "record_portal": "draft", "hand_over": "draft",
        "resolve": "draft", "submit": "submitted", "discard": "gone", "withdraw": "withdrawn",
    },
    "submitted": {
        "edit": "submitted", "attach": "submitted", "comment": "submitted", "record_portal": "submitted",
        "hand_over": "submitted", "resolve": "submitted", "record_official": "submitted",
        "mark_document": "submitted", "record_payment": "submitted", "claim": "submitted", "release": "submitted",
        "assign": "submitted", "transfer": "submitted", "accept": "accepted", "return": "returned",
        "decline": "declined", "withdraw": "withdrawn",
    },
    "returned": {
        "edit": "returned", "attach": "returned", "comment": "returned", "record_portal": "returned",
        "hand_over": "returned", "resolve": "returned", "record_official": "returned",
        "mark_document": "returned", "record_payment": "returned", "claim": "returned", "release": "returned",
        "assign": "returned", "transfer": "returned", "submit": "submitted", "decline": "declined",
        "withdraw": "withdrawn",
    },
    "accepted": {
        "comment": "accepted", "record_portal": "accepted", "hand_over": "accepted", "resolve": "accepted",
        "record_official": "accepted", "mark_document": "accepted", "record_payment": "accepted",
        "record_result": "accepted", "claim": "accepted", "release": "accepted", "assign": "accepted",
        "return": "returned", "complete": "completed", "withdraw": "withdrawn", "reopen": "submitted",
    },
    "completed": {
        "comment": "completed", "hand_over": "completed", "record_official": "completed",
        "mark_document": "completed", "record_payment": "completed", "record_result": "completed",
        "reopen": "accepted",
    },
    "declined": {"comment": "declined", "record_official": "declined", "reopen": "submitted"},
    "withdrawn": {"comment": "withdrawn", "record_official": "withdrawn"},
}  # fmt: skip

MAY = {
    # (relation, state): what it may do there
    ("owner", "draft"): "attach comment discard edit hand_over record_portal resolve submit withdraw",
    ("owner", "submitted"): "attach comment hand_over record_portal resolve withdraw",
    ("owner", "returned"): "attach comment edit hand_over record_portal resolve submit withdraw",
    ("owner", "accepted"): "comment hand_over record_portal resolve withdraw",
    ("owner", "completed"): "comment hand_over",
    ("owner", "declined"): "comment",
    ("owner", "withdrawn"): "comment",
    ("team_leader", "draft"): "comment hand_over",
    ("team_leader", "submitted"): "comment hand_over return",
    ("team_leader", "returned"): "comment hand_over",
    ("team_leader", "accepted"): "comment hand_over",
    ("team_leader", "completed"): "comment hand_over",
    ("team_leader", "declined"): "comment",
    ("team_leader", "withdrawn"): "comment",
    ("officer", "draft"): "comment hand_over record_portal resolve withdraw",
    ("officer", "submitted"): "accept assign claim comment decline edit hand_over mark_document record_official "
    "record_payment record_portal release resolve return transfer withdraw",
    ("officer", "returned"): "assign claim comment decline edit hand_over mark_document record_official "
    "record_payment record_portal release resolve transfer withdraw",
    ("officer", "accepted"): "assign claim comment complete hand_over mark_document record_official "
    "record_payment record_portal record_result release reopen resolve return withdraw",
    ("officer", "completed"): "comment hand_over mark_document record_official record_payment record_result reopen",
    ("officer", "declined"): "comment record_official reopen",
    ("officer", "withdrawn"): "comment record_official",
    ("point_staff", "draft"): "",
    ("point_staff", "submitted"): "record_payment",
    ("point_staff", "returned"): "record_payment",
    ("point_staff", "accepted"): "record_payment record_result",
    ("point_staff", "completed"): "record_payment record_result",
    ("point_staff", "declined"): "",
    ("point_staff", "withdrawn"): "",
}
"""Leaders and officers never come to a draft at all: access, not this table, keeps it from them."""


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", Action)
def test_every_action_in_every_state_leads_where_the_table_says(status: Status, action: Action) -> None:
    expected = NEXT[status].get(action)
    if expected is None:
        with pytest.raises(AppError) as refusal:
            next_status(status, action)
        assert refusal.value.code == "STATE_CHANGED"
        assert refusal.value.data == {"state": status, "possible": sorted(NEXT[status])}
    else:
        assert (next_status(status, action) or "gone") == expected


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("status", Status)
def test_who_may_do_what_in_which_state(relation: Relation, status: Status) -> None:
    assert possible(frozenset({relation}), status) == MAY[relation, status].split()


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
    grouped = {name: sorted(map(int, group)) for name, group in official.GROUPS.items()}
    assert grouped == {"in_progress": [2, 4], "processed": [9, 10], "paused": [5, 6, 8], "not_yet_accepted": [1, 3]}
    assert sorted(map(int, official.PROCESSED_FOR_STATISTICS)) == [7, 9, 10]


@pytest.mark.parametrize("code", ["H57.12-250714-0001", "G09.20-20260609-0092637", "000.00.01.H57-260101-12345"])
def test_official_codes_of_both_shapes_are_known(code: str) -> None:
    assert official.CODE.match(code)


@pytest.mark.parametrize(
    "code", ["", "H57.12", "h57.12-250714-0001", "H57.12-2507-0001", "H57.12-250714-1", "H57 12-250714-0001"]
)
def test_other_texts_are_no_official_codes(code: str) -> None:
    assert not official.CODE.match(code)
