"""Taking in people from a spreadsheet."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook

from app.core.sheets import BadSheet
from app.core.transaction import snapshot
from app.demo import cast
from app.identity import queries
from app.identity.importing import import_people
from tests.support.personas import Persona

HEADINGS = ["Tên đăng nhập", "Họ và tên", "Vai trò", "Mã phường", "Tổ", "Đơn vị", "Từ ngày", "Đến ngày"]
LAN = ["lan", "Nguyễn Thị Lan", "volunteer", 19753, "Tổ công nghệ số cộng đồng số 1", "Đoàn trường", date(2026, 6, 1)]
TUAN = ["tuan", "Trần Tuấn", "officer", "19789", None, None, "01/07/2026", "2026-12-31"]


@pytest.fixture
def sheet(tmp_path: Path) -> Any:
    def write(*rows: list[Any], headings: list[str] = HEADINGS) -> Path:
        book = Workbook()
        assert book.active is not None
        for row in (headings, *rows):
            book.active.append(row)
        book.save(tmp_path / "people.xlsx")
        return tmp_path / "people.xlsx"

    return write


def test_people_get_their_roles_and_a_first_password_to_change(app: Flask, sheet: Any) -> None:
    with app.app_context():
        summary = import_people(sheet(LAN, TUAN), dry_run=False)
        with snapshot() as session:
            lan = queries.person_id_of(session, "lan")
            assert lan is not None
            assert queries.team_of(session, lan, cast.PHU_XUAN) == cast.team_id(1)

    assert (summary.people, summary.memberships, summary.teams) == (2, 2, 0)
    body = {"login": "lan", "password": dict(summary.new_passwords)["lan"], "device": {"id": cast.stable_id("d")}}
    answer = app.test_client().post("/api/v1/session", json=body, headers={"Origin": "http://localhost"})
    assert answer.json["person"]["must_change_password"] is True


def test_importing_twice_changes_nothing(app: Flask, sheet: Any) -> None:
    with app.app_context():
        import_people(sheet(LAN, TUAN), dry_run=False)
        again = import_people(sheet(LAN, TUAN), dry_run=False)

    assert (again.people, again.memberships, again.teams, again.unchanged) == (0, 0, 0, 2)


def test_one_person_may_have_several_roles_and_a_new_team(app: Flask, sheet: Any) -> None:
    leads = ["lan", "Nguyễn Thị Lan", "leader", "19753", "Tổ Đông Ba"]
    with app.app_context():
        summary = import_people(sheet(LAN, leads), dry_run=False)

    assert (summary.people, summary.memberships, summary.teams) == (1, 2, 1)


def test_a_dry_run_counts_and_changes_nothing(app: Flask, sheet: Any) -> None:
    with app.app_context():
        planned = import_people(sheet(LAN, TUAN), dry_run=True)
        with snapshot() as session:
            assert queries.person_id_of(session, "lan") is None

    assert (planned.people, planned.memberships, planned.new_passwords) == (2, 2, [])


def test_a_bad_file_changes_nothing_and_names_every_problem_by_row(app: Flask, sheet: Any) -> None:
    bad = sheet(
        LAN,
        ["two words", "", "volunteer", "99999", None],
        ["x", "X", "king", "19753"],
        ["y", "Y", "overseer", "19753"],
        ["z", "Z", "officer", "19753", None, None, "soon", "2020-01-01"],
    )
    with app.app_context():
        with pytest.raises(BadSheet) as caught:
            import_people(bad, dry_run=False)
        with snapshot() as session:
            assert queries.person_id_of(session, "lan") is None

    rows = [p.partition(":")[0] for p in caught.value.problems]
    assert rows == ["row 3"] * 3 + ["row 4"] + ["row 5"] + ["row 6"] * 2


@pytest.mark.on("sqlite")
def test_a_file_that_is_no_spreadsheet_is_refused_plainly(app: Flask, tmp_path: Path, sheet: Any) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"no zip")
    for path in (tmp_path / "x.xlsx", tmp_path / "missing.xlsx", sheet(headings=["a", "b"])):
        with app.app_context(), pytest.raises(BadSheet):
            import_people(path, dry_run=True)


def test_phones_of_the_ward_learn_of_a_new_member(app: Flask, as_volunteer: Persona, sheet: Any) -> None:
    as_volunteer.phone.pull()
    with app.app_context():
        import_people(sheet(LAN), dry_run=False)
        with snapshot() as session:
            lan = queries.person_id_of(session, "lan") or ""

    as_volunteer.phone.pull()

    doc = as_volunteer.phone.rows["member", lan].doc
    assert (doc["full_name"], doc["roles"], doc["team_ids"]) == ("Nguyễn Thị Lan", ["volunteer"], [cast.team_id(1)])
