"""Taking the catalogue in: versions, idempotence, and nothing at all when something is wrong."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app import cli
from app.catalogue import queries
from app.catalogue.importing import DATA, BadFile, import_builtin, import_file
from app.catalogue.models import ProcedureVersion
from app.core.models import SyncRow
from app.core.transaction import snapshot

ROWS = json.loads((DATA / "procedures.json").read_text(encoding="utf-8"))
CODE = ROWS[0]["code"]


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(rows: Any) -> Path:
        path = tmp_path / "procedures.json"
        path.write_text(json.dumps(rows), encoding="utf-8")
        return path

    return write


def changed(**values: Any) -> list[dict[str, Any]]:
    return [{**ROWS[0], **values}, *ROWS[1:]]


def run(app: Flask, *args: str) -> Result:
    cli.register(app)
    return app.test_cli_runner().invoke(args=args)


def count() -> int:
    with snapshot() as session:
        return session.scalar(select(func.count()).select_from(ProcedureVersion)) or 0


def heads() -> set[tuple[str, int]]:
    with snapshot() as session:
        return {(row.id, row.seq) for row in session.scalars(select(SyncRow).where(SyncRow.bucket == "cat"))}


def test_the_product_comes_with_sixty_procedures(empty_app: Flask) -> None:
    with empty_app.app_context():
        first = import_builtin()
        assert len(first.added) == 76
        with snapshot() as session:
            assert len(queries.current_procedures(session)) == 60


def test_taking_the_same_in_again_changes_nothing(app: Flask) -> None:
    with app.app_context():
        before = heads()
        again = import_builtin()
        assert (again.added, again.updated, again.unchanged) == ([], [], 76)
        assert heads() == before


def test_changed_content_is_a_new_version_and_the_old_one_stays(app: Flask, file: Any) -> None:
    with app.app_context():
        summary = import_file(file(changed(issued_by="1/QĐ-BTP")))
        assert summary.added == [f"{CODE}@2"]
        with snapshot() as session:
            old, new = queries.procedure(session, CODE, 1), queries.procedure(session, CODE)
            assert old
            assert new
            assert (old["issued_by"], old["replaced_by"], old["valid_to"]) == (
                "163/QĐ-BTP",
                f"{CODE}@2",
                new["valid_from"],
            )
            assert (new["version"], new["issued_by"], new["valid_to"]) == (2, "1/QĐ-BTP", None)


def test_a_new_end_is_no_new_version(app: Flask, file: Any) -> None:
    with app.app_context():
        rows = changed(valid_to="2027-01-01", replaced_by=ROWS[1]["code"])
        assert import_file(file(rows)).updated == [f"{CODE}@1"]
        assert import_file(file(rows)).updated == []
        assert count() == 60
        with snapshot() as session:
            doc = queries.procedure(session, CODE)
            assert doc
            assert (doc["valid_to"], doc["replaced_by"]) == ("2027-01-01", f"{ROWS[1]['code']}@1")


def test_one_bad_row_and_nothing_is_taken_in(app: Flask, file: Any) -> None:
    rows = changed(issued_by="2/QĐ-BTP")
    rows[30] = {**rows[30], "fees": [{"channel": "fax", "amount": 1}], "replaced_by": "9.999999"}
    with app.app_context():
        before = heads()
        with pytest.raises(BadFile) as caught:
            import_file(file(rows))
        assert [(p.row, p.path) for p in caught.value.problems] == [(31, "fees.0.channel"), (31, "replaced_by")]
        assert heads() == before


@pytest.mark.parametrize("content", ["", "{", "[1", '{"a": 1}', '"x"', "{}", '{"procedures": 3}', "[null]"])
def test_a_file_that_is_none_is_told_in_words(app: Flask, tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    with app.app_context(), pytest.raises(BadFile) as caught:
        import_file(path)
    assert caught.value.problems


def test_a_dry_run_counts_and_writes_nothing(app: Flask, file: Any) -> None:
    with app.app_context():
        before = heads()
        assert import_file(file(changed(issued_by="3/QĐ-BTP")), dry_run=True).added == [f"{CODE}@2"]
        assert heads() == before


def test_the_command_lists_every_problem_and_fails(app: Flask, file: Any) -> None:
    rows = changed(code="x", field="Y")
    result = run(app, "catalogue", "import", str(file(rows)))
    assert result.exit_code == 1
    assert "row 1: x [code]" in result.output
    assert "row 1: x [field]" in result.output
    assert "2 problems; nothing was changed" in result.output


def test_the_command_says_what_it_did(app: Flask) -> None:
    result = run(app, "catalogue", "import", str(DATA / "procedures.json"))
    assert result.exit_code == 0
    assert "0 new, 0 changed, 60 unchanged" in result.output


def test_a_draft_of_an_old_version_finds_its_definition(app: Flask, file: Any) -> None:
    with app.app_context():
        import_file(file(changed(issued_by="4/QĐ-BTP")))
        with snapshot() as session:
            old = queries.procedure(session, CODE, 1)
        assert old
        assert old["form"] == ROWS[0]["form"]


def test_phones_receive_procedures_templates_and_notices(as_volunteer: Any, as_officer: Any) -> None:
    for person in (as_volunteer, as_officer):
        rows = person.phone.pull().rows
        kinds = {kind for kind, _id in rows}
        assert {"procedure", "template", "notice"} <= kinds
        doc = rows["procedure", f"{CODE}@1"].doc
        assert doc["name"] == ROWS[0]["name"]
        assert doc["form"]["properties"]["mother_id"]["x-sensitive"] is True
        assert rows["template", "return_reason.unreadable"].doc["kind"] == "return_reason"


def test_a_new_version_reaches_phones_as_a_change(app: Flask, as_volunteer: Any, file: Any) -> None:
    phone = as_volunteer.phone.pull()
    with app.app_context():
        import_file(file(changed(issued_by="5/QĐ-BTP")))
    rows = phone.pull().rows
    assert rows["procedure", f"{CODE}@2"].doc["valid_to"] is None
    assert rows["procedure", f"{CODE}@1"].doc["replaced_by"] == f"{CODE}@2"


def test_a_version_in_the_future_is_offered_until_it_ends(app: Flask, file: Any) -> None:
    with app.app_context():
        tomorrow = (queries.now() + timedelta(days=2)).date().isoformat()
        import_file(file(changed(valid_to=tomorrow)))
        with snapshot() as session:
            assert len(queries.current_procedures(session)) == 60
        import_file(file(changed(valid_to="2026-01-01")))
        with snapshot() as session:
            assert len(queries.current_procedures(session)) == 59
