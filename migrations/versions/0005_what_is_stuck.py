"""What is stuck: one open coordination for each thing, how many came to a meeting, indexes over the rows that still wait."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WORKING = "state IN ('assigned', 'acknowledged', 'in_progress', 'rework')"
PARTIAL = (
    ("ix_action_working_due", "action", ["due", "id"], WORKING),
    ("ix_action_shelved_review", "action", ["review_on", "id"], "state = 'shelved'"),
    ("ix_meeting_unfinished", "meeting", ["starts_at", "id"], "locked_at IS NULL AND state <> 'cancelled'"),
    ("ix_meeting_unfinished_alliance", "meeting", ["alliance_id", "starts_at"], "locked_at IS NULL AND state <> 'cancelled'"),
    ("ix_issue_submitted", "issue", ["submitted_at", "id"], "state = 'submitted'"),
    ("ix_motion_open", "motion", ["meeting_id"], "state = 'open'"),
)


def upgrade() -> None:
    op.create_table(
        "turnout",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["alliance_id"], ["alliance.id"], name=op.f("fk_turnout_alliance_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_turnout_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_turnout")),
    )
    _partial("uq_coordination_open", "coordination", ["about"], "state = 'open'", unique=True)
    for name, table, columns, condition in PARTIAL:
        _partial(name, table, columns, condition)


def _partial(name: str, table: str, columns: list[str], condition: str, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def downgrade() -> None:
    for name, table, _columns, _condition in PARTIAL:
        op.drop_index(name, table_name=table)
    op.drop_index("uq_coordination_open", table_name="coordination")
    op.drop_table("turnout")
