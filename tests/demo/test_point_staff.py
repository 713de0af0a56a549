"""Who tries the demonstration at a support point finds work of their own there."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.transaction import snapshot
from app.demo import cast, load
from app.dossiers.models import Dossier

POST = cast.BY_LOGIN["post1"]


@pytest.mark.on("sqlite")
def test_point_staff_have_dossiers_of_their_own_at_their_point(demo_app: Flask) -> None:
    with demo_app.app_context(), snapshot() as session:
        found = list(session.scalars(select(Dossier).where(Dossier.owner_id == POST.id)))
        states = {dossier.work_state for dossier in found}
        places = {(dossier.support_point_id, dossier.team_id) for dossier in found}
    assert states == {"draft", "submitted", "returned", "accepted", "completed"}
    assert places == {(cast.point_id(f"post-{POST.ward}"), None)}


@pytest.mark.on("sqlite")
def test_loading_again_adds_nothing(demo_app: Flask) -> None:
    with demo_app.app_context():
        assert load() is False
