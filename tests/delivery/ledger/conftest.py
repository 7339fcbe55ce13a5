"""Every test of the ledger runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from hiyari.store.engine import open_store


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """The opened database."""
    opened = open_store(url)
    yield opened
    opened.dispose()
