"""What sign-in and its neighbours read and answer."""

from marshmallow import Schema, fields

from app.core.schemas import IdField, Moment, Strict, Text


class DeviceIn(Strict):
    id = IdField(required=True)
    name = Text(longest=120, load_default="")
    platform = Text(longest=60, load_default="")


class SignInBody(Strict):
    login = Text(longest=64, shortest=1, required=True)
    password = fields.String(required=True, load_only=True)
    device = fields.Nested(DeviceIn, required=True)
    otp = Text(longest=16, allow_none=True)


class PasswordBody(Strict):
    current = fields.String(required=True, load_only=True)
    new = fields.String(required=True, load_only=True)


class NamedCode(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class NamedId(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)


class MembershipOut(Schema):
    role = fields.String(required=True)
    ward = fields.Nested(NamedCode, required=True, allow_none=True)
    province = fields.Nested(NamedCode, required=True, allow_none=True)
    team = fields.Nested(NamedId, required=True, allow_none=True)
    from_ = fields.Date(required=True, data_key="from", attribute="from")
    to = fields.Date(required=True, allow_none=True)


class PersonOut(Schema):
    id = fields.String(required=True)
    login = fields.String(required=True)
    full_name = fields.String(required=True)
    must_change_password = fields.Boolean(required=True)
    memberships = fields.List(fields.Nested(MembershipOut), required=True)


class DeviceId(Schema):
    id = fields.String(required=True)


class SessionOut(Schema):
    person = fields.Nested(PersonOut, required=True)
    device = fields.Nested(DeviceId, required=True)
    permissions = fields.List(fields.String(), required=True)
    server_time = Moment(required=True)
    expires_at = Moment(required=True)


class DeviceOut(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    platform = fields.String(required=True)
    created_at = Moment(required=True)
    last_seen_at = Moment(required=True)
    revoked_at = Moment(required=True, allow_none=True)
    current = fields.Boolean(required=True)


class OpenSessionOut(Schema):
    id = fields.String(required=True)
    device = fields.Nested(NamedId, required=True)
    created_at = Moment(required=True)
    last_seen_at = Moment(required=True)
    expires_at = Moment(required=True)
    current = fields.Boolean(required=True)


class SessionsOut(Schema):
    sessions = fields.List(fields.Nested(OpenSessionOut), required=True)
    devices = fields.List(fields.Nested(DeviceOut), required=True)


class SealingKey(Schema):
    kid = fields.String(required=True)
    suite = fields.String(required=True)
    public_key = fields.String(required=True)


class KeysOut(Schema):
    keys = fields.List(fields.Nested(SealingKey), required=True)
