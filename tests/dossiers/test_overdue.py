"""What the server finds as overdue or due today; the desk reads the same cases."""

import json
from datetime import datetime
from pathlib import Path

from flask import Flask

from app.core.clock import set_clock
from app.core.transaction import unit
from app.dossiers.models import Dossier
from tests.support.dossiers import Desk, Json
from tests.support.personas import People

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "overdue.json").read_text())
NOW = datetime.fromisoformat(VECTORS["now"])


def put_in_place(app: Flask, dossier_id: str, case: Json) -> None:
    with app.app_context(), unit("19753") as work:
        row = work.session.get_one(Dossier, dossier_id)
        row.work_state, row.official_status = case["work_state"], case["official_status"]
        row.due_at, row.expected_due_at = case["due"] and datetime.fromisoformat(case["due"]), None


def test_what_is_due_is_found_as_the_desk_shows_it(app: Flask, desk: Desk, people: People) -> None:
    with set_clock(lambda: NOW):
        as_volunteer, as_officer = people("volunteer1"), people("officer1")
        made = [(desk.submitted(as_volunteer), case) for case in VECTORS["cases"]]
        for dossier_id, case in made:
            put_in_place(app, dossier_id, case)
        for word, kind in (("overdue", "late"), ("today", "today"), ("none", "none")):
            answer = as_officer.get("/api/v1/dossiers", query_string={"due": word}).json["items"]
            wanted = {dossier_id for dossier_id, case in made if case["kind"] == kind}
            assert {item["id"] for item in answer} == wanted, word
