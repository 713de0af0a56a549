"""Ledger, attempts and epoch of sync.

New tables only: nothing waits, whatever the size of the database.

Revision ID: 0002_sync
Revises: 0001_core_and_identity
"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from app.core.types import Id, Key, UtcDateTime

revision = "0002_sync"
down_revision = "0001_core_and_identity"

Counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "command_ledger",
        sa.Column("id", Id, primary_key=True),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("device_id", Id, nullable=False),
        sa.Column("device_seq", Counter, nullable=False),
        sa.Column("type", sa.String(64), nullable=False),
        sa.Column("v", sa.Integer, nullable=False),
        sa.Column("entity_id", Id, nullable=False),
        sa.Column("payload_hash", sa.String(64), nullable=False),
        sa.Column("raw", sa.LargeBinary),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("code", sa.String(32)),
        sa.Column("stream", Key),
        sa.Column("seq", Counter),
        sa.Column("result", sa.LargeBinary),
        sa.Column("made_at", sa.String(40), nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint(
            "author_id", "device_id", "device_seq", name="uq_command_ledger_author_id_device_id_device_seq"
        ),
    )
    op.create_index("ix_command_ledger_entity_id", "command_ledger", ["entity_id"])
    op.create_index("ix_command_ledger_status", "command_ledger", ["status"])
    op.create_table(
        "command_attempts",
        sa.Column("id", Id, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last_error", sa.String(200), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    meta = op.create_table(
        "sync_meta",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
    )
    # A database has an epoch from its first day on.
    op.bulk_insert(
        meta,
        [
            {"key": "epoch", "value": f"e_{secrets.token_hex(8)}"},
            {"key": "epoch_since", "value": datetime.now(UTC).isoformat()},
            {"key": "epoch_rotated", "value": "no"},
        ],
    )


def downgrade() -> None:
    op.drop_table("sync_meta")
    op.drop_table("command_attempts")
    op.drop_index("ix_command_ledger_status", "command_ledger")
    op.drop_index("ix_command_ledger_entity_id", "command_ledger")
    op.drop_table("command_ledger")
