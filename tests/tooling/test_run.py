"""`make run`, the second time: it says where it is and for whom, and serves there, on the settings it was given."""

import os
import re
import sys
import time
import urllib.request
from pathlib import Path

from app.config import DOCUMENTED, ROOT
from app.demo import cast
from tests.support import processes
from tests.support.settings import settings

DEADLINE_SECONDS = 240
"""A guard against hanging, not a promise: here the packages are there, but the client may have to be built."""


def test_it_prints_the_address_and_the_accounts_and_is_ready_there(tmp_path: Path) -> None:
    port, database, log = processes.free_port(), tmp_path / "run.db", tmp_path / "said.txt"
    asked = settings(f"sqlite:///{database}", tmp_path, PORT=str(port), PUBLIC_URL="")
    machine = {name: value for name, value in os.environ.items() if name not in DOCUMENTED}
    with log.open("wb") as output:
        process = processes.start(
            [sys.executable, ROOT / ".ci" / "serve.py"], env=machine | asked, cwd=ROOT, log=output
        )
    try:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while "Ctrl+C" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            assert answer.status == 200
    finally:
        processes.kill_group(process)
    said = log.read_text()
    assert f"http://localhost:{port}" in said
    assert cast.PASSWORD in said
    assert all(re.search(rf"^ +{member.login} +{member.role}", said, re.MULTILINE) for member in cast.MEMBERS)
    assert database.is_file()
