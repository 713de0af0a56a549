"""A change of a field says on what it was made, once."""

import pytest
from marshmallow import Schema, ValidationError

from app.core import edits
from app.core.ids import new_id
from app.dossiers import schemas

ONE = {"field": "note", "new": "gọi lại"}


@pytest.mark.parametrize("schema", [edits.ChangeSchema(), schemas.ChangeSchema()])
def test_a_change_is_made_on_a_value_or_on_an_own_command_never_on_both(schema: Schema) -> None:
    for made_on in ({}, {"base": None}, {"base_cmd": new_id()}):
        schema.load(ONE | made_on)
    with pytest.raises(ValidationError, match=r"validation\.one_base"):
        schema.load(ONE | {"base": None, "base_cmd": new_id()})


def test_a_value_is_put_at_its_path_and_null_takes_it_away() -> None:
    record: dict[str, object] = {"person": None}
    edits.put(record, "person.phone", "0905123456")
    edits.put(record, "note", "x")
    edits.put(record, "note", None)
    assert record == {"person": {"phone": "0905123456"}}
