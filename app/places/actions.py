"""Bringing places in: the national list of units, and the hamlets and points of a ward."""

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from app.core.changes import BucketRef
from app.core.crypto import seal_json
from app.core.ids import new_id
from app.core.text import clean, fold
from app.core.transaction import Unit, plain_write
from app.places.models import FormerUnit, Hamlet, Province, SupportPoint, Ward
from app.places.queries import reachable

UNITS_FILE = Path(__file__).parent / "data" / "units.json"
FORMER_NAMESPACE = uuid.UUID("5b0f8e4e-7a3c-5d0e-9d51-2f6c1f1d7c11")
"""Makes the id of a former unit from its name and successor, so that loading twice changes nothing."""

HAMLET_KINDS = ("hamlet", "residential_group")
POINT_KINDS = ("agent_point", "post_point", "digital_society_point", "old_headquarters", "kiosk", "centre")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many of each the database holds after loading."""

    provinces: int
    wards: int
    former_units: int


def load_units(path: Path = UNITS_FILE) -> Loaded:
    """Take in provinces, wards and former units; running it again brings names and positions up to date."""
    data = json.loads(path.read_text(encoding="utf-8"))
    with plain_write() as session:
        for province in data["provinces"]:
            session.merge(Province(code=province["code"], name=clean(province["name"])))
        session.flush()
        for unit in data["units"]:
            session.merge(_ward(unit))
        session.flush()
        former = _former_units(data)
        session.execute(delete(FormerUnit).where(FormerUnit.ward.in_([u["code"] for u in data["units"]])))
        session.add_all(former)
        return Loaded(len(data["provinces"]), len(data["units"]), len(former))


def _ward(unit: dict[str, Any]) -> Ward:
    name = clean(unit["name"])
    return Ward(
        code=unit["code"],
        name=name,
        name_folded=fold(name),
        type=unit["type"],
        province=unit["province"],
        lat=unit.get("lat"),
        lon=unit.get("lon"),
    )


def _former_units(data: dict[str, Any]) -> list[FormerUnit]:
    """Former names listed with their ward, and single former units that name their successor."""
    found: dict[str, FormerUnit] = {}
    listed = [(unit["code"], name, None) for unit in data["units"] for name in unit.get("former", [])]
    single = [
        (f["successor"], f"{f['name']}, {f['district']}" if f.get("district") else f["name"], f.get("former_code"))
        for f in data.get("former_units", [])
    ]
    for ward, name, code in [*listed, *single]:
        name = clean(name)
        row_id = str(uuid.uuid5(FORMER_NAMESPACE, f"{ward}|{name}"))
        row = found.setdefault(row_id, FormerUnit(id=row_id, name=name, name_folded=fold(name), ward=ward))
        row.code = code or row.code
    return list(found.values())


def add_hamlet(
    work: Unit, ward: str, *, name: str, kind: str = "residential_group", hamlet_id: str | None = None
) -> str:
    """A new hamlet of a ward whose stream is held. kind: one of HAMLET_KINDS. Returns its id."""
    assert kind in HAMLET_KINDS, kind
    row_id = hamlet_id or new_id()
    work.session.add(
        Hamlet(
            id=row_id,
            ward=ward,
            name=clean(name),
            kind=kind,
            is_active=True,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    work.session.flush()
    work.record("hamlet", row_id, [_reference(ward)])
    return row_id


def add_support_point(
    work: Unit,
    ward: str,
    *,
    name: str,
    kind: str,
    address: str | None = None,
    phone: str | None = None,
    hours: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
    point_id: str | None = None,
) -> str:
    """A new support point of a ward whose stream is held. kind: one of POINT_KINDS. Returns its id."""
    assert kind in POINT_KINDS, kind
    row_id = point_id or new_id()
    content = {"address": address, "phone": phone, "hours": hours}
    work.session.add(
        SupportPoint(
            id=row_id,
            ward=ward,
            name=clean(name),
            kind=kind,
            content=seal_json("support_points", "content", row_id, content),
            lat=lat,
            lon=lon,
            is_active=True,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    work.session.flush()
    work.record("support_point", row_id, [_reference(ward)])
    return row_id


def change_hamlet(work: Unit, row: Hamlet, *, name: str, kind: str) -> None:
    """A hamlet, of a ward whose stream is held, as it is called now; it is in use again."""
    assert kind in HAMLET_KINDS, kind
    row.name, row.kind, row.is_active, row.updated_at = clean(name), kind, True, work.now
    work.session.flush()
    work.record("hamlet", row.id, [_reference(row.ward)])


def change_support_point(work: Unit, row: SupportPoint, *, name: str, kind: str, **details: Any) -> None:
    """A support point, of a ward whose stream is held, as it is now; it is in use again.

    details: any of address, phone, hours, lat, lon; what is not named stays.
    """
    assert kind in POINT_KINDS, kind
    content = reachable(row) | {k: details[k] for k in ("address", "phone", "hours") if k in details}
    row.content = seal_json("support_points", "content", row.id, content)
    row.lat, row.lon = details.get("lat", row.lat), details.get("lon", row.lon)
    row.name, row.kind, row.is_active, row.updated_at = clean(name), kind, True, work.now
    work.session.flush()
    work.record("support_point", row.id, [_reference(row.ward)])


def _reference(ward: str) -> BucketRef:
    """The bucket of a ward's reference data; the same as identity's `ref`, which this room cannot import."""
    return BucketRef(f"ref:{ward}", ward)
