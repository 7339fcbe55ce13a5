"""A log that is read again and again while it grows tells what it tells when it is read once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.logfiles.decode import LONGEST
from hiyari.maillog.ingest import ingest
from hiyari.maillog.ingest.judging import judge_reading, readings
from hiyari.maillog.store.facts_folder import open_facts
from tests.maillog.history.test_cuts import logs
from tests.maillog.ingest.growing import Growing, facts_in, whole, write

LINE = "Nov  2 00:00:{:02} relay1 postfix/{}[7]: 4AB{:02}: {}"


def mail(number: int) -> list[str]:
    """The lines of one whole message."""
    sent = "relay=mx.example.com[192.0.2.7]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok)"
    said = (
        ("smtpd", "client=in.example.jp[192.0.2.10]"),
        ("cleanup", f"message-id=<{number}@example.jp>"),
        ("qmgr", "from=<a@example.jp>, size=100, nrcpt=1 (queue active)"),
        ("smtp", f"to=<u{number}@example.com>, {sent}"),
        ("qmgr", "removed"),
    )
    return [LINE.format(number % 60, program, number, words) for program, words in said]


@given(logs(), st.data())
@settings(max_examples=25, deadline=None)
def test_any_life_of_a_log_gives_the_same_facts(log: list[str], data: st.DataObject) -> None:
    """Appended to anywhere, rotated, packed and copied between readings: every line counts once."""
    content = "".join(f"{line}\n" for line in log).encode()
    with TemporaryDirectory() as name:
        growing, at = Growing(Path(name)), 0
        while at < len(content):
            step = data.draw(st.sampled_from(("append", "append", "read", "read", "rotate", "pack", "copy")))
            if step == "append":
                # Also to the middle of a line: a daemon's buffer may be full there.
                end = data.draw(st.integers(at + 1, len(content)))
                growing.append(content[at:end])
                at = end
            elif step == "rotate" and (at == 0 or content[at - 1 : at] == b"\n"):
                growing.rotate()
            elif step in {"read", "pack", "copy"}:
                getattr(growing, step)()
        growing.read()
        assert facts_in(growing.facts) == whole(Path(name) / "whole", content)
        assert growing.read() is not None
        assert facts_in(growing.facts) == whole(Path(name) / "again", content)


@pytest.mark.parametrize("size", [100, 700, 5000])
def test_pieces_of_any_size_leave_the_same_place(tmp_path: Path, size: int) -> None:
    """Where a file was read to does not depend on the pieces in which it was read."""
    lines = [line for number in range(40) for line in mail(number)]
    growing = Growing(tmp_path)
    for end in (67, 121, 200):
        write(growing.log, lines[:end])
        growing.read(size=size)
    assert facts_in(growing.facts) == whole(tmp_path / "whole", lines)


def test_a_line_that_was_cut_does_not_move_the_place(tmp_path: Path) -> None:
    """A line of 1 MB is cut, and the lines behind it are still read once."""
    lines = [*mail(1), "x" * (16 * LONGEST), *mail(2)]
    growing = Growing(tmp_path)
    write(growing.log, lines)
    growing.read()
    write(growing.log, [*lines, *mail(3)])
    growing.read()
    assert facts_in(growing.facts) == whole(tmp_path / "whole", [*lines, *mail(3)])


def test_an_unfinished_line_waits_for_its_end(tmp_path: Path) -> None:
    """Of half a line nothing is told; of the whole line all is, once."""
    content = "".join(f"{line}\n" for line in mail(1)).encode()
    growing = Growing(tmp_path)
    growing.append(content[:-30])
    result = growing.read()
    assert result is not None
    assert (result.unfinished, result.total().lines) == (1, 4)
    growing.append(content[-30:])
    growing.read()
    assert facts_in(growing.facts) == whole(tmp_path / "whole", content)


def test_a_file_without_a_whole_line_holds_nothing_yet(tmp_path: Path) -> None:
    """Its first line is read when it has its end, once."""
    growing = Growing(tmp_path)
    growing.append(mail(1)[0].encode())
    for _ in range(2):
        result = growing.read()
        assert result is not None
        assert result.skipped == 1
    growing.append(b"\n")
    growing.read()
    assert facts_in(growing.facts) == whole(tmp_path / "whole", mail(1)[:1])


def test_copies_are_read_once(tmp_path: Path) -> None:
    """Of a log, its copy and its half packed archive, named together, the longest is read."""
    growing = Growing(tmp_path)
    write(growing.log, mail(1))
    growing.copy()
    growing.append("".join(f"{line}\n" for line in mail(2)).encode())
    growing.log.rename(growing.log.with_name("mail.log.1"))
    growing.pack(keep=True)
    packed = growing.log.with_name("mail.log.2.gz")
    packed.write_bytes(packed.read_bytes()[:-30])
    result = growing.read()
    assert result is not None
    assert (len(result.counts), result.skipped, result.problems) == (1, 2, [])
    assert facts_in(growing.facts) == whole(tmp_path / "whole", mail(1) + mail(2))


def test_two_logs_that_begin_with_the_same_line_are_two(tmp_path: Path) -> None:
    """One line in common does not make a copy, in one reading or in two."""
    common = "Nov  2 00:00:00 relay1 systemd[1]: Started."
    first, second = write(tmp_path / "a", [common, *mail(1)]), write(tmp_path / "b", [common, *mail(2), *mail(3)])
    lines = [common, *mail(1), common, *mail(2), *mail(3)]
    for name, runs in (("together", [[first, second]]), ("apart", [[second], [first]])):
        growing = Growing(tmp_path / name)
        for paths in runs:
            growing.read([str(path) for path in paths])
        assert facts_in(growing.facts) == whole(tmp_path / name / "whole", lines)


def test_a_reading_is_told_under_the_first_name(tmp_path: Path) -> None:
    """What is read of a log after its rotation belongs to the log's name of before."""
    growing = Growing(tmp_path)
    write(growing.log, mail(1))
    growing.read()
    growing.append(b"Nov  2 00:01:00 relay1 systemd[1]: Rotating.\n")
    growing.rotate()
    growing.read()
    with open_facts(growing.facts) as facts:
        (reading,) = readings(facts)
        assert (reading.source, reading.lines, reading.mail) == (str(growing.log), 6, 5)
        assert judge_reading(facts) == ()


def test_nobody_sees_a_reading_that_goes_on(tmp_path: Path) -> None:
    """Until a reading has ended, a question is answered with what was there before it."""
    growing = Growing(tmp_path)
    write(growing.log, mail(1))
    growing.read()
    before = facts_in(growing.facts)
    write(growing.log, mail(1) + mail(2))
    seen = []
    write_parts = ingest.write_parts

    def looking(folder: Path, parts: object) -> None:
        seen.append(facts_in(folder))
        write_parts(folder, parts)  # type: ignore[arg-type]

    with patch.object(ingest, "write_parts", looking):
        growing.read()
    assert seen == [before]
    assert facts_in(growing.facts) == whole(tmp_path / "whole", mail(1) + mail(2))
