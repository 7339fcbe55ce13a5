"""What the tests of several rooms are given."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings

from tests.postgres import postgres
from tests.world.world import World, make_world

_COUNT = itertools.count()
_LONG = (
    "delivery/test_killed.py",
    "maillog/store/test_transpile.py",
    "maillog/ingest/test_hostile.py",
    "forms/removal/test_killed.py",
    "forms/taint/test_cut.py",
    "maillog/ingest/test_growing.py",
    "maillog/ingest/test_faults.py",
    "maillog/ingest/test_pieces.py",
    "forms/confirm/test_confirm.py",
    "maillog/compare/test_comparison.py",
    "docs/test_docs.py",
    "oracle/test_pyspf.py",
)
"""Files of tests that take longest: they begin first, so that no processor waits for one of them at the end."""
# A shared machine may be busy with something else at any moment.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the order is otherwise kept."""
    ranks = {Path(__file__).parent / name: rank for rank, name in enumerate(_LONG)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """One PostgreSQL for all."""
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'state.db'}"
        return
    server: str = request.getfixturevalue("server")
    name = f"hiyari{next(_COUNT)}"
    engine = sa.create_engine(server.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
        yield server.format(database=name)
        # Some hundred of them would fill a small disk.
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Real mail servers and all that they did, once for all."""
    return make_world(tmp_path_factory.mktemp("world"))
