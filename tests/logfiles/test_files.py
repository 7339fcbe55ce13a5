"""Which files are meant, in the order of the time that they tell of."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from hiyari.logfiles import compression
from hiyari.logfiles.blocks import blocks
from hiyari.logfiles.compression import Compression
from hiyari.logfiles.files import find_logs, log_files
from hiyari.logfiles.peek import first_seen, moment
from hiyari.logfiles.stamps import SECOND, Stamps
from hiyari.model.error import UserError

TOKYO = ZoneInfo("Asia/Tokyo")
MOMENT = datetime(2026, 11, 26, 10, 48, 25, tzinfo=UTC)
PACKERS = [
    ("", bytes),
    (".gz", lambda content: gzip.compress(content, mtime=0)),
    (".xz", lzma.compress),
    (".zst", zstandard.compress),
]


def write(path: Path, first: datetime, last: datetime, pack: int = 0) -> None:
    """A log with classic stamps in Tokyo, last written to at its last line."""
    lines = [f"{one.astimezone(TOKYO):%b %d %H:%M:%S} relay1 postfix/qmgr[1]: 4D0: removed\n" for one in (first, last)]
    path.write_bytes(PACKERS[pack][1]("".join(lines).encode()))
    os.utime(path, (last.timestamp(), last.timestamp()))


@given(
    start=st.datetimes(datetime(2020, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001 - hypothesis wants them naive
    days=st.lists(st.integers(1, 40), min_size=1, max_size=6),
    packs=st.lists(st.integers(0, 3), min_size=6, max_size=6),
    seed=st.integers(),
)
def test_any_order_of_rotated_files_gives_the_order_of_their_content(
    start: datetime, days: list[int], packs: list[int], seed: int
) -> None:
    """By number, by date, packed or not, over New Year, listed in any order: oldest first."""
    with TemporaryDirectory() as folder:
        at, paths = start.replace(tzinfo=UTC), []
        dated = random.Random(seed).random() < 0.5
        for number, length in enumerate(days):
            end = at + timedelta(days=length) - timedelta(seconds=1)
            name = f"mail.log-{at:%Y%m%d}" if dated else f"mail.log.{len(days) - number}"
            paths.append(Path(folder) / f"{name}{PACKERS[packs[number]][0]}")
            write(paths[-1], at, end, packs[number])
            at = end + timedelta(seconds=1)
        names = [str(path) for path in paths]
        random.Random(seed).shuffle(names)
        for asked in (names, [folder], [f"{folder}/mail.log*"], [*names, folder]):
            files = log_files(asked, TOKYO)
            assert [file.path for file in files] == paths
            assert files[0].first_at == int(start.replace(tzinfo=UTC).timestamp()) * SECOND


def test_a_file_with_several_names_is_read_once(tmp_path: Path) -> None:
    """Named twice, hard-linked, linked, and matched by a pattern as well."""
    path = tmp_path / "mail.log"
    write(path, MOMENT, MOMENT)
    (tmp_path / "hard.log").hardlink_to(path)
    (tmp_path / "soft.log").symlink_to(path)
    files = log_files([str(path), str(tmp_path / "hard.log"), str(tmp_path / "soft.log"), f"{tmp_path}/*"], TOKYO)
    assert [file.path for file in files] == [path]


def test_what_is_known_of_a_file_before_it_is_read(tmp_path: Path) -> None:
    """Size, time, packing by content and not by name, first stamp, and the year for its reader."""
    path = tmp_path / "mail.log.2.gz"
    write(path, MOMENT, MOMENT + timedelta(days=50))
    [file] = log_files([str(path)], TOKYO)
    assert file.compression is Compression.PLAIN
    assert file.size == path.stat().st_size
    assert file.modified_at == (int(MOMENT.timestamp()) + 50 * 86_400) * SECOND
    assert file.first_at == int(MOMENT.timestamp()) * SECOND
    assert file.year == 2026
    assert file.stamps(TOKYO).classic("Nov 26 19:48:25") == file.first_at


def test_the_time_that_gzip_notes_is_that_of_a_copied_archive(tmp_path: Path) -> None:
    """The archive was copied in 2030; the log is of 2026."""
    path = tmp_path / "mail.log.gz"
    path.write_bytes(gzip.compress(b"Nov 26 19:48:25 relay1 x: y\n", mtime=MOMENT.timestamp() + 60))
    os.utime(path, (1_900_000_000, 1_900_000_000))
    [file] = log_files([str(path)], TOKYO)
    assert file.year == 2026


def test_every_problem_is_told_in_one_sentence_each_and_all_at_once(tmp_path: Path) -> None:
    """Missing, matching nothing, a pipe, a device, a folder without logs: nothing is waited for."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").write_text("no log\n")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    asked = [str(tmp_path / one) for one in ("missing", "none*", "pipe", "folder", "dangling")]
    with pytest.raises(UserError) as told:
        log_files([*asked, "/dev/null"], TOKYO)
    assert len(told.value.problems) == 6
    messages = [problem.message for problem in told.value.problems]
    assert [message.split("}")[1].split(".")[0].strip() for message in messages] == [
        "does not exist",
        "matches no file",
        "is a pipe or a device",
        "begins like a log",
        "cannot be read: {reason",
        "is a pipe or a device",
    ]


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the file; root may read everything, so the refusal is the system call's."""
    path = tmp_path / "mail.log"
    write(path, MOMENT, MOMENT)

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UserError, match="cannot be read"):
        log_files([str(path)], TOKYO)


def test_an_empty_file_is_told_only_where_there_is_nothing_else(tmp_path: Path) -> None:
    """The file after a rotation is empty, and that is no mistake."""
    empty, full = tmp_path / "mail.log", tmp_path / "mail.log.1"
    empty.touch()
    with pytest.raises(UserError, match="empty"):
        log_files([str(empty)], TOKYO)
    write(full, MOMENT, MOMENT)
    assert [file.path for file in log_files([f"{tmp_path}/mail.log*"], TOKYO)] == [full, empty]


def test_a_name_that_exists_is_no_pattern(tmp_path: Path) -> None:
    """Brackets in a file's name."""
    write(tmp_path / "mail[1].log", MOMENT, MOMENT)
    write(tmp_path / "mail1.log", MOMENT, MOMENT)
    assert [file.path.name for file in log_files([f"{tmp_path}/mail[1].log"], TOKYO)] == ["mail[1].log"]


def test_a_missing_package_is_told_with_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Zstd is an extra."""

    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(compression, "import_module", missing)
    write(tmp_path / "mail.log.zst", MOMENT, MOMENT, pack=3)
    with pytest.raises(UserError, match="pip install"):
        log_files([str(tmp_path / "mail.log.zst")], TOKYO)


@pytest.mark.parametrize("pack", [0, 1, 3])
def test_standard_input_is_read_packed_or_not(pack: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its year comes from the clock, and looking at it takes nothing from it."""
    content = b"Dec 31 23:59:59 relay1 postfix/qmgr[1]: 4D0: removed\n" * 3000
    stream = io.TextIOWrapper(io.BufferedReader(io.BytesIO(PACKERS[pack][1](content))))
    monkeypatch.setattr(sys, "stdin", stream)
    [file] = log_files(["-"], TOKYO, clock=lambda: datetime(2027, 1, 1, tzinfo=UTC))
    assert (file.name, file.year) == ("-", 2026)
    assert b"".join(one for one in blocks(file) if isinstance(one, bytes)) == content


@pytest.mark.parametrize(
    "line",
    [
        "Nov 26 10:48:25 relay1 postfix/qmgr[1]: 4D0: removed",
        "<22>Nov 26 10:48:25 relay1 postfix/qmgr[1]: 4D0: removed",
        "<22>1 2026-11-26T19:48:25.000000+09:00 relay1 postfix/qmgr 1 - - 4D0: removed",
        "2026-11-26T10:48:25Z relay1 x: y",
        "2026-11-26 10:48:25 1vO2aB-000000001Qw-3xYz Completed",
        "2026-11-26 19:48:25.000 +0900 1vO2aB-000000001Qw-3xYz Completed",
        "2026-11-26T10:48:25.000Z,192.0.2.1,MBX1,SMTP,RECEIVE",
        '192.0.2.1 - - [26/Nov/2026:19:48:25 +0900] "GET / HTTP/1.1" 200 1',
        '{"__CURSOR":"s=1","__REALTIME_TIMESTAMP":"1795690105000000","MESSAGE":"x"}',
        '{"level":"info","ts":1795690105.0,"msg":"handled request"}',
        '{"time":"2026-11-26T10:48:25Z"}',
        f"@{(1 << 62) + 10 + 1_795_690_105:016x}00000000 new msg 5",
    ],
)
def test_the_first_stamp_is_found_in_every_kind_of_log(line: str) -> None:
    """Behind a header and lines without one."""
    seen = first_seen(["#Software: Microsoft Exchange Server", "", "2026-13-45 00:00:00 no moment", line])
    assert seen is not None
    assert moment(seen, Stamps(UTC, 2026)) == 1_795_690_105 * SECOND


def test_what_a_folder_holds_beside_logs_is_told(tmp_path: Path) -> None:
    """Each with its reason; those that look like mail logs are wanted, by their names or by their words."""
    write(tmp_path / "mail.log", MOMENT, MOMENT)
    (tmp_path / "mail.log.1.gz").write_bytes(b"\x1f\x8b" + bytes(100))
    (tmp_path / "mail.log.2").symlink_to(tmp_path / "nowhere")
    (tmp_path / "mail.log.3").touch()
    (tmp_path / "other").write_text("2026/11/26 10:48:25 relay1 postfix/qmgr[1]: 4D0: removed\n")
    (tmp_path / "app.log").write_text("started\n")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    found = find_logs([str(tmp_path)], TOKYO)
    assert [file.path.name for file in found.files] == ["mail.log"]
    assert {Path(one.path).name: one.wanted for one in found.skipped} == {
        "app.log": False,
        "fifo": False,
        "mail.log.1.gz": True,
        "mail.log.2": True,
        "mail.log.3": False,
        "other": True,
    }
    (gz,) = [one.why.message for one in found.skipped if one.path.endswith(".gz")]
    assert "damaged" in gz


def test_a_log_is_wanted_where_no_name_says_what_is_mail(tmp_path: Path) -> None:
    """Of a folder of relays' logs each counts."""
    write(tmp_path / "relay1.log", MOMENT, MOMENT)
    (tmp_path / "relay2.log.1").write_text("started\n")
    (tmp_path / "notes.txt").write_text("hello\n")
    found = find_logs([str(tmp_path)], TOKYO)
    assert {Path(one.path).name: one.wanted for one in found.skipped} == {"notes.txt": False, "relay2.log.1": True}
