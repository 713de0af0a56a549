"""A thrifty HTTP client: one kept connection per phone, bodies made before the clock starts."""

import gzip
import http.client
import json
import time
from dataclasses import dataclass
from typing import Any

from bench.world import Worker


@dataclass
class Answer:
    """status: HTTP. seconds: from sending to the last byte. size_bytes: of the body as it travelled."""

    status: int
    seconds: float
    size_bytes: int
    body: Any


class Connection:
    """Speaks for one worker to a server on this machine."""

    def __init__(self, port: int, worker: Worker | None) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {
            "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{port}",
            "Accept-Encoding": "gzip",
        }
        if worker is not None:
            self._headers["Cookie"] = f"session={worker.cookie}"

    def post(self, raw: bytes, *, parse: bool = True) -> Answer:
        return self._send("POST", "/api/v1/sync", raw, parse=parse)

    def get(self, path: str) -> Answer:
        return self._send("GET", path, None, parse=False)

    def _send(self, method: str, path: str, raw: bytes | None, *, parse: bool) -> Answer:
        begun = time.perf_counter()
        self._http.request(method, path, raw, self._headers)
        response = self._http.getresponse()
        body = response.read()
        seconds = time.perf_counter() - begun
        size = len(body)
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return Answer(response.status, seconds, size, json.loads(body) if parse else None)


def envelope(worker: Worker, commands: list[dict[str, Any]], cursor: Any = False) -> bytes:
    """A request body; a pull is asked for unless cursor is False."""
    client = {"device": worker.device_id, "app": "bench", "schema": 1, "active": True}
    body: dict[str, Any] = {"proto": 1, "client": client, "commands": commands}
    if cursor is not False:
        body["pull"] = {"cursor": cursor, "limit": 1000}
    return json.dumps(body).encode()
