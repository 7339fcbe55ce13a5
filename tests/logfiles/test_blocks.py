"""Blocks of whole lines: every cut of a file gives every line once."""

from __future__ import annotations

import bz2
import gzip
import itertools
import lzma
import re
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from hiyari.logfiles.blocks import Block, Damage, blocks, placed_blocks
from hiyari.logfiles.compression import Compression, Flaw
from hiyari.logfiles.decode import LONGEST, decode
from hiyari.logfiles.files import log_files
from hiyari.logfiles.logfile import LogFile

PACK: dict[Compression, Callable[[bytes], bytes]] = {
    Compression.PLAIN: bytes,
    Compression.GZIP: gzip.compress,
    Compression.BZIP2: bz2.compress,
    Compression.XZ: lzma.compress,
    Compression.ZSTD: zstandard.compress,
}
LINES = b"".join(
    b"Nov 26 19:48:25 relay1 postfix/qmgr[1]: %d: removed %s\n" % (n, b"ABC" * (n * 7 % 30)) for n in range(9000)
)


def file_of(path: Path, content: bytes, compression: Compression = Compression.PLAIN) -> LogFile:
    """Write it, and say what is known of it."""
    path.write_bytes(content)
    return LogFile(path=path, compression=compression, size=len(content), modified_at=0, first_at=None, year=None)


def whole(file: LogFile, start: int = 0, end: int | None = None, size: int = 1 << 20) -> bytes:
    """All of it; no damage is expected."""
    found = list(blocks(file, start, end, size))
    assert all(isinstance(one, bytes) for one in found)
    return b"".join(one for one in found if isinstance(one, bytes))


TEXTS = st.lists(st.sampled_from([b"\n", b"\r\n", b"a", b"bc", b"\xff", b"d" * 40]), max_size=60).map(b"".join)


@given(content=TEXTS, cuts=st.lists(st.integers(0, 400), max_size=6), size=st.integers(1, 70))
@pytest.mark.parametrize("compression", [Compression.PLAIN, Compression.GZIP])
def test_any_cut_into_parts_gives_every_line_once(
    compression: Compression, content: bytes, cuts: list[int], size: int
) -> None:
    """Cuts at line ends, inside lines, beyond the end and twice at one place; blocks of any size."""
    with TemporaryDirectory() as folder:
        file = file_of(Path(folder) / "log", PACK[compression](content), compression)
        lines = [line for line in re.split(rb"(?<=\n)", content) if line]
        begins = list(itertools.accumulate(map(len, lines[:-1]), initial=0))
        for start, end in itertools.pairwise([0, *sorted(cuts), len(content) + 1]):
            ours = [line for at, line in zip(begins, lines, strict=False) if start <= at < end]
            assert whole(file, start, end, size) == b"".join(ours)
        assert whole(file, 0, None, size) == content


@pytest.mark.parametrize("cut", [0, 1, LONGEST, LONGEST + 1, 100_000, 199_999, 200_000, 200_001, 200_002])
def test_a_line_that_is_too_long_is_cut_the_same_in_every_part(tmp_path: Path, cut: int) -> None:
    """Its rest is of no part; the line after it is whole."""
    file = file_of(tmp_path / "log", b"x" * 200_000 + b"\nlast")
    expected = b"x" * LONGEST + b"\nlast"
    for size in (1000, 1 << 20):
        assert whole(file, 0, cut, size) + whole(file, cut, None, size) == expected


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1])
def test_the_bound_of_a_line_is_exact(tmp_path: Path, length: int) -> None:
    """64 KiB are kept, one byte more is not."""
    file = file_of(tmp_path / "log", b"a\n" + b"x" * length + b"\nb\n" + b"y" * length)
    for size in (999, LONGEST, 1 << 20):
        lines = whole(file, size=size).split(b"\n")
        assert [len(line) for line in lines[:4]] == [1, min(length, LONGEST), 1, min(length, LONGEST)]


def test_a_gigabyte_without_a_newline_needs_no_gigabyte(tmp_path: Path) -> None:
    """A sparse file of zeros gives one cut line, in blocks that stay small."""
    file = file_of(tmp_path / "log", b"")
    with file.path.open("r+b") as stream:
        stream.truncate(1 << 30)
    sizes = [len(one) for one in blocks(file) if isinstance(one, bytes)]
    assert sizes == [LONGEST + 1]


@pytest.mark.parametrize("compression", list(Compression))
def test_every_compression_gives_the_same_lines(tmp_path: Path, compression: Compression) -> None:
    """In one stream, and in two streams behind each other."""
    half = LINES[: len(LINES) // 2], LINES[len(LINES) // 2 :]
    pack = PACK[compression]
    assert whole(file_of(tmp_path / "one", pack(LINES), compression), size=10_000) == LINES
    assert whole(file_of(tmp_path / "two", pack(half[0]) + pack(half[1]), compression)) == LINES
    assert whole(file_of(tmp_path / "none", pack(b""), compression)) == b""


@pytest.mark.parametrize("compression", [one for one in Compression if one is not Compression.PLAIN])
def test_an_archive_that_ends_too_early_gives_what_it_holds_and_says_where(
    tmp_path: Path, compression: Compression
) -> None:
    """The bytes that were unpacked before, then the damage; nothing is given twice."""
    packed = PACK[compression](LINES)
    file = file_of(tmp_path / "log", packed[: len(packed) * 9 // 10], compression)
    *given_blocks, damage = blocks(file, size=5000)
    content = b"".join(one for one in given_blocks if isinstance(one, bytes))
    assert isinstance(damage, Damage)
    assert damage == Damage(path=str(file.path), offset=len(content), flaw=Flaw.TRUNCATED)
    assert LINES.startswith(content)
    assert compression is Compression.BZIP2 or content


@pytest.mark.parametrize("compression", [one for one in Compression if one is not Compression.PLAIN])
def test_a_damaged_archive_gives_what_is_before_the_damage(tmp_path: Path, compression: Compression) -> None:
    """Bytes that are no data of this compression in its last quarter, or behind its end."""
    packed = PACK[compression](LINES)
    middle = len(packed) * 3 // 4
    broken = packed[:middle] + b"\xa5" * 40 + packed[middle + 40 :]
    for content in (broken, packed + b"no archive"):
        *_, damage = blocks(file_of(tmp_path / "log", content, compression))
        assert isinstance(damage, Damage)
        assert damage.flaw is Flaw.CORRUPT


@given(junk=st.binary(max_size=200))
@pytest.mark.parametrize("compression", list(Compression))
def test_junk_never_breaks_a_reader(compression: Compression, junk: bytes) -> None:
    """It ends, with or without damage."""
    with TemporaryDirectory() as folder:
        head = PACK[compression](b"x\n")[:6] if compression is not Compression.PLAIN else b""
        for one in blocks(file_of(Path(folder) / "log", head + junk, compression)):
            assert isinstance(one, bytes | Damage)


def test_a_small_archive_that_unpacks_to_much_fills_no_memory(tmp_path: Path) -> None:
    """64 MiB of zeros in some KiB."""
    for compression in (Compression.GZIP, Compression.ZSTD, Compression.XZ):
        file = file_of(tmp_path / "log", PACK[compression](bytes(64 << 20)), compression)
        assert [len(one) for one in blocks(file) if isinstance(one, bytes)] == [LONGEST + 1]


def test_a_file_that_grows_or_shrinks_while_it_is_read_is_read_to_where_it_ends(tmp_path: Path) -> None:
    """Lines that come in time are given; bytes that went are no damage."""
    file = file_of(tmp_path / "log", b"one\ntwo\nthree\n")
    reading = blocks(file, size=4)
    assert next(reading) == b"one\n"
    with file.path.open("ab") as stream:
        stream.write(b"four\n")
    assert b"".join(one for one in reading if isinstance(one, bytes)) == b"two\nthree\nfour\n"
    reading = blocks(file, size=4)
    next(reading)
    file.path.write_bytes(b"x")
    assert list(reading) == []


@given(content=TEXTS, start=st.integers(0, 400), end=st.integers(0, 400), size=st.integers(1, 70))
def test_reading_goes_on_where_a_block_ends(content: bytes, start: int, end: int, size: int) -> None:
    """What is read from the end of any block of any part is what follows it, and nothing twice."""
    with TemporaryDirectory() as folder:
        file = file_of(Path(folder) / "log", content)
        given_so_far, rest = b"", whole(file, start)
        for block in placed_blocks(file, start, end, size):
            assert isinstance(block, Block)
            given_so_far += block.content
            assert given_so_far + whole(file, block.end) == rest


@pytest.mark.parametrize("compression", [Compression.PLAIN, Compression.GZIP])
def test_reading_goes_on_behind_a_line_that_was_cut(tmp_path: Path, compression: Compression) -> None:
    """The offset counts what was left out of a line that is too long."""
    content = b"one\n" + b"x" * 200_000 + b"\ntwo\nthree\n"
    file = file_of(tmp_path / "log", PACK[compression](content), compression)
    for size in (1000, 1 << 20):
        *_, last = placed_blocks(file, 0, None, size)
        assert isinstance(last, Block)
        assert last.end == len(content)


def test_a_file_that_took_the_name_is_not_read(tmp_path: Path) -> None:
    """A rotation between finding and reading: not a line of the new file is taken for one of the old."""
    path = tmp_path / "mail.log"
    path.write_bytes(b"Nov 26 19:48:25 relay1 postfix/qmgr[1]: 4D0: removed\n" * 9)
    (file,) = log_files([str(path)], UTC)
    path.rename(tmp_path / "mail.log.1")
    path.write_bytes(b"Nov 26 19:50:25 relay1 postfix/qmgr[1]: 4D1: removed\n" * 9)
    assert list(blocks(file, start=53)) == [Damage(path=str(path), offset=53, flaw=Flaw.REPLACED)]


def test_a_file_that_went_away_is_damage_and_no_traceback(tmp_path: Path) -> None:
    """Deleted, or replaced by a folder, between finding and reading."""
    file = file_of(tmp_path / "log", b"one\n")
    file.path.unlink()
    gone = [Damage(path=str(file.path), offset=0, flaw=Flaw.UNREADABLE)]
    assert list(blocks(file)) == gone
    file.path.mkdir()
    assert list(blocks(file)) == gone


def test_lines_are_text_whatever_they_hold() -> None:
    r"""No UTF-8 becomes \xNN; only \n ends a line; \r before it goes; a line is cut at 64 Ki characters."""
    assert decode(b"caf\xe9\r\n\xe6\x97\xa5\na\x0bb\xe2\x80\xa8c\x1c\x85\n\nlast") == [
        "caf\\xe9", "\u65e5", "a\x0bb\u2028c\x1c\\x85", "", "last",
    ]  # fmt: skip
    assert decode(b"") == []
    assert [len(line) for line in decode(b"\xff" * 40_000 + b"\n" + b"a" * 5)] == [LONGEST, 5]


def test_what_is_found_is_what_is_read(tmp_path: Path) -> None:
    """From a name to lines, packed by a name that says nothing."""
    (tmp_path / "log").write_bytes(gzip.compress(LINES))
    [file] = log_files([str(tmp_path / "log")], UTC)
    assert file.compression is Compression.GZIP
    assert whole(file) == LINES
