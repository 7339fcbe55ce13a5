"""What is said about the logs themselves: LOG001 and LOG002."""

from __future__ import annotations

import gzip
import json
from datetime import UTC
from pathlib import Path

import pytest

from hiyari.locale.translate import Translator
from hiyari.maillog.facts import Row
from hiyari.maillog.ingest.ingest import ingest_more, ingest_once
from hiyari.maillog.ingest.judging import judge_reading, judges, readings
from hiyari.maillog.store.facts_folder import open_facts, write_facts
from hiyari.model.text import Remote, text
from hiyari.model.verdict import Unknown
from tests.maillog.ingest.growing import facts_in, sources, whole, write
from tests.maillog.ingest.test_growing import mail


def reading(source: str, lines: int, other: int, understood: int, strange: str | None = None) -> Row:
    """A row of the readings."""
    return (source, None, "syslog", lines, other, lines - other, understood, 1, 2, strange)


def told(folder: Path, *rows: Row) -> list[tuple[str, str]]:
    """Rules and files of what is said about readings."""
    write_facts(folder, {"readings": rows})
    with open_facts(folder) as facts:
        return [(finding.rule.id, finding.object) for finding in judge_reading(facts)]


@pytest.mark.parametrize(
    ("row", "bad"),
    [
        (reading("a", 100, 0, 100), False),
        (reading("a", 100, 0, 95), False),
        (reading("a", 100, 0, 94), True),
        (reading("a", 100, 99, 1), False),
        (reading("a", 100, 99, 0), True),
        (reading("a", 100, 100, 0), True),
        (reading("a", 0, 0, 0), True),
        (reading("a", 1_000_000, 0, 949_999), True),
    ],
)
def test_too_little_of_a_file_is_unknown(tmp_path: Path, row: Row, bad: bool) -> None:
    """Less than 95 of 100 lines about mail, or no line about mail at all."""
    assert told(tmp_path, row) == [("LOG001", "a")] * bad


def test_an_unknown_says_why_and_shows_strange_lines(tmp_path: Path) -> None:
    """The share, the limit, and the first three of what was not understood, each as it was."""
    strange = [f"Nov  2 00:00:00 relay1 postfix/smtp[7]: {word}\x1f\u2028" for word in ("one", "two", "three", "four")]
    log = write(tmp_path / "log", [*strange, *(line for number in (1, 2) for line in mail(number)[1:4])])
    ingest_once(tmp_path / "facts", sources(log), UTC, processes=1)
    with open_facts(tmp_path / "facts") as facts:
        (one,) = readings(facts)
        assert (one.share, one.strange) == (0.6, tuple(strange))
        (finding,) = judge_reading(facts)
    assert isinstance(finding.verdict, Unknown)
    assert finding.verdict.cause.describe().params == {"share": 60.0, "lines": 10, "enough": 95}
    assert [evidence.answer for evidence in finding.evidence] == strange[:3]
    assert [detail.params["line"] for detail in finding.details] == [Remote(line[:40]) for line in strange[:3]]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            ("x.csv", None, "syslog", 3, 0, 3, 0, None, None, "a,b,c"),
            "no mail log, as none of its lines has a time stamp",
        ),
        (("dpkg.log", None, "syslog", 3, 3, 0, 0, 1, 2, None), "no mail log, as none of its lines is about mail"),
        (("mail.log", None, "syslog", 3, 0, 3, 0, 1, 2, "?"), "0.0 % of its 3 lines about mail were understood"),
    ],
)
def test_what_is_no_mail_log_is_called_so(tmp_path: Path, row: Row, words: str) -> None:
    """A table, a picture or another program's log has no share of anything."""
    write_facts(tmp_path, {"readings": [row]})
    with open_facts(tmp_path) as facts:
        (finding,) = judge_reading(facts)
    assert isinstance(finding.verdict, Unknown)
    assert words in Translator("en").render(finding.verdict.cause.describe())


def test_a_wanted_file_that_was_passed_over_is_unknown(tmp_path: Path) -> None:
    """Its own rule, with the reason."""
    write_facts(tmp_path, {"readings": [reading("a", 10, 0, 10)]})
    with open_facts(tmp_path) as facts:
        (finding,) = judge_reading(facts, skipped=[("mail.log.1", text("it is empty"))])
    assert (finding.rule.id, finding.object) == ("LOG003", "mail.log.1")
    assert isinstance(finding.verdict, Unknown)


def test_what_could_not_be_read_is_unknown(tmp_path: Path) -> None:
    """One finding for each file, with the reason."""
    write_facts(tmp_path, {"readings": [reading("a", 10, 0, 10)]})
    with open_facts(tmp_path) as facts:
        (finding,) = judge_reading(facts, [("b.gz", text("{path} is damaged", path="b.gz"))])
    assert (finding.rule.id, finding.object) == ("LOG002", "b.gz")
    assert isinstance(finding.verdict, Unknown)


def test_the_rules_are_found_by_their_place() -> None:
    """Three files, three judges."""
    assert len(judges()) == 3


@pytest.mark.parametrize("cut", [0.3, 0.7])
@pytest.mark.parametrize("broken", [False, True])
def test_of_a_damaged_archive_everything_before_the_damage_is_read(tmp_path: Path, cut: float, *, broken: bool) -> None:
    """Whole lines only: no half of a line is told as something else."""
    lines = [line for number in range(99) for line in mail(number)]
    packed = gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=1793750400)
    at = int(len(packed) * cut)
    content = packed[:at] + (b"\xa5" * 60 + packed[at + 60 :] if broken else b"")
    result = ingest_once(tmp_path / "facts", sources(write(tmp_path / "log.gz", content)), UTC, processes=1)
    total = result.total()
    assert [name for name, _ in result.problems] == [str(tmp_path / "log.gz")]
    assert 0 < total.lines < len(lines)
    if not broken:
        assert total.missed == 0
        assert facts_in(tmp_path / "facts") == whole(tmp_path / "whole", lines[: total.lines])


def test_logs_of_every_kind_are_read_together(tmp_path: Path) -> None:
    """A journal, a web server's log and classic lines, each with its host, in one reading."""
    journal = [
        {
            "__REALTIME_TIMESTAMP": "1793577600000000",
            "_HOSTNAME": "relay2",
            "SYSLOG_IDENTIFIER": line.split()[4].partition("[")[0],
            "_PID": "7",
            "MESSAGE": line.partition("]: ")[2],
        }
        for line in mail(1)
    ]
    request = '192.0.2.77 - - [02/Nov/2026:00:00:00 +0000] "POST /form?a=b HTTP/1.1" 200 12 "-" "curl"'
    found = sources(
        write(tmp_path / "mail.log", mail(1)),
        write(tmp_path / "journal.json", [json.dumps(entry) for entry in journal]),
        write(tmp_path / "access.log", [request] * 3),
        host="www",
    )
    result = ingest_more(tmp_path / "facts", found, UTC, processes=1)
    assert sorted(result.formats.values()) == ["access", "journal", "syslog"]
    assert result.total().missed == 0
    facts = facts_in(tmp_path / "facts")
    assert sorted((row[1], row[5]) for row in facts["messages"]) == [("relay1", "removed"), ("relay2", "removed")]
    assert [row[1] for row in facts["requests"]] == ["www"] * 3
    with open_facts(tmp_path / "facts") as opened:
        assert judge_reading(opened) == ()
