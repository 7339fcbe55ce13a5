"""Scans are remembered whole, for SQLite and for PostgreSQL, and the last one is what the next is compared with."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from hiyari.forms.evidence import Ability, Action, Runs
from hiyari.forms.watching.compare import Change, Compared
from hiyari.forms.watching.keeping import KEPT, keep, last_hashes, last_sight, watch
from hiyari.forms.watching.seen import Hidden, Seen, Sight
from hiyari.forms.watching.tables import SEEN, SIGHT
from hiyari.store.engine import open_store
from tests.forms.watching.test_compare import NOW, THEN, WHY, seen

STRANGE = os.fsdecode(b"/w/\x82\xb1\n'\"%s\\.cgi")
RICH = seen(
    STRANGE,
    abilities=frozenset({Ability.HEADER, Ability.RECIPIENT}),
    unknown=True,
    action=Action.FIX,
    runs=Runs.UNKNOWN,
    probes=12,
    last_probe=NOW + timedelta(microseconds=1),
)


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """The opened state database."""
    opened = open_store(url)
    yield opened
    opened.dispose()


def _sight(*files: Seen, root: str = "/w") -> Sight:
    return Sight(root=root, at=NOW, files=files)


def test_what_is_kept_comes_back(engine: sa.Engine) -> None:
    """Every field, of names that are no text too; for a root that was never scanned there is nothing."""
    wanted = _sight(seen(), seen("/w/b.php", probes=None), RICH)
    (first,) = watch(engine, [wanted])
    assert first.baseline
    with engine.connect() as connection:
        assert last_sight(connection, "/w") == Sight(
            root="/w", at=NOW, files=tuple(sorted(wanted.files, key=lambda one: one.path))
        )
        assert last_sight(connection, "/other") is None
        assert last_hashes(connection, ["/w", "/other"])[STRANGE] == RICH.sha256
    (again,) = watch(engine, [wanted])
    assert not again.baseline
    assert again.changes == ()


def test_each_web_root_has_its_own_last_scan(engine: sa.Engine) -> None:
    """A scan of one says nothing about another: nothing of that is gone, and a new root begins by itself."""
    watch(engine, [_sight(seen()), _sight(seen("/v/x.php"), root="/v")])
    one, two = watch(engine, [_sight(seen()), _sight(seen("/u/y.php"), root="/u")])
    assert (one.changes, two.baseline) == ((), True)
    (three,) = watch(engine, [_sight(root="/v")])
    assert [change.change for change in three.changes] == [Change.GONE]


def test_hidden_files_stay_as_they_were_seen(engine: sa.Engine) -> None:
    """What a closed folder hides is known again when it opens."""
    watch(engine, [_sight(RICH)])
    closed = Sight(root="/w", at=NOW, hidden=(Hidden(path="/w", why=WHY),))
    for _ in range(2):
        (told,) = watch(engine, [closed])
        assert [one.change for one in told.changes] == [Change.HIDDEN]
    assert watch(engine, [_sight(RICH)])[0].changes == ()


def test_only_so_many_scans_are_kept(engine: sa.Engine) -> None:
    """The oldest go, of each root by itself."""
    watch(engine, [_sight(seen("/v/x.php"), root="/v")])
    for _ in range(KEPT + 5):
        watch(engine, [_sight(seen())])
    with engine.connect() as connection:
        for table in (SIGHT, SEEN):
            counted = sa.select(table.c.root, sa.func.count()).group_by(table.c.root)
            assert {bytes(root): count for root, count in connection.execute(counted)} == {b"/w": KEPT, b"/v": 1}


KILLED = """
import os, signal, sys
import sqlalchemy as sa
from hiyari.forms.watching import keeping
from hiyari.store.engine import open_store
from tests.forms.watching.test_keeping import _sight
from tests.forms.watching.test_compare import seen

keeping._PIECE = 1
count = 0
def die(*_):
    global count
    count += 1
    if count == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
engine = open_store(sys.argv[1])
sa.event.listen(engine, "before_cursor_execute", die)
keeping.watch(engine, [_sight(*(seen(f"/w/{number}") for number in range(5)))])
"""


@pytest.mark.parametrize("statement", [2, 4, 6, 9])
def test_a_scan_that_is_interrupted_replaces_nothing(url: str, statement: int) -> None:
    """Killed while it is written, it leaves the one before it as the last, whole."""
    engine = open_store(url)
    watch(engine, [_sight(RICH)])
    done = subprocess.run([sys.executable, "-c", KILLED, url, str(statement)], check=False, env=dict(os.environ))  # noqa: S603
    assert done.returncode == -9
    with engine.connect() as connection:
        assert last_sight(connection, "/w") == _sight(RICH)
    engine.dispose()


def test_two_at_once_tell_a_change_once(engine: sa.Engine) -> None:
    """The second is compared with the first, and not both with the one before."""
    watch(engine, [Sight(root="/w", at=THEN)])
    start, told = threading.Barrier(2), list[Compared]()

    def scan() -> None:
        start.wait()
        told.extend(watch(engine, [_sight(seen())]))

    both = [threading.Thread(target=scan) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(len(one.changes) for one in told) == [0, 1]


def test_keeping_belongs_to_the_callers_transaction(engine: sa.Engine) -> None:
    """What is rolled back was never seen."""
    with engine.connect() as connection, connection.begin() as transaction:
        keep(connection, _sight(seen()))
        transaction.rollback()
    with engine.connect() as connection:
        assert last_sight(connection, "/w") is None
