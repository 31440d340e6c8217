"""The intake: whose desk an issue goes to, its query code, clocks, route and summaries; who reported it stands in a table of its own."""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = (
    ("goes_to", sa.String(length=12)),
    ("query_code", sa.String(length=64)),
    ("reply_by", sa.Date()),
    ("accepted_at", app.core.db.Moment(timezone=True)),
    ("hotline_number", sa.String(length=40)),
    ("hotline_due", sa.Date()),
    ("due", sa.Date()),
    ("route", sa.String(length=24)),
    ("lead_words", sa.String(length=120)),
    ("handling_summary", sa.Text()),
    ("public_summary", sa.Text()),
    ("return_ground", sa.Text()),
    ("contacted_on", sa.Date()),
    ("review_on", sa.Date()),
    ("shelved_reason", sa.Text()),
    ("shelved_by", sa.String(length=60)),
    ("shelved_on", sa.Date()),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("issue", sa.Column(name, kind, nullable=True))
    op.add_column("issue", sa.Column("returns", sa.Integer(), nullable=False, server_default="0"))
    unit = sa.Column("lead_organisation_id", sa.Integer(), nullable=True)
    unit.append_foreign_key(sa.ForeignKey("organisation.id", name=op.f("fk_issue_lead_organisation_id")))
    op.add_column("issue", unit, inline_references=True)
    op.create_index(op.f("ix_issue_lead_organisation_id"), "issue", ["lead_organisation_id"])
    op.create_index("uq_issue_query_code", "issue", ["query_code"], unique=True)
    op.create_index("ix_issue_alliance_submitted", "issue", ["alliance_id", "submitted_at"])
    op.create_table(
        "reporter",
        sa.Column("issue_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_reporter_issue_id")),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_reporter")),
    )
    op.create_index(op.f("ix_reporter_last_four"), "reporter", ["last_four"])


def downgrade() -> None:
    op.drop_index(op.f("ix_reporter_last_four"), table_name="reporter")
    op.drop_table("reporter")
    op.drop_index("ix_issue_alliance_submitted", table_name="issue")
    op.drop_index("uq_issue_query_code", table_name="issue")
    op.drop_index(op.f("ix_issue_lead_organisation_id"), table_name="issue")
    op.drop_column("issue", "lead_organisation_id")
    op.drop_column("issue", "returns")
    for name, _kind in reversed(COLUMNS):
        op.drop_column("issue", name)
