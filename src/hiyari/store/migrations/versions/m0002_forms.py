"""Scans of web roots: what they saw of the files that can send mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "form_sight",
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("root", "number"),
    )
    op.create_table(
        "form_seen",
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("path", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("abilities", sa.Text, nullable=False),
        sa.Column("unknown", sa.Integer, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("runs", sa.Text, nullable=False),
        sa.Column("probes", sa.BigInteger),
        sa.Column("last_probe_us", sa.BigInteger),
        sa.PrimaryKeyConstraint("root", "number", "path"),
    )
