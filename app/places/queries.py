"""Reads of places, and the documents phones keep of them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.commands import Doc, Projector
from app.core.crypto import open_json
from app.core.text import fold
from app.places.models import FormerUnit, Hamlet, Province, SupportPoint, Ward

MOST_FOUND = 20


def ward_names(session: Session, codes: Iterable[str | None]) -> dict[str, str]:
    """{ward code: name}; unknown codes are absent."""
    wanted = {c for c in codes if c}
    if not wanted:
        return {}
    return dict(session.execute(select(Ward.code, Ward.name).where(Ward.code.in_(wanted))).all())


def province_names(session: Session, codes: Iterable[str | None]) -> dict[str, str]:
    """{province code: name}; unknown codes are absent."""
    wanted = {c for c in codes if c}
    if not wanted:
        return {}
    return dict(session.execute(select(Province.code, Province.name).where(Province.code.in_(wanted))).all())


def search_wards(session: Session, text: str, *, province: str | None = None) -> list[dict[str, Any]]:
    """Wards whose name of today, or of a unit they took over, contains the text, tone marks aside.

    Each with `former`: its former units, and `matched`: the former name that was found, None when its own was.
    """
    pattern = f"%{_escaped(fold(text))}%"
    by_former = select(FormerUnit.ward).where(FormerUnit.name_folded.like(pattern, escape="\\"))
    query = select(Ward).where(or_(Ward.name_folded.like(pattern, escape="\\"), Ward.code.in_(by_former)))
    if province is not None:
        query = query.where(Ward.province == province)
    wards = session.scalars(query.order_by(Ward.name_folded, Ward.code).limit(MOST_FOUND)).all()
    former = former_names(session, [w.code for w in wards])
    provinces = province_names(session, [w.province for w in wards])
    return [_found(w, former[w.code], provinces[w.province], fold(text)) for w in wards]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _found(ward: Ward, former: list[str], province: str, folded: str) -> dict[str, Any]:
    by_own_name = folded in ward.name_folded
    return {
        "code": ward.code,
        "name": ward.name,
        "type": ward.type,
        "province": {"code": ward.province, "name": province},
        "former": former,
        "matched": None if by_own_name else next((n for n in former if folded in fold(n)), None),
    }


def former_names(session: Session, codes: Iterable[str]) -> dict[str, list[str]]:
    """{ward code: names of the units it took over}."""
    names: dict[str, list[str]] = defaultdict(list)
    query = select(FormerUnit.ward, FormerUnit.name).where(FormerUnit.ward.in_(list(codes)))
    for code, name in session.execute(query.order_by(FormerUnit.name_folded)):
        names[code].append(name)
    return names


def reachable(point: SupportPoint) -> dict[str, Any]:
    """Address, phone and hours, None where unknown."""
    content = open_json("support_points", "content", point.id, point.content) if point.content else {}
    return {name: content.get(name) for name in ("address", "phone", "hours")}


def centre_of(session: Session, ward: str) -> dict[str, str | None]:
    """A ward's Public Administrative Service Centre: {name, address, phone, hours}, None where unknown."""
    query = select(SupportPoint).where(SupportPoint.ward == ward, SupportPoint.kind == "centre", SupportPoint.is_active)
    point = session.scalars(query.order_by(SupportPoint.id).limit(1)).first()
    if point is None:
        name = session.scalar(select(Ward.name).where(Ward.code == ward))
        return {"name": name, "address": None, "phone": None, "hours": None}
    return {"name": point.name, **reachable(point)}


def hamlet_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`hamlet`: {id, ward, name, kind}."""
    rows = session.scalars(select(Hamlet).where(Hamlet.id.in_(ids)))
    return {h.id: {"id": h.id, "ward": h.ward, "name": h.name, "kind": h.kind} for h in rows}


def support_point_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`support_point`: {id, ward, name, kind, address, phone, hours, lat, lon}; null where unknown."""
    docs: dict[str, Doc] = {}
    for point in session.scalars(select(SupportPoint).where(SupportPoint.id.in_(ids))):
        docs[point.id] = {
            "id": point.id,
            "ward": point.ward,
            "name": point.name,
            "kind": point.kind,
            **reachable(point),
            "lat": point.lat,
            "lon": point.lon,
        }
    return docs


DOCUMENTS: dict[str, Projector] = {"hamlet": hamlet_documents, "support_point": support_point_documents}
