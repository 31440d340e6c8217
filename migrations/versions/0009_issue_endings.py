"""The second half of an issue's life: what the unit says, what its reporter answers, requests, how it ends, how often it began anew."""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = (
    ("dispatched_on", sa.Date()),
    ("by_action", sa.Boolean()),
    ("result", sa.Text()),
    ("done_at", app.core.db.Moment(timezone=True)),
    ("confirm_by", sa.String(length=8)),
    ("solved", sa.String(length=12)),
    ("satisfied", sa.String(length=20)),
    ("asked_at", app.core.db.Moment(timezone=True)),
    ("ending", sa.String(length=12)),
    ("closed_on", sa.Date()),
    ("hotline_closed_on", sa.Date()),
    ("digest", sa.Boolean()),
    ("reopened_on", sa.Date()),
)
PARTIAL = (
    ("ix_issue_done", "issue", ["done_at", "id"], "state = 'done'"),
    ("ix_issue_followed_up", "issue", ["asked_at", "id"], "state = 'followed_up'"),
    ("ix_issue_reopened_twice", "issue", ["reopened_on", "id"], "reopens >= 2 AND state <> 'closed'"),
    ("ix_issue_request_open", "issue_request", ["asked_at", "id"], "agreed IS NULL"),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("issue", sa.Column(name, kind, nullable=True))
    op.add_column("issue", sa.Column("reopens", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE issue SET done_at = COALESCE(accepted_at, submitted_at) WHERE state = 'done'")
    _follow_ups()
    _requests()
    for name, table, columns, condition in PARTIAL:
        op.create_index(name, table, columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def _follow_ups() -> None:
    op.create_table(
        "issue_follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("of_issue_id", sa.Integer(), nullable=True),
        sa.Column("asked", sa.String(length=12), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("solved", sa.String(length=12), nullable=False),
        sa.Column("satisfied", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("at", app.core.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_follow_up_issue_id")),
        sa.ForeignKeyConstraint(["of_issue_id"], ["issue.id"], name=op.f("fk_issue_follow_up_of_issue_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_issue_follow_up_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_follow_up")),
    )
    op.create_index(op.f("ix_issue_follow_up_issue_id"), "issue_follow_up", ["issue_id"])


def _requests() -> None:
    op.create_table(
        "issue_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("was", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", app.core.db.Moment(timezone=True), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", app.core.db.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_request_issue_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_issue_request_person_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_issue_request_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_request")),
    )
    op.create_index(op.f("ix_issue_request_issue_id"), "issue_request", ["issue_id"])


def downgrade() -> None:
    for name, table, _columns, _condition in reversed(PARTIAL):
        op.drop_index(name, table_name=table)
    op.drop_table("issue_request")
    op.drop_table("issue_follow_up")
    op.drop_column("issue", "reopens")
    for name, _kind in reversed(COLUMNS):
        op.drop_column("issue", name)
