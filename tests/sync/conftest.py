"""What the tests of sync share: small, real records to push around."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.ids import new_id

SETUP = {"person": None, "kind": "vneid", "step": "activated", "outcome": "done"}
"""A set-up that is counted without identity: the smallest record of a person's own work."""


@pytest.fixture
def setup_args() -> Callable[..., dict[str, Any]]:
    """Arguments of `vneid.record`."""
    return lambda **more: SETUP | more


@pytest.fixture
def entity() -> Callable[[], str]:
    """The id of a record to be."""
    return new_id
