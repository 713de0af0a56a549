"""How much the demonstration shows: what its README promises, and enough for every screen."""

from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.catalogue.queries import current_procedures
from app.core.transaction import snapshot
from app.dossiers.models import Dossier
from app.fieldwork.models import Activity
from app.vneid.models import VneidSetup


@pytest.mark.on("sqlite")
def test_there_is_about_as_much_as_promised_in_every_state(demo_app: Flask) -> None:
    with demo_app.app_context(), snapshot() as session:

        def count(model: Any) -> int:
            return session.scalar(select(func.count()).select_from(model)) or 0

        procedures, states = len(current_procedures(session)), Counter(session.scalars(select(Dossier.work_state)))
        setups, activities = count(VneidSetup), count(Activity)
    assert 55 <= procedures <= 70
    assert 55 <= states.total() <= 75
    assert set(states) >= {"draft", "submitted", "returned", "accepted", "completed", "declined", "withdrawn"}
    assert (setups, activities) == (40, 60)
