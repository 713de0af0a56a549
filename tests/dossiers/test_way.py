"""The whole way of a dossier, through the pipeline, as each reader sees it."""

from tests.support.dossiers import Desk, doc, expect
from tests.support.personas import Persona


def test_from_draft_to_completed(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.returned(as_volunteer, as_officer)
    change = {"field": "form.child_name", "base": "Trần Bảo An", "new": "Trần Thị Bảo An"}
    as_volunteer.phone.must("dossier.edit", dossier_id, {"changes": [change]})
    as_volunteer.phone.must("dossier.submit", dossier_id, expect("returned", 1))
    code = "H57.12-261122-0001"
    as_officer.phone.must("dossier.accept", dossier_id, expect("submitted", 2) | {"official_code": code})
    as_officer.phone.must("dossier.complete", dossier_id, expect("accepted", 2))
    seen = doc(as_volunteer, dossier_id)
    assert seen["work_state"] == "completed"
    assert seen["official"]["code"] == code
    assert seen["returned"] is None
    assert seen["form"]["child_name"] == "Trần Thị Bảo An"
    assert seen["masked"] == ["applicant.id_number", "form.child_ethnicity"]
