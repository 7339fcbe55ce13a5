"""Power loss and a failing disk: whatever was reported is there afterwards, and nothing else is half there."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from hiyari.delivery.ledger.change import Change, Delivery, Source, change, settled
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.ledger.states import SENDABLE, Delivered, Move, State
from hiyari.delivery.ledger.writing import write
from hiyari.store.engine import open_store
from tests.delivery.ledger.test_writing import NOW, intent, load

_FRAME = 24 + 4096
_HEADER = 32


def outcomes(rows: int) -> str:
    """A program that writes intents and outcomes until the disk refuses, and says what was reported as durable."""
    return f"""
import asyncio, json, resource, signal, sys
from hiyari.delivery.ledger.change import Source, change, settled
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.ledger.states import Delivered, Move
from hiyari.store.engine import open_store
from tests.delivery.ledger.test_writing import NOW, intent, load

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
engine = open_store("sqlite:///" + sys.argv[1])
rows = load(engine, "a", {rows})

async def main():
    promised, done, failed = [], [], 0
    async with Scribe(engine) as scribe:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))

        async def one(row):
            nonlocal failed
            try:
                if await scribe.write([intent(row)]):
                    settled(intent(row))
                    promised.append(row.recipient)
                    accepted = change(row, Move.ACCEPTED, Source(at_us=NOW), delivered=Delivered.YES)
                    if await scribe.write([accepted]):
                        done.append(row.recipient)
            except Exception:
                failed += 1

        for begin in range(0, len(rows), 5):
            await asyncio.gather(*map(one, rows[begin : begin + 5]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        again = await scribe.ask(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
    print(json.dumps([promised, done, failed, again]))

asyncio.run(main())
"""


@pytest.mark.parametrize("room", [90_000, 140_000, 200_000, 400_000])
def test_a_full_disk_loses_nothing_that_was_reported(tmp_path: Path, room: int) -> None:
    """Writes fail at some point: who was told "durable" is in the file, who was not is not sent; and it goes on."""
    path = tmp_path / "state.db"
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", outcomes(400), str(path), str(room)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    promised, accepted, failed, again = json.loads(done.stdout)
    assert failed, "the disk never refused: the limit is too high to test anything"
    assert again == 1
    states = _states(path)
    assert {one for one, state in states.items() if state == "accepted"} == set(accepted)
    assert set(promised) == {one for one, state in states.items() if state != "waiting"}


def test_any_torn_end_of_the_log_leaves_a_ledger_that_sends_nothing_twice(tmp_path: Path) -> None:
    """The log is cut at every boundary and inside frames: what had been reported by then is there, in its order."""
    folder = tmp_path / "whole"
    folder.mkdir()
    engine = open_store(f"sqlite:///{folder / 'state.db'}")
    rows = load(engine, "a", 12)
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT 1")
    with closing(sqlite3.connect(folder / "state.db")) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sizes: list[tuple[int, dict[str, State]]] = []
    with engine.connect() as connection:
        for one in rows:
            for move in (Move.INTENDED, Move.ACCEPTED):
                made = intent(one) if move is Move.INTENDED else _accepted(one)
                with connection.begin():
                    write(connection, [made], 0)
                settled(made)
                known = {row.recipient: row.state for row in rows}
                sizes.append(((folder / "state.db-wal").stat().st_size, dict(known)))
        log = (folder / "state.db-wal").read_bytes()
        base = (folder / "state.db").read_bytes()
    random = Random(7)
    cuts = sorted({*range(_HEADER, len(log), _FRAME), *(random.randrange(len(log)) for _ in range(60)), len(log)})
    # What had not reached the disk is missing, or is there as zeros, or as what stood in those blocks before.
    tails = (lambda _: b"", bytes, random.randbytes)
    for number, (cut, tail) in enumerate((cut, tail) for cut in cuts for tail in tails):
        copy = tmp_path / f"cut{number}"
        copy.mkdir()
        (copy / "state.db").write_bytes(base)
        (copy / "state.db-wal").write_bytes(log[:cut] + tail(len(log) - cut))
        reported = next((known for size, known in reversed(sizes) if size <= cut), {})
        found = _states(copy / "state.db")
        for recipient, state in reported.items():
            if state not in SENDABLE:
                assert found[recipient] not in {one.value for one in SENDABLE}, (cut, recipient)
            if state is State.ACCEPTED:
                assert found[recipient] == "accepted"
        shutil.rmtree(copy)


def _accepted(one: Delivery) -> Change:
    return change(one, Move.ACCEPTED, Source(at_us=NOW), delivered=Delivered.YES)


def _states(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return dict(database.execute("SELECT recipient, state FROM delivery"))


async def test_syncing_is_not_left_to_chance(tmp_path: Path) -> None:
    """A commit is on the disk when it is reported: the connection that writes has synchronous=FULL and a log."""
    engine = open_store(f"sqlite:///{tmp_path / 'state.db'}")
    async with Scribe(engine) as scribe:
        asked = lambda connection: (  # noqa: E731 - one question
            connection.exec_driver_sql("PRAGMA synchronous").scalar(),
            connection.exec_driver_sql("PRAGMA journal_mode").scalar(),
        )
        assert await scribe.ask(asked) == (2, "wal")
