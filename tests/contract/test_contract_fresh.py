"""The client's contract says what the server's tables say today."""

import pytest
from flask import Flask

from app import contract

pytestmark = pytest.mark.on("sqlite")

STALE = "stale: run `flask contract` and commit what it writes"


@pytest.mark.parametrize("name", ["permissions.ts", "errors.ts", "lifecycle.ts", "commands.ts"])
def test_the_tables_of_the_client_are_fresh(app: Flask, name: str) -> None:
    assert (contract.FOLDER / name).read_text(encoding="utf-8") == contract.files(app)[name], STALE


def test_the_api_types_of_the_client_are_fresh(app: Flask) -> None:
    with app.app_context():
        assert (contract.FOLDER / "api.ts").read_text(encoding="utf-8") == contract.api_ts(), STALE
