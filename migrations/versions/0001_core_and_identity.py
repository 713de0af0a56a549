"""Streams, changes, audit; places; people, memberships, devices and sessions.

The first tables: nothing is there yet, nothing waits.

Revision ID: 0001_core_and_identity
Revises:
"""

import sqlalchemy as sa
from alembic import op

from app.core.types import Id, Key, UtcDateTime

revision = "0001_core_and_identity"
down_revision = None

Counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "login_attempts",
        sa.Column("id", Id, nullable=False),
        sa.Column("account", Key, nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_attempts"),
    )
    op.create_index("ix_login_attempts_at", "login_attempts", ["at"])
    op.create_index("ix_login_attempts_who", "login_attempts", ["account", "device", "at"])
    op.create_table(
        "people",
        sa.Column("id", Id, nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("full_name", sa.String(120), nullable=False),
        sa.Column("name_folded", sa.String(120), nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("must_change_password", sa.Boolean, nullable=False),
        sa.Column("undertaking_on", sa.Date),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("disabled_at", UtcDateTime),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("login", name="uq_people_login"),
    )
    op.create_index("ix_people_name_folded", "people", ["name_folded"])
    op.create_table(
        "provinces",
        sa.Column("code", sa.String(2), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_provinces"),
    )
    op.create_table(
        "streams",
        sa.Column("id", Key, nullable=False),
        sa.Column("seq", Counter, nullable=False),
        sa.Column("audit_n", Counter, nullable=False),
        sa.Column("audit_head", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_streams"),
    )
    op.create_table(
        "sync_rows",
        sa.Column("bucket", Key, nullable=False),
        sa.Column("type", Key, nullable=False),
        sa.Column("id", Key, nullable=False),
        sa.Column("seq", Counter, nullable=False),
        sa.Column("op", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("bucket", "type", "id", name="pk_sync_rows"),
    )
    op.create_index("ix_sync_rows_feed", "sync_rows", ["bucket", "seq", "type", "id"])
    op.create_index("ix_sync_rows_record", "sync_rows", ["id"])
    op.create_table(
        "audit_lines",
        sa.Column("stream", Key, nullable=False),
        sa.Column("n", Counter, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("actor_id", Id),
        sa.Column("device_id", Id),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("entity_type", sa.String(32), nullable=False),
        sa.Column("entity_id", Key, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("command_id", Id),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.id"], name="fk_audit_lines_stream_streams"),
        sa.PrimaryKeyConstraint("stream", "n", name="pk_audit_lines"),
    )
    op.create_index("ix_audit_lines_entity", "audit_lines", ["entity_id"])
    op.create_table(
        "buckets",
        sa.Column("id", Key, nullable=False),
        sa.Column("stream", Key, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("xor", sa.String(16), nullable=False),
        sa.Column("horizon_seq", Counter, nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.id"], name="fk_buckets_stream_streams"),
        sa.PrimaryKeyConstraint("id", name="pk_buckets"),
    )
    op.create_table(
        "devices",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("platform", sa.String(60), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_seen_at", UtcDateTime, nullable=False),
        sa.Column("revoked_at", UtcDateTime),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_devices_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", "id", name="pk_devices"),
    )
    op.create_index("ix_devices_token", "devices", ["token_hash"])
    op.create_table(
        "wards",
        sa.Column("code", sa.String(5), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("name_folded", sa.String(80), nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("lat", sa.Float),
        sa.Column("lon", sa.Float),
        sa.ForeignKeyConstraint(["province"], ["provinces.code"], name="fk_wards_province_provinces"),
        sa.PrimaryKeyConstraint("code", name="pk_wards"),
    )
    op.create_index("ix_wards_province", "wards", ["province"])
    op.create_table(
        "former_units",
        sa.Column("id", Id, nullable=False),
        sa.Column("code", sa.String(5)),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("name_folded", sa.String(160), nullable=False),
        sa.Column("ward", sa.String(5), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name="fk_former_units_ward_wards"),
        sa.PrimaryKeyConstraint("id", name="pk_former_units"),
    )
    op.create_index("ix_former_units_ward", "former_units", ["ward"])
    op.create_table(
        "hamlets",
        sa.Column("id", Id, nullable=False),
        sa.Column("ward", sa.String(5), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("adults", sa.Integer),
        sa.Column("adults_on", sa.Date),
        sa.Column("adults_source", sa.String(200)),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name="fk_hamlets_ward_wards"),
        sa.PrimaryKeyConstraint("id", name="pk_hamlets"),
    )
    op.create_index("ix_hamlets_ward", "hamlets", ["ward"])
    op.create_table(
        "sessions",
        sa.Column("id", Id, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("device_id", Id, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("active_at", UtcDateTime, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("end_reason", sa.String(20)),
        sa.Column("wiped_at", UtcDateTime),
        sa.ForeignKeyConstraint(
            ["person_id", "device_id"], ["devices.person_id", "devices.id"], name="fk_sessions_person_id_devices"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
    )
    op.create_index("ix_sessions_person", "sessions", ["person_id", "device_id"])
    op.create_table(
        "support_points",
        sa.Column("id", Id, nullable=False),
        sa.Column("ward", sa.String(5), nullable=False),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("lat", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name="fk_support_points_ward_wards"),
        sa.PrimaryKeyConstraint("id", name="pk_support_points"),
    )
    op.create_index("ix_support_points_ward", "support_points", ["ward"])
    op.create_table(
        "teams",
        sa.Column("id", Id, nullable=False),
        sa.Column("ward", sa.String(5), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("decision_number", sa.String(60)),
        sa.Column("decision_on", sa.Date),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name="fk_teams_ward_wards"),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
    )
    op.create_index("ix_teams_ward", "teams", ["ward"])
    op.create_table(
        "memberships",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("ward", sa.String(5)),
        sa.Column("province", sa.String(2)),
        sa.Column("team_id", Id),
        sa.Column("organisation", sa.String(120)),
        sa.Column("is_deputy", sa.Boolean, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("to_on", sa.Date),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_memberships_person_id_people"),
        sa.ForeignKeyConstraint(["province"], ["provinces.code"], name="fk_memberships_province_provinces"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_memberships_team_id_teams"),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name="fk_memberships_ward_wards"),
        sa.PrimaryKeyConstraint("id", name="pk_memberships"),
    )
    op.create_index("ix_memberships_person", "memberships", ["person_id"])
    op.create_index("ix_memberships_team", "memberships", ["team_id"])
    op.create_index("ix_memberships_ward", "memberships", ["ward", "role"])
    op.create_table(
        "team_hamlets",
        sa.Column("team_id", Id, nullable=False),
        sa.Column("hamlet_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["hamlet_id"], ["hamlets.id"], name="fk_team_hamlets_hamlet_id_hamlets"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_team_hamlets_team_id_teams"),
        sa.PrimaryKeyConstraint("team_id", "hamlet_id", name="pk_team_hamlets"),
    )


def downgrade() -> None:
    op.drop_table("team_hamlets")
    op.drop_index("ix_memberships_ward", table_name="memberships")
    op.drop_index("ix_memberships_team", table_name="memberships")
    op.drop_index("ix_memberships_person", table_name="memberships")
    op.drop_table("memberships")
    op.drop_index("ix_teams_ward", table_name="teams")
    op.drop_table("teams")
    op.drop_index("ix_support_points_ward", table_name="support_points")
    op.drop_table("support_points")
    op.drop_index("ix_sessions_person", table_name="sessions")
    op.drop_table("sessions")
    op.drop_index("ix_hamlets_ward", table_name="hamlets")
    op.drop_table("hamlets")
    op.drop_index("ix_former_units_ward", table_name="former_units")
    op.drop_table("former_units")
    op.drop_index("ix_wards_province", table_name="wards")
    op.drop_table("wards")
    op.drop_index("ix_devices_token", table_name="devices")
    op.drop_table("devices")
    op.drop_table("buckets")
    op.drop_index("ix_audit_lines_entity", table_name="audit_lines")
    op.drop_table("audit_lines")
    op.drop_index("ix_sync_rows_record", table_name="sync_rows")
    op.drop_index("ix_sync_rows_feed", table_name="sync_rows")
    op.drop_table("sync_rows")
    op.drop_table("streams")
    op.drop_table("provinces")
    op.drop_index("ix_people_name_folded", table_name="people")
    op.drop_table("people")
    op.drop_index("ix_login_attempts_who", table_name="login_attempts")
    op.drop_index("ix_login_attempts_at", table_name="login_attempts")
    op.drop_table("login_attempts")
