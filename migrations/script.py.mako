"""${message}.

Why this change, and how long it takes on a full table:

Phones keep sending old shapes for weeks, and the old release still runs while this one starts. So a
change of meaning takes three releases: expand (add, nullable or with a default), backfill (in batches,
outside of this file when it is long), contract (remove what nothing reads or writes any more).

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
