"""Counts of all workers together, whichever of them answers."""

import re
import urllib.request
from collections.abc import Callable

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
