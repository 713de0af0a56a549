"""What is wrong with the people of a dossier."""

from datetime import UTC, datetime

import pytest

from app.core.clock import set_clock
from app.dossiers.checks import people_errors

EVENING_IN_UTC = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""Already the 24th where the wards are."""


@pytest.mark.parametrize(
    ("born", "codes"),
    [("1950", []), ("2026", []), ("2026-11-24", []), ("2026-11-25", ["future"]), ("2030-11-17", ["future"])],
)
def test_nobody_was_born_tomorrow(born: str, codes: list[str]) -> None:
    with set_clock(lambda: EVENING_IN_UTC):
        found = people_errors({"applicant": {"full_name": "Lựu", "date_of_birth": born}})
    assert found.get("applicant.date_of_birth", []) == codes
