"""A follower of logs: every line once, through every kind of rotation."""

from __future__ import annotations

import asyncio
import gzip
import os
import random
import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from hiyari.logfiles.decode import LONGEST
from hiyari.logfiles.follow import BATCH, Batch, Event, Position, follow

FAST = 0.002


def append(path: Path, content: str) -> None:
    """As a daemon writes."""
    with path.open("a") as stream:
        stream.write(content)


class Follower:
    """Reads until a line comes."""

    def __init__(self, path: Path, position: Position | None = None, *, from_start: bool = False) -> None:
        positions = {path: position} if position else None
        self.reading: AsyncIterator[Batch] = follow([path], positions, from_start=from_start, interval=FAST)
        self.events: list[Event] = []
        self.lines: list[str] = []
        self.position: Position | None = None

    async def until(self, line: str) -> list[str]:
        """The lines up to that one."""
        async with asyncio.timeout(20):
            while line not in self.lines:
                batch = await anext(self.reading)
                self.lines += batch.lines
                self.events += [batch.event] if batch.event else []
                self.position = batch.position
        lines, self.lines = self.lines, []
        return lines


async def test_only_what_is_new_is_given_unless_the_beginning_is_asked_for(tmp_path: Path) -> None:
    """A line that is half written at the start is given whole."""
    path = tmp_path / "mail.log"
    append(path, "old\nha")
    follower = Follower(path)
    waiting = asyncio.create_task(follower.until("half"))
    await asyncio.sleep(FAST * 5)
    append(path, "lf\n")
    assert await waiting == ["half"]
    assert await Follower(path, from_start=True).until("half") == ["old", "half"]


async def test_a_file_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    """And read from its beginning."""
    path = tmp_path / "mail.log"
    waiting = asyncio.create_task(Follower(path).until("two"))
    await asyncio.sleep(FAST * 5)
    append(path, "one\ntwo\n")
    assert await waiting == ["one", "two"]


async def test_a_renamed_file_is_read_to_its_end_before_the_new_one(tmp_path: Path) -> None:
    """Its writer goes on for a moment, and its last line lacks its end."""
    path = tmp_path / "mail.log"
    append(path, "one\n")
    follower = Follower(path, from_start=True)
    await follower.until("one")
    path.rename(tmp_path / "mail.log.1")
    append(tmp_path / "mail.log.1", "two\n")
    assert await follower.until("two") == ["two"]
    append(path, "four\n")
    append(tmp_path / "mail.log.1", "three")
    assert await follower.until("four") == ["three", "four"]
    assert follower.events == [Event.ROTATED]


@pytest.mark.parametrize("again", ["new\n", "a longer text than stood there before\nnew\n"])
async def test_a_file_that_is_cut_is_begun_anew(tmp_path: Path, again: str) -> None:
    """copytruncate, also when it is longer again before the next look."""
    path = tmp_path / "mail.log"
    append(path, "one\ntwo\n")
    follower = Follower(path, from_start=True)
    await follower.until("two")
    shutil.copy(path, tmp_path / "mail.log.1")
    path.write_text(again)
    assert await follower.until("new") == again.splitlines()
    assert follower.events == [Event.TRUNCATED]


async def test_a_deleted_file_is_waited_for(tmp_path: Path) -> None:
    """What was written to it is given, and then what is in the next one."""
    path = tmp_path / "mail.log"
    append(path, "one\n")
    follower = Follower(path, from_start=True)
    await follower.until("one")
    append(path, "two\n")
    path.unlink()
    assert await follower.until("two") == ["two"]
    append(path, "three\n")
    assert await follower.until("three") == ["three"]


async def test_a_position_goes_on_where_it_was_saved(tmp_path: Path) -> None:
    """In the same file, and in a renamed one before the new one."""
    path = tmp_path / "mail.log"
    append(path, "one\n")
    follower = Follower(path, from_start=True)
    await follower.until("one")
    append(path, "two\n")
    later = Follower(path, follower.position)
    assert await later.until("two") == ["two"]
    append(path, "three\n")
    path.rename(tmp_path / "mail.log.1")
    append(path, "four\n")
    rotated = Follower(path, later.position)
    assert await rotated.until("four") == ["three", "four"]
    assert rotated.events == [Event.ROTATED]


async def test_what_went_away_while_nobody_looked_is_told(tmp_path: Path) -> None:
    """Packed, cut, or two rotations behind: the next lines say that some are lost."""
    path = tmp_path / "mail.log"
    append(path, "one\n")
    follower = Follower(path, from_start=True)
    await follower.until("one")
    append(path, "two\n")
    path.rename(tmp_path / "mail.log.1")
    (tmp_path / "mail.log.1.gz").write_bytes(gzip.compress((tmp_path / "mail.log.1").read_bytes()))
    kept = tmp_path / "kept"
    (tmp_path / "mail.log.1").rename(kept)
    append(path, "three\n")
    packed = Follower(path, follower.position)
    assert await packed.until("three") == ["three"]
    assert packed.events == [Event.LOST]
    (tmp_path / "mail.log.1.gz").unlink()
    kept.rename(tmp_path / "mail.log.2")
    os.utime(tmp_path / "mail.log.2", (1, 1))
    path.rename(tmp_path / "mail.log.1")
    append(path, "four\n")
    behind = Follower(path, follower.position)
    assert await behind.until("four") == ["two", "four"]
    assert behind.events == [Event.LOST]


async def test_batches_are_bounded_and_a_line_without_end_is_cut(tmp_path: Path) -> None:
    """Whatever stands in the file; the line after it is whole."""
    path = tmp_path / "mail.log"
    path.write_text("x" * (3 * BATCH) + "\n" + "short\n" * (BATCH // 2) + "last\n")
    seen: list[str] = []
    async with asyncio.timeout(20), aclosing(follow([path], from_start=True, interval=FAST)) as reading:
        async for batch in reading:
            assert sum(map(len, batch.lines)) <= BATCH + LONGEST
            seen += batch.lines
            if batch.lines[-1] == "last":
                break
    assert [len(line) for line in seen] == [LONGEST, *[5] * (BATCH // 2), 4]


@pytest.mark.parametrize("seed", range(3))
async def test_every_line_comes_once_through_many_rotations_and_restarts(tmp_path: Path, seed: int) -> None:
    """Lines in pieces, renaming, and a follower that is stopped and goes on from its position."""
    path, chance, seen = tmp_path / "mail.log", random.Random(seed), []
    append(path, "")
    follower = Follower(path, from_start=True)
    for number in range(150):
        append(path, f"line {number}")
        if chance.random() < 0.3:
            await asyncio.sleep(FAST)
        append(path, "\n")
        if chance.random() < 0.3:
            seen += await follower.until(f"line {number}")
            if chance.random() < 0.3:
                follower = Follower(path, follower.position)
            elif chance.random() < 0.4:
                path.rename(tmp_path / "mail.log.1")
                append(path, "")
    append(path, "end\n")
    seen += await follower.until("end")
    assert seen == [*(f"line {number}" for number in range(150)), "end"]
    assert Event.LOST not in follower.events


async def test_several_files_are_followed_side_by_side(tmp_path: Path) -> None:
    """A busy one does not hold up a quiet one."""
    busy, quiet = tmp_path / "busy", tmp_path / "quiet"
    busy.write_text("x\n" * BATCH * 4)
    quiet.write_text("y\n")
    seen: set[Path] = set()
    async with asyncio.timeout(20):
        async for batch in follow([busy, quiet], from_start=True, interval=FAST):
            seen.add(batch.path)
            if seen == {busy, quiet}:
                break


async def test_a_damaged_position_is_of_no_file(tmp_path: Path) -> None:
    """The file is read from its beginning, and the loss is told."""
    path = tmp_path / "mail.log"
    append(path, "one\n")
    found = path.stat()
    broken = Position(device=found.st_dev, inode=found.st_ino, offset=2, head="no hexadecimal")
    follower = Follower(path, broken)
    assert await follower.until("one") == ["one"]
    assert follower.events == [Event.LOST]
