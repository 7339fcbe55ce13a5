"""The summary as a person reads it: in 80 columns, in a pipe, in a ticket, in Japanese, and for a program."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from hiyari.cli.log.summary import command
from hiyari.cli.log.summary_amounts import count, duration, octets
from hiyari.cli.log.summary_blocks import Block
from hiyari.cli.log.summary_brief import brief
from hiyari.cli.log.summary_markdown import as_markdown
from hiyari.cli.log.summary_parts import blocks
from hiyari.cli.log.summary_text import as_text
from hiyari.cli.log.summary_times import by_day, by_hour
from hiyari.cli.render.fold import columns
from hiyari.locale.translate import Translator
from hiyari.maillog.facts import Row
from hiyari.maillog.store.facts_folder import open_facts
from hiyari.maillog.summary.figures import Traffic
from hiyari.maillog.summary.gather import summarise
from tests.maillog.facts_of import row
from tests.maillog.summary.world import TWO, WORLD, delivery, facts, message

_GOLDEN = Path(__file__).parent / "golden"
_ESCAPE = "\x1b[2J\u202e"
HOSTILE: dict[str, list[Row]] = {
    "messages": [message(1, "h" * 300 + ".example.jp", sender=f"{_ESCAPE}|<b>*x*@{'例' * 200}.jp", size=2**62)],
    "deliveries": [
        delivery(1, "h" * 300 + ".example.jp", provider=_ESCAPE, outcome="refused", cause=_ESCAPE, reply=_ESCAPE * 900)
    ],
    "notices": [row("notices", at=-(2**62), host=TWO, severity=_ESCAPE, program=_ESCAPE, said="\n" * 5)],
}


def _clock(at: int) -> datetime:
    return datetime.fromtimestamp(max(0, at) / 1_000_000, UTC)


def _blocks(folder: Path, world: dict[str, list[Row]] = WORLD) -> list[Block]:
    with open_facts(facts(folder, world)) as opened:
        return list(blocks(summarise(opened), _clock))


def _exit(folder: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, ["--facts", str(folder), *arguments], standalone_mode=False)
    assert done.exception is None, done.exception
    return int(done.return_value), done.output


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns without colour, in English."""
    for name in ("FORCE_COLOR", "NO_COLOR", "HIYARI_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def test_text_is_as_it_was(tmp_path: Path) -> None:
    """The whole summary of the small world, letter for letter."""
    assert as_text(_blocks(tmp_path), Translator("en"), 80) + "\n" == (_GOLDEN / "summary.txt").read_text("utf-8")


def test_markdown_is_as_it_was(tmp_path: Path) -> None:
    """The same for a ticket."""
    assert as_markdown(_blocks(tmp_path), Translator("en")) + "\n" == (_GOLDEN / "summary.md").read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("world", [WORLD, HOSTILE], ids=["small", "hostile"])
def test_no_line_is_wider_than_the_terminal(tmp_path: Path, language: str, world: dict[str, list[Row]]) -> None:
    """In 80 columns, with wide characters counted as two; only a single word may be longer."""
    lines = as_text(_blocks(tmp_path, world), Translator(language), 80).splitlines()
    assert not [line for line in lines if columns(line) > 80 and " " in line.strip()]
    assert lines == [line.rstrip() for line in lines]


def test_nothing_from_outside_moves_the_cursor_or_begins_markup(tmp_path: Path) -> None:
    """Control characters are shown, and a sender's stars and bars stand in Markdown as they are."""
    found = _blocks(tmp_path, HOSTILE)
    shown = as_text(found, Translator("en"), 80)
    marked = as_markdown(found, Translator("en"))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", shown + marked)
    assert r"\|\<b\>\*x\*@" in marked


def test_bars_share_one_measure(tmp_path: Path) -> None:
    """The longest bar fills the room, and each mark stands for as much in every line."""
    world = {"deliveries": [delivery(hour * 3600, "h") for hour in (0, 1, 1, 2, 2, 2, 2)]}
    lines = as_text(_blocks(tmp_path, world), Translator("en"), 80).splitlines()
    bars = [line.count("#") for line in lines if re.match(r"1[1-3] ", line)]
    assert bars == [6, 12, 25]


def test_headings_are_bold_only_where_a_terminal_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is coloured in a pipe or with NO_COLOR."""
    found = _blocks(tmp_path)
    assert "\x1b" not in as_text(found, Translator("en"), 80)
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = as_text(found, Translator("en"), 80)
    assert click.unstyle(coloured) != coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in as_text(found, Translator("en"), 80)


def test_json_has_null_for_what_is_not_known(tmp_path: Path) -> None:
    """The one envelope; unknown sizes, delays and held mail are null."""
    code, output = _exit(facts(tmp_path), "--format", "json")
    envelope = json.loads(output)
    assert code == 0
    assert (envelope["hiyari"], envelope["command"], envelope["findings"]) == (1, "log summary", [])
    assert envelope["summary"] == {
        "hosts": ["relay1.example.jp", "relay2.example.jp"],
        "together": False,
        "unknown": None,
        "unusual": 2,
        "near_miss": 0,
        "pass": 0,
        "skipped": [],
        "understanding": {"files": 1, "lines": 100, "mail": 90, "understood": 90, "share": 1.0},
    }
    one, two = envelope["hosts"]
    assert (one["held"], one["discarded"], one["warned"]) == (1, 0, 0)
    assert [each["delay_ms"] for each in one["destinations"]["shown"] if each["domain"] == "例え.jp"] == [None]
    assert two["reasons"]["shown"][0]["next"].startswith("Let the SPF record")


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_what_is_not_known_is_exit_code_3(tmp_path: Path, form: str) -> None:
    """No mail at all, or too little understood, is never fine, and nothing is called usual."""
    empty = facts(tmp_path / "empty", {})
    dark = facts(tmp_path / "dark", WORLD | {"readings": [row("readings", source="x", lines=9, mail=9, understood=1)]})
    for folder in (empty, dark):
        code, output = _exit(folder, "--format", form)
        assert code == 3
        assert "Nothing unusual" not in output
        assert "nknown" in output


def test_all_hosts_is_one_part(tmp_path: Path) -> None:
    """Its heading names the hosts that are added up."""
    code, output = _exit(facts(tmp_path), "--all-hosts", "--top", "1", "--full")
    assert code == 0
    assert "2 hosts together: relay1.example.jp, relay2.example.jp" in output
    assert output.count("Totals") == 1
    assert "and 2 more" in output


def test_what_is_unusual_on_one_host_is_told_of_all_together(tmp_path: Path) -> None:
    """Its share is lost in the sum, and its name is not."""
    for arguments in ((), ("--all-hosts",)):
        output = _exit(facts(tmp_path), *arguments)[1]
        assert "Unusual on relay2.example.jp: SPF: 4 attempts failed at 1 destination." in output
        assert "Nothing unusual by fixed limits on relay1.example.jp." in output


def test_brief_text_is_as_it_was(tmp_path: Path) -> None:
    """What is shown without --full, letter for letter."""
    with open_facts(facts(tmp_path)) as opened:
        shown = as_text(brief(summarise(opened), _clock), Translator("en"), 80)
    assert shown + "\n" == (_GOLDEN / "brief.txt").read_text("utf-8")


def test_many_hosts_fit_on_two_screens(tmp_path: Path) -> None:
    """A line for each of the busiest, and the rest is counted."""
    messages = [message(number, f"relay{number % 30}") for number in range(60)]
    answers = [delivery(number, f"relay{number % 30}", provider=f"p{number}") for number in range(60)]
    lines = _exit(facts(tmp_path, {"messages": messages, "deliveries": answers}))[1].splitlines()
    assert len(lines) < 60
    assert "and 10 more" in lines
    assert all(columns(line) <= 80 for line in lines)
    assert "Times are UTC (+00:00)." in lines


def test_a_host_that_nobody_names_is_unknown(tmp_path: Path) -> None:
    """It is never called by a name that it may not have."""
    for arguments in ((), ("--full",)):
        output = _exit(facts(tmp_path, {"messages": [message(1, "?/home/taro/mainlog")]}), *arguments)[1]
        assert "unknown host (/home/taro/mainlog)" in output


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_redacted_names_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """With the site's key people are tokens in every form, and their domains stay."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state" / "state.db"))
    folder = facts(tmp_path / "facts")
    hidden, shown = (_exit(folder, "--full", "--format", form, *more)[1] for more in (("--redact",), ()))
    for name in ("taro", "hanako", "jiro", "apache"):
        assert name in shown
        assert name not in hidden
    assert "@example.jp" in hidden


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.0k"),
        (1024 * 10, "10k"),
        (1_500_000, "1.4M"),
        (2**40, "1.0T"),
        (2**63, "8192P"),
    ],
)
def test_octets_are_short(number: int, shown: str) -> None:
    """Two or three figures and a letter."""
    assert octets(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0.0 s"), (1234.5, "1.2 s"), (59_000, "59 s"), (90_000, "1.5 min"), (7_200_000, "2.0 h"), (10**9, "12 d")],
)
def test_durations_are_short(number: float, shown: str) -> None:
    """Two figures and a unit."""
    assert duration(number) == shown


def test_unknown_amounts_are_words() -> None:
    """None is never a figure."""
    assert [Translator("en").render(one) for one in (count(None), octets(None), duration(None))] == ["unknown"] * 3  # type: ignore[arg-type]


def test_days_and_hours_are_the_readers() -> None:
    """A time zone that is off by a quarter of an hour has its own midnight."""
    nepal = timezone(timedelta(hours=5, minutes=45))
    midnight = int(datetime(2026, 11, 20, tzinfo=nepal).timestamp() * 1_000_000)
    quarters = {midnight // 900_000_000 + step: Traffic(received=1) for step in (-1, 0, 4)}

    def clock(at: int) -> datetime:
        return datetime.fromtimestamp(at / 1_000_000, nepal)

    assert [(day.day, one.received) for day, one in by_day(quarters, clock).items()] == [(19, 1), (20, 2)]
    assert {hour: one.received for hour, one in by_hour(quarters, clock).items() if one.received} == {0: 1, 1: 1, 23: 1}
