"""Following up a promise: 缓报, 上报街道, follow-ups, key items, who agreed to shelving, how somebody was reached."""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

REPORTED = "reported_on IS NOT NULL AND answered_on IS NULL"
COLUMNS = (
    ("is_key", sa.Boolean()),
    ("paused_until", sa.Date()),
    ("reported_on", sa.Date()),
    ("answered_on", sa.Date()),
    ("signed_by", sa.String(length=60)),
    ("signed_on", sa.Date()),
    ("shelved_by", sa.String(length=12)),
    ("shelved_number", sa.String(length=60)),
    ("shelved_on", sa.Date()),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("action", sa.Column(name, kind, nullable=True))
    op.add_column("action", sa.Column("reworks", sa.Integer(), nullable=False, server_default="0"))
    where = {"sqlite_where": sa.text(REPORTED), "postgresql_where": sa.text(REPORTED)}
    op.create_index("ix_action_reported", "action", ["reported_on", "id"], **where)
    op.create_index("ix_support_organisation_id", "support", ["organisation_id"])
    op.add_column("progress", sa.Column("how", sa.String(length=12), nullable=True))
    op.add_column("progress", sa.Column("promised_on", sa.Date(), nullable=True))
    op.create_table(
        "action_follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.String(length=12), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("solved", sa.String(length=12), nullable=False),
        sa.Column("satisfied", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", app.core.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_follow_up_action_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_action_follow_up_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_follow_up")),
    )
    op.create_index("ix_action_follow_up_action_id", "action_follow_up", ["action_id"])


def downgrade() -> None:
    op.drop_table("action_follow_up")
    op.drop_column("progress", "promised_on")
    op.drop_column("progress", "how")
    op.drop_index("ix_support_organisation_id", table_name="support")
    op.drop_index("ix_action_reported", table_name="action")
    op.drop_column("action", "reworks")
    for name, _kind in reversed(COLUMNS):
        op.drop_column("action", name)
