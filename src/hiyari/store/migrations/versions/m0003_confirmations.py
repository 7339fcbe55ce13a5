"""What the sandbox showed: the last confirmation of each file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "form_confirmation",
        sa.Column("path", sa.LargeBinary, primary_key=True),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
