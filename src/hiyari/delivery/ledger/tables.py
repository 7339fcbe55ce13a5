"""The ledger's tables, for statements. `store/migrations` makes them; a test compares the two.

Keys begin with the recipient, so that the ledger can be split by recipient over several databases. Times are
microseconds since the epoch.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

METADATA: Final = sa.MetaData()

CAMPAIGN: Final = sa.Table(
    "campaign",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("token", sa.Text, nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("consent", sa.Text, nullable=False),
    sa.Column("loaded_us", sa.BigInteger, nullable=False),
    sa.Column("begun_us", sa.BigInteger),
)
DELIVERY: Final = sa.Table(
    "delivery",
    METADATA,
    sa.Column("recipient", sa.Text, primary_key=True),
    sa.Column("campaign", sa.Text, primary_key=True),
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
    sa.Index("delivery_due", "campaign", "lane", "due_us", "number"),
    sa.Index("delivery_number", "campaign", "number"),
    sa.Index(
        "delivery_sending",
        "campaign",
        sqlite_where=sa.literal_column("state = 'sending'"),
        postgresql_where=sa.literal_column("state = 'sending'"),
    ),
)
"""One row per recipient and campaign. ``due_us`` is set exactly while it may be sent; ``events`` counts its events
and is what a writer must have seen to change the row."""
EVENT: Final = sa.Table(
    "event",
    METADATA,
    sa.Column("recipient", sa.Text, primary_key=True),
    sa.Column("campaign", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
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
)
"""What happened, in order; never changed and never deleted."""
PROMISE: Final = sa.Table(
    "promise",
    METADATA,
    sa.Column("recipient", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, primary_key=True),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),
)
"""This content was, or may have been, given to this recipient. The primary key is what nobody gets past twice."""
RUNNER: Final = sa.Table(
    "runner",
    METADATA,
    sa.Column("campaign", sa.Text, primary_key=True),
    sa.Column("node", sa.Text, nullable=False),
    sa.Column("machine", sa.Text, nullable=False),
    sa.Column("process", sa.Text, nullable=False),
    sa.Column("beat_us", sa.BigInteger, nullable=False),
)
"""Who sends a campaign now."""
ALARM: Final = sa.Table(
    "alarm",
    METADATA,
    sa.Column("campaign", sa.Text, primary_key=True),
    sa.Column("lane", sa.Text, primary_key=True),
    sa.Column("egress", sa.Text, primary_key=True),
    sa.Column("at_us", sa.BigInteger, primary_key=True),
    sa.Column("since_us", sa.BigInteger, nullable=False),
    sa.Column("results", sa.Integer, nullable=False),
    sa.Column("unknown", sa.Integer, nullable=False),
    sa.Column("known_good", sa.Integer, nullable=False),
    sa.Column("expected", sa.Float, nullable=False),
)
"""Each time that a lane's answers were no longer believed, with the numbers."""
MARK: Final = sa.Table(
    "mark",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
)
"""How often the ledger has been sent with; the same number stands in a file beside it (see `ledger.mark`)."""
SPENT: Final = sa.Table(
    "spent",
    METADATA,
    sa.Column("lane", sa.Text, primary_key=True),
    sa.Column("egress", sa.Text, primary_key=True),
    sa.Column("day", sa.Integer, primary_key=True),
    sa.Column("messages", sa.BigInteger, nullable=False),
)
"""Messages begun by day (UTC, days since the epoch), lane and egress, over all campaigns: what limits of a day and
warm-up are counted by. Written every few seconds, so that a crash forgets the last of them."""
