"""Which letters are drafts, and the draft that a letter takes the place of."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two columns; letters written before count as final."""
    for column in (
        sa.Column("draft", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("replaces", sa.String(length=64), nullable=False, server_default=""),
    ):
        op.add_column("letters", column)
