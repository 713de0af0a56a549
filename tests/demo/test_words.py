"""What the demonstration shows is what a ward could have written."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.catalogue.queries import current_procedures
from app.core.crypto import open_json
from app.core.transaction import snapshot
from app.demo import script
from app.demo.citizens import GIVEN, SAID
from app.dossiers.models import Dossier
from app.fieldwork.models import Activity

STORY_PROCEDURES = {story.procedure for story in script.stories()}


def places(form: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, field) of every question, those inside repeated rows included."""
    for name, field in form["properties"].items():
        yield name, field
        if field["x-widget"] == "repeat":
            yield from places(field["items"])


@pytest.mark.on("sqlite")
def test_what_is_asked_back_is_a_place_of_its_own_procedure(demo_app: Flask) -> None:
    with demo_app.app_context(), snapshot() as session:
        definitions = {doc["code"]: doc for doc in current_procedures(session)}
    assert set(script.RETURNS) >= STORY_PROCEDURES
    for code, (path, _message, _reason) in script.RETURNS.items():
        part, _, name = path.partition(".")
        definition = definitions[code]
        known = definition["form"]["required"] if part == "form" else [doc["id"] for doc in definition["documents"]]
        assert name in known, path


@pytest.mark.on("sqlite")
def test_every_question_in_free_words_has_words_that_fit(demo_app: Flask) -> None:
    with demo_app.app_context(), snapshot() as session:
        definitions = [doc for doc in current_procedures(session) if doc["code"] in STORY_PROCEDURES]
    free = {
        name
        for definition in definitions
        for name, field in places(definition["form"])
        if field["x-widget"] in ("text", "longtext") and "enum" not in field and "pattern" not in field
    }
    made = {name for name in free if any(part in name for part in ("name", "ethnicity", "time", "intended_spouse"))}
    assert free - made <= set(SAID)


@pytest.mark.on("sqlite")
def test_days_and_answers_of_a_dossier_fit_each_other(demo_app: Flask) -> None:
    with demo_app.app_context(), snapshot() as session:
        forms = [
            open_json("dossiers", "content", row.id, row.content).get("form", {})
            for row in session.scalars(select(Dossier))
        ]
    stays = [form for form in forms if "stay_to" in form]
    assert stays
    assert all(form["stay_from"] < form["stay_to"] for form in stays)
    born = [form for form in forms if "child_name" in form]
    assert born
    assert all(any(form["child_name"].endswith(name) for name in GIVEN[form["child_sex"]]) for form in born)
    grown = [form["partner_dob"] for form in forms if "partner_dob" in form]
    assert grown
    assert all(date.fromisoformat(day).year <= 2001 for day in grown)


@pytest.mark.on("sqlite")
def test_nobody_is_at_two_places_at_once(demo_app: Flask) -> None:
    with demo_app.app_context(), snapshot() as session:
        rows = session.execute(select(Activity.owner_id, Activity.started_at, Activity.ended_at)).all()
    for owner, started, ended in rows:
        clash = [one for one in rows if one.owner_id == owner and one.started_at < ended and started < one.ended_at]
        assert len(clash) == 1, clash
