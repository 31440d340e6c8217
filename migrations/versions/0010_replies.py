"""Replies to a meeting's notice, wrong digits typed by its group link, papers of its items."""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("said_by", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("via", sa.String(length=8), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("for_start", app.core.db.Moment(timezone=True), nullable=False),
        sa.Column("at", app.core.db.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", app.core.db.Moment(timezone=True), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["alliance_id"], ["alliance.id"], name=op.f("fk_reply_alliance_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_reply_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reply_person_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_reply_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index("ix_reply_meeting_seat", "reply", ["meeting_id", "seat_id"])
    op.create_index(
        "uq_reply_standing",
        "reply",
        ["meeting_id", "seat_id"],
        unique=True,
        sqlite_where=sa.text("confirmed AND ended_at IS NULL"),
        postgresql_where=sa.text("confirmed AND ended_at IS NULL"),
    )
    op.create_table(
        "reply_try",
        sa.Column("meeting_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("seat_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_reply_try_meeting_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_reply_try_seat_id")),
        sa.PrimaryKeyConstraint("meeting_id", "seat_id", name=op.f("pk_reply_try")),
    )
    op.create_table(
        "item_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("added_at", app.core.db.Moment(timezone=True), nullable=False),
        sa.Column("removed_at", app.core.db.Moment(timezone=True), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["alliance_id"], ["alliance.id"], name=op.f("fk_item_paper_alliance_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_item_paper_file_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_item_paper_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_item_paper_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_paper")),
    )
    op.create_index(op.f("ix_item_paper_item_id"), "item_paper", ["item_id"])
    op.create_index(op.f("ix_item_paper_meeting_id"), "item_paper", ["meeting_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_item_paper_meeting_id"), table_name="item_paper")
    op.drop_index(op.f("ix_item_paper_item_id"), table_name="item_paper")
    op.drop_table("item_paper")
    op.drop_table("reply_try")
    op.drop_index("uq_reply_standing", table_name="reply")
    op.drop_index("ix_reply_meeting_seat", table_name="reply")
    op.drop_table("reply")
