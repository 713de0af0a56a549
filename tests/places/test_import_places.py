"""Taking in a ward's hamlets, support points and teams from a spreadsheet."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import cli
from app.core.sheets import BadSheet
from app.core.transaction import snapshot
from app.places.importing import import_places
from app.places.models import Hamlet, SupportPoint
from tests.support.personas import Persona

HEADINGS = ["Loại", "Mã phường", "Tên", "Địa chỉ", "Điện thoại", "Giờ làm việc", "Vĩ độ", "Kinh độ", "Địa bàn"]
WARD = 19753
THON = ["Thôn", WARD, "Thôn Vỹ Dạ Hạ"]
KHU = ["residential_group", "19753", "Tổ dân phố Kim Long"]
POINT = ["Điểm bưu cục", WARD, "Bưu cục Kim Long", "5 Kim Long", "0234 3 111 222", "7:30–17:00", "16,4512", 107.56]
TEAM = ["Tổ công nghệ số cộng đồng", WARD, "Tổ Kim Long", *[None] * 5, "thon vy da ha; Tổ dân phố Kim Long"]


@pytest.fixture
def sheet(tmp_path: Path) -> Any:
    def write(*rows: list[Any], headings: list[str] = HEADINGS) -> Path:
        book = Workbook()
        assert book.active is not None
        for row in (headings, *rows):
            book.active.append(row)
        book.save(tmp_path / "places.xlsx")
        return tmp_path / "places.xlsx"

    return write


def docs(persona: Persona, kind: str) -> dict[str, Any]:
    """The ward's places as a phone has them, by name."""
    return {doc["name"]: doc for doc in persona.phone.pull().docs(kind).values()}


def test_a_ward_starts_with_its_places_and_phones_learn_of_them(app: Flask, as_volunteer: Persona, sheet: Any) -> None:
    as_volunteer.phone.pull()
    with app.app_context():
        summary = import_places(sheet(TEAM, THON, KHU, POINT), dry_run=False)

    hamlets, points, teams = (docs(as_volunteer, kind) for kind in ("hamlet", "support_point", "team"))
    assert summary == {"hamlets": 2, "points": 1, "teams": 1}
    assert hamlets["Thôn Vỹ Dạ Hạ"]["kind"] == "hamlet"
    assert hamlets["Tổ dân phố Kim Long"]["kind"] == "residential_group"
    point = points["Bưu cục Kim Long"]
    assert (point["kind"], point["address"], point["hours"]) == ("post_point", "5 Kim Long", "7:30–17:00")
    assert (point["lat"], point["lon"]) == (16.4512, 107.56)
    served = {hamlets[name]["id"] for name in ("Thôn Vỹ Dạ Hạ", "Tổ dân phố Kim Long")}
    assert set(teams["Tổ Kim Long"]["hamlet_ids"]) == served


def test_importing_twice_changes_nothing(app: Flask, as_volunteer: Persona, sheet: Any) -> None:
    path = sheet(THON, KHU, POINT, TEAM)
    with app.app_context():
        import_places(path, dry_run=False)
        before = {key: row.seq for key, row in as_volunteer.phone.pull().rows.items()}
        assert import_places(path, dry_run=False) == {"unchanged": 4}

    assert {key: row.seq for key, row in as_volunteer.phone.pull().rows.items()} == before


def test_what_is_known_is_brought_up_to_date_and_empty_cells_say_nothing(
    app: Flask, as_volunteer: Persona, sheet: Any
) -> None:
    with app.app_context():
        import_places(sheet(THON, KHU, POINT, TEAM), dry_run=False)
        summary = import_places(
            sheet(
                ["hamlet", WARD, "Tổ dân phố Kim Long"],
                ["kiosk", WARD, "BƯU CỤC KIM LONG", None, "0234 3 999 999"],
                ["team", WARD, "Tổ Kim Long", *[None] * 5, "Tổ dân phố Kim Long"],
                ["team", WARD, "Tổ công nghệ số cộng đồng số 1"],
            ),
            dry_run=False,
        )

    assert summary == {"changed": 3, "unchanged": 1}
    hamlets, points, teams = (docs(as_volunteer, kind) for kind in ("hamlet", "support_point", "team"))
    point = points["BƯU CỤC KIM LONG"]
    assert (point["kind"], point["phone"], point["address"]) == ("kiosk", "0234 3 999 999", "5 Kim Long")
    assert "Bưu cục Kim Long" not in points
    assert teams["Tổ Kim Long"]["hamlet_ids"] == [hamlets["Tổ dân phố Kim Long"]["id"]]
    assert len(teams["Tổ công nghệ số cộng đồng số 1"]["hamlet_ids"]) == 4


def all_ids(session: Session) -> set[str]:
    return {row_id for model in (Hamlet, SupportPoint) for row_id in session.scalars(select(model.id))}


def test_a_dry_run_counts_the_same_and_changes_nothing(app: Flask, sheet: Any) -> None:
    path = sheet(TEAM, THON, KHU, POINT)
    with app.app_context():
        with snapshot() as session:
            before = all_ids(session)
        planned = import_places(path, dry_run=True)
        with snapshot() as session:
            assert all_ids(session) == before
        assert import_places(path, dry_run=False) == planned


def test_a_bad_file_changes_nothing_and_names_every_problem_by_row(app: Flask, sheet: Any) -> None:
    bad = sheet(
        THON,
        ["castle", "99999", ""],
        ["thôn", WARD, "THÔN VỸ DẠ HẠ"],
        ["kiosk", WARD, "Ki-ốt", None, None, None, "164.5", "107.5"],
        ["team", WARD, "Tổ X", *[None] * 5, "Thôn Không Có; Thôn Vỹ Dạ Hạ"],
        ["hamlet", WARD, "Thôn Y", "an address", *[None] * 4, "Thôn Vỹ Dạ Hạ"],
    )
    with app.app_context():
        with snapshot() as session:
            before = all_ids(session)
        with pytest.raises(BadSheet) as caught:
            import_places(bad, dry_run=False)
        with snapshot() as session:
            assert all_ids(session) == before

    rows = sorted(p.partition(":")[0] for p in caught.value.problems)
    assert rows == ["row 3"] * 3 + ["row 4"] + ["row 5"] + ["row 6"] + ["row 7"] * 2
    assert "row 4: the same as row 2" in caught.value.problems
    assert "row 6: the ward has no hamlet 'thon khong co'" in caught.value.problems


@pytest.mark.on("sqlite")
def test_the_command_says_what_it_did_or_what_is_wrong(app: Flask, sheet: Any) -> None:
    cli.register(app)
    runner = app.test_cli_runner()
    good = runner.invoke(args=["places", "import", str(sheet(THON, POINT)), "--dry-run"])
    assert (good.exit_code, good.output) == (
        0,
        "places.xlsx: 1 hamlets, 1 points and 0 teams would be added, 0 would be changed, 0 were there already.\n",
    )
    bad = runner.invoke(args=["places", "import", str(sheet(["castle", WARD, "X"]))])
    assert (bad.exit_code, "places.xlsx row 2: kind 'castle' is unknown" in bad.output) == (1, True)
    assert "nothing was changed" in bad.output
