"""What is stuck with an issue on its way: indexes over the rows that a unit or the desk still has to move."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PARTIAL = (
    ("ix_issue_working_due", ["due", "id"], "state IN ('dispatched', 'acknowledged', 'in_progress')"),
    ("ix_issue_shelved_review", ["review_on", "id"], "state = 'shelved'"),
    ("ix_issue_returned", ["accepted_at", "id"], "state = 'returned'"),
    ("ix_issue_accepted", ["accepted_at", "id"], "state = 'accepted'"),
)


def upgrade() -> None:
    for name, columns, condition in PARTIAL:
        op.create_index(name, "issue", columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def downgrade() -> None:
    for name, _columns, _condition in PARTIAL:
        op.drop_index(name, table_name="issue")
