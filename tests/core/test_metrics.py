"""Counts of all workers together, whichever of them answers."""

import os
import re
import runpy
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from app.config import ROOT
from tests.support.servers import Server

COUNT = re.compile(r'toso_requests_total\{[^}]*rule="/healthz"[^}]*\} ([\d.]+)')


def fetch(server: Server, path: str) -> str:
    with urllib.request.urlopen(f"{server.address}{path}", timeout=10) as response:
        return str(response.read().decode())


def test_every_worker_answers_with_the_counts_of_all(start_server: Callable[..., Server]) -> None:
    server = start_server("postgres", workers=2)
    for _ in range(40):
        fetch(server, "/healthz")
    seen = {COUNT.findall(fetch(server, "/metrics"))[0] for _ in range(20)}
    assert seen == {"40.0"}


def test_only_metrics_of_servers_that_are_gone_are_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where there is no /proc to look into."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "elsewhere"))
    config = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    folders = {pid: tmp_path / f"toso-metrics-{pid}" for pid in (os.getpid(), os.getppid(), 1, ended.pid)}
    for folder in folders.values():
        folder.mkdir()
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    config["tidy_up"](tmp_path)
    assert {pid for pid, folder in folders.items() if folder.is_dir()} == {os.getppid(), 1}
