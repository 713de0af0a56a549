"""The body of `POST /api/v1/sync` and its answer, for the API's description only.

Requests are read by schemas.py and answers built by decisions.py and pull.py, by hand: this is the path every phone
takes every few seconds.
"""

from typing import Any

from marshmallow import Schema, fields, validate

from app.sync.schemas import DEFAULT_LIMIT, MAX_AFTER, MAX_COMMANDS, MAX_LIMIT


def _by_bucket(values: fields.Field[Any], description: str) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(), values=values, required=True, metadata={"description": f"By bucket. {description}"}
    )


class SyncClient(Schema):
    device = fields.UUID(required=True)
    app = fields.String(metadata={"description": "Version of the client"})
    schema = fields.Integer()
    active = fields.Boolean(metadata={"description": "Somebody has just acted; extends the session's idle time"})


class SyncCommand(Schema):
    """`args` or `sealed`, never both."""

    id = fields.UUID(required=True)
    seq = fields.Integer(required=True, metadata={"description": "Counts the commands of this device"})
    type = fields.String(required=True)
    v = fields.Integer(required=True)
    entity = fields.UUID(required=True)
    after = fields.List(fields.UUID(), validate=validate.Length(max=MAX_AFTER))
    made_at = fields.AwareDateTime(required=True)
    mono_ms = fields.Float(allow_none=True)
    replay = fields.Boolean()
    args = fields.Dict()
    sealed = fields.Dict()


class SyncPull(Schema):
    cursor = fields.String(required=True, allow_none=True)
    limit = fields.Integer(load_default=DEFAULT_LIMIT, validate=validate.Range(1, MAX_LIMIT))
    resnapshot = fields.List(fields.String(), metadata={"description": "Buckets whose checksum differed"})


class SyncBody(Schema):
    proto = fields.Integer(required=True)
    client = fields.Nested(SyncClient, required=True)
    commands = fields.List(fields.Nested(SyncCommand), validate=validate.Length(max=MAX_COMMANDS))
    pull = fields.Nested(SyncPull)


class SyncResult(Schema):
    """What became of one command; a refusal may carry more, such as `errors`."""

    id = fields.UUID(required=True)
    status = fields.String(
        required=True, validate=validate.OneOf(["applied", "rejected", "quarantined", "deferred", "retry"])
    )
    duplicate = fields.Boolean(required=True)
    code = fields.String()
    reason = fields.String()
    stream = fields.String()
    seq = fields.Integer()
    conflicts = fields.List(fields.Dict())
    retry_after_ms = fields.Integer()


class SyncCheck(Schema):
    count = fields.Integer(required=True)
    xor = fields.String(required=True)


class SyncPut(Schema):
    type = fields.String(required=True)
    id = fields.String(required=True)
    seq = fields.Integer(required=True)
    buckets = fields.List(fields.String(), required=True)
    doc = fields.Dict(required=True)


class SyncGone(Schema):
    type = fields.String(required=True)
    id = fields.String(required=True)
    seq = fields.Integer(required=True)
    bucket = fields.String(required=True)
    why = fields.String(required=True, validate=validate.OneOf(["left_scope", "deleted", "archived"]))


class SyncPage(Schema):
    cursor = fields.String(required=True)
    more = fields.Boolean(required=True)
    reset = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(["epoch_changed", "cursor_expired", "bad_cursor", "schema_changed", None]),
    )
    modes = _by_bucket(fields.String(validate=validate.OneOf(["delta", "snapshot"])), "Every bucket granted.")
    generations = _by_bucket(fields.String(), "Of those sent as a snapshot.")
    streams = _by_bucket(fields.String(), "The stream that orders it; of those sent as a snapshot.")
    heads = _by_bucket(fields.Integer(), "Complete up to here, after this page.")
    snapshot_done = fields.List(fields.String(), required=True)
    checks = _by_bucket(fields.Nested(SyncCheck), "What a complete bucket holds.")
    puts = fields.List(fields.Nested(SyncPut), required=True)
    gone = fields.List(fields.Nested(SyncGone), required=True)
    revoked_buckets = fields.List(fields.String(), required=True)


class SyncAnswer(Schema):
    epoch = fields.String(required=True)
    server_time = fields.String(required=True)
    backed_up_before = fields.String(required=True, allow_none=True)
    results = fields.List(fields.Nested(SyncResult))
    pull = fields.Nested(SyncPage, allow_none=True)
    wipe = fields.Boolean()


DESCRIBED = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": SyncBody}}},
    "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": SyncAnswer}}}},
}
"""For `blp.doc`."""
