"""What tests of dossiers share."""

import pytest
from flask import Flask

from tests.support.dossiers import Desk


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)
