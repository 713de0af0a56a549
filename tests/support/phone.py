"""A phone in Python: the plainest client that keeps to the protocol.

It holds what it pulled exactly as sync.md says, so that tests can compare a phone that lived through
changes with one that has just loaded everything.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient

from app.core.ids import new_id

PASSWORD = "to-so-demo"
ORIGIN = "http://localhost"

Json = dict[str, Any]


@dataclass
class Row:
    """A record as this phone has it."""

    seq: int
    doc: Json
    buckets: dict[str, str | None]


@dataclass
class Phone:
    """One person's store on one device. client: a Flask test client of its own (its cookies)."""

    client: FlaskClient
    login: str
    device: str = field(default_factory=new_id)
    seq: int = 0
    cursor: str | None = None
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    person: Json = field(default_factory=dict)
    last_pull: Json = field(default_factory=dict)

    @property
    def person_id(self) -> str:
        return str(self.person["id"])

    def sign_in(self, password: str = PASSWORD) -> "Phone":
        body = {"login": self.login, "password": password}
        body |= {"device": {"id": self.device, "name": "test", "platform": "test"}}
        response = self.client.post("/api/v1/session", json=body, headers={"Origin": ORIGIN})
        assert response.status_code == 200, response.text
        self.person = response.json["person"]
        return self

    def command(self, type: str, entity: str, args: Json, **more: Any) -> Json:
        """An envelope with the next seq of this device."""
        self.seq += 1
        made_at = datetime.now(UTC).isoformat(timespec="milliseconds")
        body: Json = {"id": new_id(), "seq": self.seq, "type": type, "v": 1, "entity": entity, "after": []}
        return body | {"made_at": made_at, "args": args} | more

    def post(self, body: Any, **headers: str) -> Any:
        sent = {"Origin": ORIGIN, "Content-Type": "application/json"} | headers
        return self.client.post("/api/v1/sync", data=json.dumps(body), headers=sent)

    def envelope(self, commands: Sequence[Json] = (), *, pull: Json | None = None) -> Json:
        client = {"device": self.device, "app": "test", "schema": 1, "active": True}
        body: Json = {"proto": 1, "client": client, "commands": list(commands)}
        return body | ({"pull": pull} if pull is not None else {})

    def push(self, *commands: Json) -> list[Json]:
        """Send commands; the results in the order sent."""
        response = self.post(self.envelope(commands))
        assert response.status_code == 200, response.text
        results: list[Json] = response.json["results"]
        return results

    def do(self, type: str, entity: str, args: Json, **more: Any) -> Json:
        """Send one command; its result."""
        return self.push(self.command(type, entity, args, **more))[0]

    def must(self, type: str, entity: str, args: Json, **more: Any) -> Json:
        """Send one command that has to be applied."""
        result = self.do(type, entity, args, **more)
        assert result["status"] == "applied", result
        return result

    def pull(self, *, limit: int = 500, pages: int = 10_000) -> "Phone":
        """Pull until nothing more is there (or so many pages)."""
        for _ in range(pages):
            response = self.post(self.envelope(pull={"cursor": self.cursor, "limit": limit}))
            assert response.status_code == 200, response.text
            self.apply(response.json["pull"])
            if not self.last_pull["more"]:
                break
        return self

    def apply(self, page: Json) -> None:
        """Take in one page."""
        self.last_pull = page
        if page["reset"] in ("epoch_changed", "bad_cursor", "schema_changed"):
            self.modes = {}
        for bucket in page["revoked_buckets"]:
            self._drop(bucket, lambda _generation: True)
        for put in page["puts"]:
            self._put(put, page["generations"])
        for gone in page["gone"]:
            row = self.rows.get((gone["type"], gone["id"]))
            if row is not None and gone["seq"] >= row.seq:
                row.buckets.pop(gone["bucket"], None)
        for bucket in page["snapshot_done"]:
            kept = page["generations"][bucket]
            self._drop(bucket, lambda generation, kept=kept: generation != kept)
        self.rows = {key: row for key, row in self.rows.items() if row.buckets}
        self.modes, self.cursor = page["modes"], page["cursor"]

    def _put(self, put: Json, generations: Json) -> None:
        key = (put["type"], put["id"])
        row = self.rows.setdefault(key, Row(-1, {}, {}))
        for bucket in put["buckets"]:
            row.buckets[bucket] = generations.get(bucket, row.buckets.get(bucket))
        if put["seq"] >= row.seq:
            row.seq, row.doc = put["seq"], put["doc"]

    def _drop(self, bucket: str, which: Any) -> None:
        for row in self.rows.values():
            if bucket in row.buckets and which(row.buckets[bucket]):
                del row.buckets[bucket]

    def docs(self, type: str) -> dict[str, Json]:
        return {record_id: row.doc for (kind, record_id), row in self.rows.items() if kind == type}

    def contents(self) -> dict[tuple[str, str], tuple[int, Json, tuple[str, ...]]]:
        """Everything held, for comparing two phones of one person."""
        return {key: (row.seq, row.doc, tuple(sorted(row.buckets))) for key, row in self.rows.items()}
