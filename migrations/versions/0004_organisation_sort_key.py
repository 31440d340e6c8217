"""Organisations keep the pinyin of their names, so that no page loads a dictionary to look one up."""

import sqlalchemy as sa
from alembic import op

from app.core.pinyin import sort_key

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("sort_key", sa.String(length=240), nullable=False, server_default=""))
    units = sa.table("organisation", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("sort_key", sa.String))
    for unit_id, name in op.get_bind().execute(sa.select(units.c.id, units.c.name)).all():
        op.execute(units.update().where(units.c.id == unit_id).values(sort_key=sort_key(name)))


def downgrade() -> None:
    op.drop_column("organisation", "sort_key")  # in place: SQLite's way of copying the table fails where rows point to it
