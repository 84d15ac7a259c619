"""What drops hold, delays accepted, dossiers of one candidate, and messages fetched."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and tables; delays registered before are not excused."""
    op.add_column("dossiers", sa.Column("sent_at", sa.String(length=40), nullable=True))
    op.add_column(
        "dossiers", sa.Column("excused", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("dossiers", sa.Column("excuse", sa.Text(), nullable=True))
    op.add_column(
        "receipts", sa.Column("fetched", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("readings", sa.Column("joined", sa.String(length=80), nullable=True))
    for name in ("attachments", "links"):
        op.create_table(
            name,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("receipt", sa.Integer(), nullable=False),
            sa.Column("record", sa.Text(), nullable=False),
            sa.ForeignKeyConstraint(["receipt"], ["receipts.id"], name=op.f(f"fk_{name}_receipt")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        )
        op.create_index(op.f(f"ix_{name}_receipt"), name, ["receipt"], unique=False)
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(length=80), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_verdicts_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
    )
    op.create_index(op.f("ix_verdicts_campaign"), "verdicts", ["campaign"], unique=False)
    op.create_table(
        "kinships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(length=80), nullable=False),
        sa.Column("older", sa.String(length=80), nullable=False),
        sa.Column("newer", sa.String(length=80), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_kinships_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kinships")),
    )
    op.create_index(op.f("ix_kinships_campaign"), "kinships", ["campaign"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(length=80), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("receipt", sa.Integer(), nullable=True),
        sa.Column("marked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_messages_campaign")),
        sa.ForeignKeyConstraint(["receipt"], ["receipts.id"], name=op.f("fk_messages_receipt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "campaign",
            "account",
            "uidvalidity",
            "uid",
            name=op.f("uq_messages_campaign_account_uidvalidity_uid"),
        ),
    )
    op.create_index(op.f("ix_messages_campaign"), "messages", ["campaign"], unique=False)
