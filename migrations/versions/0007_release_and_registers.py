"""What the 书记 released and what was objected to it; the offices' own sheets for registers."""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "released_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=240), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("released_by", sa.String(length=60), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("manner", sa.String(length=12), nullable=False),
        sa.Column("released_at", app.core.db.Moment(timezone=True), nullable=False),
        sa.Column("withdrawn_at", app.core.db.Moment(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["alliance_id"], ["alliance.id"], name=op.f("fk_released_notice_alliance_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_released_notice_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_released_notice")),
        sa.UniqueConstraint("alliance_id", "year", "number", name=op.f("uq_released_notice_alliance_id_year_number")),
        sa.UniqueConstraint("code", name=op.f("uq_released_notice_code")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_released_notice_meeting_id")),
    )
    op.create_index("ix_released_notice_alliance_state_from", "released_notice", ["alliance_id", "state", "from_day"])
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("entered_at", app.core.db.Moment(timezone=True), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_by", sa.String(length=60), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["alliance_id"], ["alliance.id"], name=op.f("fk_objection_alliance_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["released_notice.id"], name=op.f("fk_objection_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_notice_id"), "objection", ["notice_id"])
    op.create_table(
        "register_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", app.core.db.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", app.core.db.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["alliance_id"], ["alliance.id"], name=op.f("fk_register_template_alliance_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_register_template_file_id")),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name=op.f("fk_register_template_street_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_template")),
    )
    op.create_index(op.f("ix_register_template_alliance_id"), "register_template", ["alliance_id"])
    op.create_index(op.f("ix_register_template_street_id"), "register_template", ["street_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_register_template_street_id"), table_name="register_template")
    op.drop_index(op.f("ix_register_template_alliance_id"), table_name="register_template")
    op.drop_table("register_template")
    op.drop_index(op.f("ix_objection_notice_id"), table_name="objection")
    op.drop_table("objection")
    op.drop_index("ix_released_notice_alliance_state_from", table_name="released_notice")
    op.drop_table("released_notice")
