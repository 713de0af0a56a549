"""Vietnamese text: the cases that the phone reads too."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.core.text import clean, fold

CASES = json.loads((Path(__file__).parents[1] / "vectors" / "text.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[c["text"] for c in CASES])
def test_shared_case(case: dict[str, Any]) -> None:
    text = case["text"]
    assert (clean(text), fold(text)) == (case["clean"], case["fold"])
