"""The ledger: campaigns, deliveries, events, promises, and who runs a campaign."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    for make in (_campaign, _delivery, _mark, _event, _promise, _runner, _alarm, _spent):
        make()


def _campaign() -> None:
    op.create_table(
        "campaign",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("token", sa.Text, nullable=False, unique=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("consent", sa.Text, nullable=False),
        sa.Column("loaded_us", sa.BigInteger, nullable=False),
        sa.Column("begun_us", sa.BigInteger),
    )


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("variables", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("delivered", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("due_us", sa.BigInteger),
        sa.Column("known_good", sa.Integer, nullable=False),
        sa.Column("node", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("recipient", "campaign"),
    )
    op.create_index("delivery_due", "delivery", ["campaign", "lane", "due_us", "number"])
    op.create_index("delivery_number", "delivery", ["campaign", "number"])
    op.create_index(
        "delivery_sending",
        "delivery",
        ["campaign"],
        sqlite_where=sa.literal_column("state = 'sending'"),
        postgresql_where=sa.literal_column("state = 'sending'"),
    )


def _mark() -> None:
    op.create_table(
        "mark",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("move", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("egress", sa.Text, nullable=False),
        sa.Column("mx", sa.Text, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("code", sa.Integer),
        sa.Column("enhanced", sa.Text),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("recipient", "campaign", "number"),
    )


def _promise() -> None:
    op.create_table(
        "promise",
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("recipient", "fingerprint"),
    )


def _runner() -> None:
    op.create_table(
        "runner",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("machine", sa.Text, nullable=False),
        sa.Column("process", sa.Text, nullable=False),
        sa.Column("beat_us", sa.BigInteger, nullable=False),
    )


def _alarm() -> None:
    op.create_table(
        "alarm",
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("egress", sa.Text, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("since_us", sa.BigInteger, nullable=False),
        sa.Column("results", sa.Integer, nullable=False),
        sa.Column("unknown", sa.Integer, nullable=False),
        sa.Column("known_good", sa.Integer, nullable=False),
        sa.Column("expected", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("campaign", "lane", "egress", "at_us"),
    )


def _spent() -> None:
    op.create_table(
        "spent",
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("egress", sa.Text, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("messages", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("lane", "egress", "day"),
    )
