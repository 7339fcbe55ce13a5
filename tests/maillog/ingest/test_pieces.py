"""Cutting a log into pieces, and reading them by one process or several, changes nothing."""

from __future__ import annotations

import gzip
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.lab.logs.plan import LogPlan
from hiyari.lab.logs.write import write_logs
from hiyari.maillog.ingest.ingest import ingest_more, ingest_once
from hiyari.maillog.ingest.pieces import pieces
from tests.maillog.history.test_cuts import logs
from tests.maillog.ingest.growing import NOW, dated, facts_in, sources, whole, write

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")
PLAN = LogPlan(begins=datetime(2026, 11, 2, tzinfo=UTC), hours=12, messages=600, pages_per_hour=20)


@given(log=logs(), size=st.integers(1, 3000), cut=st.integers(0, 40))
@settings(max_examples=40, deadline=None)
def test_pieces_of_any_size_give_the_same_facts(log: list[str], size: int, cut: int) -> None:
    """Also where the log lies in two files, of which one is packed and cannot be cut."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        first = gzip.compress("".join(f"{line}\n" for line in log[:cut]).encode(), mtime=int(NOW.timestamp()))
        paths = [write(folder / "b.gz", first), write(folder / "a", log[cut:])]
        found = sources(*(path for path, some in zip(paths, (log[:cut], log[cut:]), strict=True) if some))
        ingest_once(folder / "facts", found, UTC, processes=1, size=size)
        assert facts_in(folder / "facts") == whole(folder / "whole", log)


def test_several_processes_give_the_same_facts(tmp_path: Path) -> None:
    """Mail log and access log, read by two processes in many small pieces."""
    written = write_logs(PLAN, tmp_path)
    found = sources(dated(written.mail_log), dated(written.access_log), host="www")
    facts = {}
    for name, processes, size in (("one", 1, 1 << 25), ("two", 2, 40_000)):
        result = ingest_once(tmp_path / name, found, UTC, processes=processes, size=size)
        assert result.total().missed == 0
        facts[name] = facts_in(tmp_path / name)
    assert facts["one"] == facts["two"]
    assert facts["one"]["requests"]


def _mails(*stamps: str) -> list[str]:
    said = "to=<a@example.com>, relay=none, delay=1, delays=0/0/0/1, dsn=4.4.1, status=deferred (no answer)"
    return [f"{stamp} relay1 postfix/smtp[7]: 4AB{number:02X}: {said}" for number, stamp in enumerate(stamps)]


def _moments(folder: Path) -> list[datetime]:
    return [datetime.fromtimestamp(row[3] / 1e6, UTC) for row in sorted(facts_in(folder)["deliveries"], key=_at)]


def _at(row: tuple[int, str, str, int]) -> int:
    return row[3]


@pytest.mark.parametrize("size", [60, 250, 10_000])
def test_a_log_goes_on_over_new_year(tmp_path: Path, size: int) -> None:
    """Classic stamps name no year: December is of the year before January, in whichever piece."""
    log = write(
        tmp_path / "log",
        _mails("Dec 31 23:59:58", "Dec 31 23:59:59", "Jan  1 00:00:00", "Jan  1 00:00:02"),
        datetime(2027, 1, 1, 0, 0, 2, tzinfo=TOKYO),
    )
    ingest_once(tmp_path / "facts", sources(log, zone=TOKYO), TOKYO, processes=1, size=size)
    assert [at.astimezone(TOKYO).year for at in _moments(tmp_path / "facts")] == [2026, 2026, 2027, 2027]


def test_a_kept_log_goes_on_over_new_year(tmp_path: Path) -> None:
    """What was read before tells the year of what is read now, whatever the file's own time says."""
    lines = _mails("Dec 31 23:59:58", "Jan  1 00:00:00", "Jan  1 00:00:02")
    for end, at in ((1, datetime(2026, 12, 31, 23, 59, 59, tzinfo=TOKYO)), (3, datetime(2031, 1, 1, tzinfo=TOKYO))):
        log = write(tmp_path / "log", lines[:end], at)
        ingest_more(tmp_path / "facts", sources(log, zone=TOKYO), TOKYO, processes=1)
    assert [at.astimezone(TOKYO).year for at in _moments(tmp_path / "facts")] == [2026, 2027, 2027]


@pytest.mark.parametrize("size", [1, 150, 10_000])
def test_the_hour_that_a_clock_repeats_is_read_twice(tmp_path: Path, size: int) -> None:
    """02:30 comes twice in a night of October; a log that tells of it is not cut there."""
    log = write(
        tmp_path / "log",
        _mails("Oct 25 01:59:00", "Oct 25 02:30:00", "Oct 25 02:59:00", "Oct 25 02:30:00", "Oct 25 03:00:00"),
        datetime(2026, 10, 25, 3, 0, tzinfo=BERLIN),
    )
    ingest_once(tmp_path / "facts", sources(log, zone=BERLIN), BERLIN, processes=1, size=size)
    minutes = [(at - datetime(2026, 10, 25, tzinfo=UTC)).total_seconds() / 60 for at in _moments(tmp_path / "facts")]
    assert minutes == [-1, 30, 59, 90, 120]


def test_a_log_over_both_changes_of_the_clock_is_not_cut(tmp_path: Path) -> None:
    """At both ends of a year the clock shows the same, and not between them."""
    lines = _mails("Jan 10 00:00:00", *["Jul  1 00:00:00"] * 8, "Dec 10 00:00:00")
    (source,) = sources(write(tmp_path / "log", lines, datetime(2026, 12, 11, tzinfo=BERLIN)), zone=BERLIN)
    assert len(list(pieces([source], BERLIN, size=200))) == 1
    (source,) = sources(write(tmp_path / "log", lines, datetime(2026, 12, 11, tzinfo=TOKYO)), zone=TOKYO)
    assert len(list(pieces([source], TOKYO, size=200))) > 3


class _Stdin:
    """What a shell pipes in."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BufferedReader(io.BytesIO(content))  # type: ignore[arg-type]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("beside", [False, True])
def test_standard_input_is_a_log_like_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, packed: bool, beside: bool
) -> None:
    """Piped, packed or not, alone or beside files that several processes read."""
    content = "".join(f"{line}\n" for line in _mails("Nov  2 00:00:00", "Nov  2 00:00:01")).encode()
    other = write(tmp_path / "other", [line.replace("relay1", "relay2") for line in _mails("Nov  3 00:00:00")])
    monkeypatch.setattr(sys, "stdin", _Stdin(gzip.compress(content) if packed else content))
    found = sources("-", *([other] if beside else []))
    ingest_once(tmp_path / "facts", found, UTC, processes=2)
    hosts = [row[1] for row in facts_in(tmp_path / "facts")["deliveries"]]
    assert sorted(hosts) == ["relay1", "relay1"] + ["relay2"] * beside


@pytest.mark.parametrize("form", ["journal", "access"])
def test_the_format_of_standard_input_is_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """``journalctl -o json | hiyari log ...`` needs no word about what it is."""
    lines = {
        "journal": b'{"__REALTIME_TIMESTAMP":"1793577600000000","_HOSTNAME":"relay1","SYSLOG_IDENTIFIER":'
        b'"postfix/qmgr","_PID":"7","MESSAGE":"4AB12: removed"}\n',
        "access": b'192.0.2.77 - - [02/Nov/2026:00:00:00 +0000] "POST /form HTTP/1.1" 200 12 "-" "curl"\n',
    }
    monkeypatch.setattr(sys, "stdin", _Stdin(lines[form]))
    result = ingest_once(tmp_path / "facts", sources("-"), UTC, processes=1)
    assert result.formats == {"-": form}
    assert result.total().missed == 0


def test_a_file_that_is_rotated_while_it_is_read_goes_on_later(tmp_path: Path) -> None:
    """Between finding and reading another file took its name: nothing is mixed up, and nothing lost."""
    lines = _mails("Nov  2 00:00:00", "Nov  2 00:00:01", "Nov  2 00:00:02", "Nov  2 00:00:03")
    log, facts = tmp_path / "mail.log", tmp_path / "facts"
    ingest_more(facts, sources(write(log, lines[:1])), UTC, processes=1)
    write(log, lines[:2])
    found = sources(log)
    log.rename(tmp_path / "mail.log.1")
    write(log, lines[2:])
    result = ingest_more(facts, found, UTC, processes=1)
    assert [name for name, _ in result.problems] in ([], [str(log)])
    ingest_more(facts, sources(tmp_path / "mail.log.1", log), UTC, processes=1)
    assert facts_in(facts) == whole(tmp_path / "whole", lines)
