"""A dossier as a phone would make it, and the way it goes."""

from typing import Any

from flask import Flask

from app.core.crypto import open_json
from app.core.ids import new_id, new_reference
from app.core.transaction import snapshot
from app.dossiers.models import Dossier
from tests.support.personas import Persona

Json = dict[str, Any]

BIRTH = {"code": "1.001193", "version": 1}
"""Đăng ký khai sinh: a form with sensitive fields and conditional papers."""

CONSENT = {
    "text_version": "2026-07",
    "language": "vi",
    "method": "spoken",
    "purposes": ["preparing", "contact"],
    "at": "2026-11-23T14:05:00+07:00",
}


def birth(**changes: Any) -> Json:
    """Arguments of a complete `dossier.create` for a birth registration."""
    return {
        "reference": new_reference(),
        "ward": "19753",
        "procedure": BIRTH,
        "channel": 1,
        "applicant": {
            "full_name": "Nguyễn Thị Hường",
            "id_kind": "cccd",
            "id_number": "046190001234",
            "phone": "0905 123 456",
            "date_of_birth": "1990",
        },
        "form": {
            "child_name": "Trần Bảo An",
            "child_sex": "female",
            "child_dob": "2024-11-02",
            "child_birth_place": "Bệnh viện Trung ương Huế",
            "child_ethnicity": "Kinh",
            "child_origin": "Phú Xuân, Huế",
            "relationship": "mother",
            "birth_case": "normal",
            "has_birth_notice": True,
            "mother_name": "Nguyễn Thị Hường",
        },
        "documents": {
            "declaration": {"state": "seen", "file_ids": []},
            "birth_notice": {"state": "seen", "file_ids": []},
            "identity_paper": {"state": "seen", "file_ids": []},
        },
        "consent": CONSENT,
    } | changes


def expect(state: str, submission: int) -> Json:
    return {"expect": {"work_state": state, "submission": submission}}


class Desk:
    """Does things with dossiers for the persons of a test."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def draft(self, owner: Persona, **changes: Any) -> str:
        dossier_id = new_id()
        owner.phone.must("dossier.create", dossier_id, birth(**changes))
        return dossier_id

    def submitted(self, owner: Persona, **changes: Any) -> str:
        dossier_id = self.draft(owner, **changes)
        owner.phone.must("dossier.submit", dossier_id, expect("draft", 0))
        return dossier_id

    def returned(self, owner: Persona, officer: Persona, **changes: Any) -> str:
        dossier_id = self.submitted(owner, **changes)
        items = [{"path": "form.child_name", "message": "Viết đủ họ tên."}]
        args = {"items": items, "reason": "Tên trẻ chưa đủ."}
        officer.phone.must("dossier.return", dossier_id, expect("submitted", 1) | args)
        return dossier_id

    def accepted(self, owner: Persona, officer: Persona, **changes: Any) -> str:
        dossier_id = self.submitted(owner, **changes)
        officer.phone.must("dossier.accept", dossier_id, expect("submitted", 1))
        return dossier_id

    def row(self, dossier_id: str) -> Dossier:
        with self._app.app_context(), snapshot() as session:
            found = session.get(Dossier, dossier_id)
            assert found is not None, dossier_id
            session.expunge(found)
            return found

    def content(self, dossier_id: str) -> Json:
        row = self.row(dossier_id)
        with self._app.app_context():
            content: Json = open_json("dossiers", "content", dossier_id, row.content)
        return content


def doc(persona: Persona, dossier_id: str) -> Json:
    """The dossier as this person's phone has it now. KeyError when it has it not."""
    return persona.phone.pull().docs("dossier")[dossier_id]
