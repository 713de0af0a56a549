"""Units of the provinces with their former names, and the places of a ward."""

import pytest
from flask import Flask

from app.core.transaction import snapshot
from app.demo import cast
from app.places import queries
from app.places.actions import Loaded, load_units
from tests.support.personas import Persona


def test_all_wards_of_three_provinces_are_loaded(app: Flask) -> None:
    with app.app_context(), snapshot() as session:
        names = queries.province_names(session, ["46", "80", "82"])
        rows = queries.search_wards(session, "Phường Phú Xuân")

    assert names == {"46": "Thành phố Huế", "80": "Tỉnh Tây Ninh", "82": "Tỉnh Đồng Tháp"}
    assert [r["code"] for r in rows] == ["19753"]


def test_loading_units_again_changes_nothing(app: Flask) -> None:
    with app.app_context():
        assert load_units() == load_units() == Loaded(provinces=3, wards=238, former_units=752)


@pytest.mark.parametrize(
    ("text", "code", "matched"),
    [
        ("phu xuan", "19753", None),
        ("PHÚ HẬU", "19753", "Phường Phú Hậu, Quận Phú Xuân"),
        ("dong ba", "19753", "Phường Đông Ba, Quận Phú Xuân"),
        ("ninh son, thanh pho tay ninh", "25480", "Phường Ninh Sơn, Thành phố Tây Ninh"),
    ],
)
def test_a_ward_is_found_by_its_name_or_a_former_one(app: Flask, text: str, code: str, matched: str | None) -> None:
    with app.app_context(), snapshot() as session:
        found = {r["code"]: r for r in queries.search_wards(session, text)}

    assert found[code]["matched"] == matched


@pytest.mark.parametrize("text", ["%", "_____", "\\"])
def test_signs_of_the_database_are_ordinary_letters(app: Flask, text: str) -> None:
    with app.app_context(), snapshot() as session:
        assert queries.search_wards(session, text) == []


def test_wards_are_searched_over_http(as_volunteer: Persona) -> None:
    (ward,) = as_volunteer.get("/api/v1/wards?q=vy%20da").json["wards"]

    assert ward["name"] == "Phường Vỹ Dạ"
    assert ward["province"] == {"code": "46", "name": "Thành phố Huế"}
    assert as_volunteer.get("/api/v1/wards").json["errors"] == {"q": ["validation.required"]}
    assert as_volunteer.get("/api/v1/wards?q=a&x=1").json["errors"] == {"x": ["validation.unknown"]}


def test_a_phone_holds_the_places_people_and_teams_of_its_own_ward_only(as_volunteer: Persona) -> None:
    rows = as_volunteer.phone.pull().rows

    assert {
        r.doc["ward"] for (kind, _), r in rows.items() if kind in ("hamlet", "support_point", "team", "member")
    } == {cast.PHU_XUAN}
    assert {i for kind, i in rows if kind == "hamlet"} == {cast.hamlet_id(cast.PHU_XUAN, n) for n in range(1, 12)}
    assert rows["team", cast.team_id(1)].doc == {
        "id": cast.team_id(1),
        "ward": cast.PHU_XUAN,
        "name": "Tổ công nghệ số cộng đồng số 1",
        "hamlet_ids": sorted(cast.hamlet_id(cast.PHU_XUAN, n) for n in (1, 2, 3, 4)),
        "leader_ids": [cast.BY_LOGIN["leader1"].id],
    }


def test_a_support_point_shows_address_phone_and_hours(as_volunteer: Persona) -> None:
    doc = as_volunteer.phone.pull().rows["support_point", cast.point_id("centre-19753")].doc

    assert doc["kind"] == "centre"
    assert doc["address"]
    assert doc.keys() == {"id", "ward", "name", "kind", "address", "phone", "hours", "lat", "lon"}


def test_an_address_is_not_readable_in_the_database(app: Flask, as_volunteer: Persona) -> None:
    from sqlalchemy import select

    from app.places.models import SupportPoint

    address = as_volunteer.phone.pull().rows["support_point", cast.point_id("centre-19753")].doc["address"]
    with app.app_context(), snapshot() as session:
        sealed = session.scalar(select(SupportPoint.content).where(SupportPoint.id == cast.point_id("centre-19753")))
    assert sealed is not None
    assert address.encode() not in sealed
