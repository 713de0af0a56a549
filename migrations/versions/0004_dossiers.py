"""Dossiers, their conflicts, and who looked at masked values.

New tables only: nothing waits.

Revision ID: 0004_dossiers
Revises: 0003_catalogue_vneid_fieldwork
"""

import sqlalchemy as sa
from alembic import op

from app.core.types import Id, Key, UtcDateTime

revision = "0004_dossiers"
down_revision = "0003_catalogue_vneid_fieldwork"


def upgrade() -> None:
    create_dossiers()
    create_conflicts()
    create_reveals()


def create_dossiers() -> None:
    op.create_table(
        "dossiers",
        sa.Column("id", Id, nullable=False),
        sa.Column("reference", Key, nullable=False),
        sa.Column("ward", sa.String(5), nullable=False),
        sa.Column("receiving_ward", sa.String(5), nullable=False),
        sa.Column("team_id", Id),
        sa.Column("hamlet_id", Id),
        sa.Column("support_point_id", Id),
        sa.Column("visit_id", Id),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("assignee_id", Id),
        sa.Column("procedure_code", Key),
        sa.Column("procedure_version", sa.Integer),
        sa.Column("channel", sa.SmallInteger, nullable=False),
        sa.Column("work_state", sa.String(16), nullable=False),
        sa.Column("submission", sa.Integer, nullable=False),
        sa.Column("official_status", sa.SmallInteger),
        sa.Column("official_code", Key),
        *times(),
        sa.Column("name_folded", sa.String(250), nullable=False),
        sa.Column("id_number_index", sa.String(32)),
        sa.Column("subject_id_index", sa.String(32)),
        sa.Column("phone_index", sa.String(32)),
        sa.Column("phone_tail_index", sa.String(32)),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossiers"),
        sa.UniqueConstraint("reference", name="uq_dossiers_reference"),
        sa.UniqueConstraint("official_code", name="uq_dossiers_official_code"),
        key("dossiers", "ward", "wards.code"),
        key("dossiers", "receiving_ward", "wards.code"),
        key("dossiers", "team_id", "teams.id"),
        key("dossiers", "created_by", "people.id"),
        key("dossiers", "owner_id", "people.id"),
        key("dossiers", "assignee_id", "people.id"),
    )
    op.create_index("ix_dossiers_desk", "dossiers", ["receiving_ward", "work_state", "updated_at"])
    op.create_index("ix_dossiers_owner", "dossiers", ["owner_id", "work_state"])
    op.create_index("ix_dossiers_team", "dossiers", ["team_id", "work_state"])
    op.create_index("ix_dossiers_id_number", "dossiers", ["id_number_index"])
    op.create_index("ix_dossiers_subject_id", "dossiers", ["subject_id_index"])
    op.create_index("ix_dossiers_phone", "dossiers", ["phone_index"])
    op.create_index("ix_dossiers_phone_tail", "dossiers", ["phone_tail_index"])


def times() -> list[sa.Column]:
    return [
        sa.Column("submitted_at", UtcDateTime),
        sa.Column("accepted_at", UtcDateTime),
        sa.Column("due_at", UtcDateTime),
        sa.Column("expected_due_at", UtcDateTime),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
    ]


def create_conflicts() -> None:
    op.create_table(
        "dossier_conflicts",
        sa.Column("id", Id, nullable=False),
        sa.Column("dossier_id", Id, nullable=False),
        sa.Column("resolved_at", UtcDateTime),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_conflicts"),
        key("dossier_conflicts", "dossier_id", "dossiers.id", ondelete="CASCADE"),
    )
    op.create_index("ix_dossier_conflicts_dossier", "dossier_conflicts", ["dossier_id"])


def create_reveals() -> None:
    op.create_table(
        "dossier_reveals",
        sa.Column("id", Id, nullable=False),
        sa.Column("dossier_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_reveals"),
        key("dossier_reveals", "dossier_id", "dossiers.id", ondelete="CASCADE"),
        key("dossier_reveals", "person_id", "people.id"),
    )
    op.create_index("ix_dossier_reveals_dossier", "dossier_reveals", ["dossier_id"])


def key(table: str, column: str, target: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)


def downgrade() -> None:
    for table in ("dossier_reveals", "dossier_conflicts", "dossiers"):
        op.drop_table(table)
