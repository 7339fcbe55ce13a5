"""The tables in which scans are remembered, for statements. `store/migrations` makes them; a test compares the two.

Paths are octets, since a file name need not be text in any encoding. Times are microseconds since the epoch.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

METADATA: Final = sa.MetaData()

SIGHT: Final = sa.Table(
    "form_sight",
    METADATA,
    sa.Column("root", sa.LargeBinary, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),
)
"""Each scan of each web root that ended; a higher number is a later one."""
SEEN: Final = sa.Table(
    "form_seen",
    METADATA,
    sa.Column("root", sa.LargeBinary, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("path", sa.LargeBinary, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("abilities", sa.Text, nullable=False),
    sa.Column("unknown", sa.Integer, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("runs", sa.Text, nullable=False),
    sa.Column("probes", sa.BigInteger),
    sa.Column("last_probe_us", sa.BigInteger),
)
"""Each file that can send mail, as a scan saw it; ``abilities`` are words with blanks between them."""
