"""Procedures and reference texts; VNeID set-ups; visits, activities, tasks, questions.

New tables only: nothing waits.

Revision ID: 0003_catalogue_vneid_fieldwork
Revises: 0002_sync
"""

import sqlalchemy as sa
from alembic import op

from app.core.types import Id, Key, UtcDateTime

revision = "0003_catalogue_vneid_fieldwork"
down_revision = "0002_sync"


def upgrade() -> None:
    create_catalogue()
    create_vneid()
    create_visits()
    create_activities()
    create_tasks()
    create_questions()


def create_catalogue() -> None:
    op.create_table(
        "procedure_versions",
        sa.Column("id", Key, nullable=False),
        sa.Column("code", Key, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("replaced_by", Key),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_procedure_versions"),
    )
    op.create_index("ix_procedure_versions_code", "procedure_versions", ["code", "version"], unique=True)
    op.create_table(
        "reference_texts",
        sa.Column("id", Key, nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("ward", sa.String(5)),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reference_texts"),
    )


def create_vneid() -> None:
    op.create_table(
        "vneid_setups",
        sa.Column("id", Id, nullable=False),
        sa.Column("ward", sa.String(5), nullable=False),
        sa.Column("team_id", Id),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("hamlet_id", Id),
        sa.Column("visit_id", Id),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("failure_reason", sa.String(32)),
        sa.Column("follow_up_on", sa.Date),
        sa.Column("name_folded", sa.String(120)),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        *scope_keys("vneid_setups"),
    )
    op.create_index("ix_vneid_setups_ward", "vneid_setups", ["ward", "created_at"])
    op.create_index("ix_vneid_setups_owner", "vneid_setups", ["owner_id"])
    op.create_index("ix_vneid_setups_hamlet", "vneid_setups", ["hamlet_id"])


def create_visits() -> None:
    op.create_table(
        "visits",
        *scoped_columns(),
        sa.Column("support_point_id", Id),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        *scope_keys("visits"),
        key("visits", "support_point_id", "support_points.id"),
    )
    op.create_index("ix_visits_ward", "visits", ["ward", "started_at"])
    op.create_index("ix_visits_owner", "visits", ["owner_id"])


def create_activities() -> None:
    op.create_table(
        "activities",
        *scoped_columns(),
        sa.Column("support_point_id", Id),
        sa.Column("visit_id", Id),
        sa.Column("on_behalf_of", Id),
        sa.Column("task", sa.String(1), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime, nullable=False),
        *scope_keys("activities"),
        key("activities", "support_point_id", "support_points.id"),
        key("activities", "on_behalf_of", "people.id"),
    )
    op.create_index("ix_activities_ward", "activities", ["ward", "started_at"])
    op.create_index("ix_activities_team", "activities", ["team_id", "state"])
    op.create_index("ix_activities_owner", "activities", ["owner_id"])


def create_tasks() -> None:
    op.create_table(
        "tasks",
        *scoped_columns(),
        sa.Column("assignee_id", Id, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        *scope_keys("tasks"),
        key("tasks", "assignee_id", "people.id"),
    )
    op.create_index("ix_tasks_ward", "tasks", ["ward", "state"])
    op.create_index("ix_tasks_assignee", "tasks", ["assignee_id"])


def create_questions() -> None:
    op.create_table(
        "questions",
        *scoped_columns(),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("escalated_to", sa.String(32)),
        sa.Column("answered_at", UtcDateTime),
        *scope_keys("questions"),
    )
    op.create_index("ix_questions_ward", "questions", ["ward", "state"])
    op.create_index("ix_questions_owner", "questions", ["owner_id"])


def scoped_columns() -> list[sa.Column]:
    return [
        sa.Column("id", Id, nullable=False),
        sa.Column("ward", sa.String(5), nullable=False),
        sa.Column("team_id", Id),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("hamlet_id", Id),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
    ]


def scope_keys(table: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        key(table, "ward", "wards.code"),
        key(table, "team_id", "teams.id"),
        key(table, "owner_id", "people.id"),
        key(table, "hamlet_id", "hamlets.id"),
    ]


def key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=name)


def downgrade() -> None:
    for table in (
        "questions",
        "tasks",
        "activities",
        "visits",
        "vneid_setups",
        "reference_texts",
        "procedure_versions",
    ):
        op.drop_table(table)
