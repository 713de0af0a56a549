"""The support slip (phiếu hỗ trợ), A5: the reference with its QR, and what the citizen still has to bring.

It must not be taken for the centre's receipt: no number, seal or title of an official form, and it says so.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.catalogue.forms import asked_documents
from app.core.actor import Actor
from app.dossiers.access import get_dossier
from app.dossiers.definitions import definition_of, name_of
from app.places.queries import centre_of

STATES = {
    "missing": "Chưa có",
    "promised": "Hẹn bổ sung",
    "seen": "Đã xem bản chính",
    "photo": "Đã chụp",
    "certified": "Có bản điện tử chứng thực",
    "reused": "Dùng lại từ VNeID hoặc cơ sở dữ liệu",
}
"""Words for the states of a paper (thành phần hồ sơ)."""

NOT_A_RECEIPT = "Phiếu này không thay giấy tiếp nhận hồ sơ của Trung tâm."


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed. url: where the QR leads. papers: (label, state). made_at: when the slip is printed."""

    reference: str
    url: str
    procedure: str
    applicant: str
    papers: list[tuple[str, str]]
    centre_name: str
    centre_lines: list[str]
    made_at: datetime


def slip_of(session: Session, actor: Actor, dossier_id: str, *, public_url: str, now: datetime) -> Slip:
    """What to print for a dossier this person has something to do with. Raises NOT_FOUND."""
    dossier, _ = get_dossier(session, actor, dossier_id)
    content = dossier.open()
    procedure = content.get("procedure") or {}
    definition = definition_of(session, procedure)
    held = content.get("documents", {})
    asked = asked_documents(definition, content.get("form", {})) if definition else []
    centre = centre_of(session, dossier.receiving_ward)
    return Slip(
        reference=dossier.reference,
        url=f"{public_url}/s/{dossier.reference}",
        procedure=procedure.get("other") or name_of(session, procedure)["vi"],
        applicant=content.get("applicant", {}).get("full_name", ""),
        papers=[(paper["label"]["vi"], held.get(paper["id"], {}).get("state", "missing")) for paper in asked],
        centre_name=centre["name"] or "",
        centre_lines=[line for key in ("address", "hours", "phone") if (line := centre[key])],
        made_at=now,
    )
