"""What the routes of places read and answer."""

from marshmallow import Schema, fields

from app.core.schemas import Strict, Text


class WardQuery(Strict):
    q = Text(longest=80, shortest=1, required=True)
    province = Text(longest=2)


class Named(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class WardOut(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    province = fields.Nested(Named, required=True)
    former = fields.List(fields.String(), required=True)
    matched = fields.String(required=True, allow_none=True)


class WardsOut(Schema):
    wards = fields.List(fields.Nested(WardOut), required=True)
