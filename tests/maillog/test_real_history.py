"""Histories of messages that real mail servers really moved, held against who sent and who received them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hiyari.maillog.facts import Cell
from tests.world.comparing import Comparison
from tests.world.hosts import MAIL, RELAY1, RELAY2, WWW
from tests.world.reading import Facts, read_files, read_into
from tests.world.world import Form, World

_COPIED = (RELAY1.name, RELAY2.name, WWW.name)
_PIECE = 8000
"""Bytes: some ten messages."""
_YEAR = datetime.now(UTC).year


@pytest.fixture(scope="module")
def facts(world: World) -> Facts:
    """Of all hosts, from their classic logs."""
    return read_files(world.logs.values(), _YEAR)


def test_every_message_has_its_history(world: World, facts: Facts) -> None:
    """Every message is found once on every host, with its injector, way, recipients and outcomes; and no other is."""
    assert Comparison(world.truth, facts).messages() == []


def test_every_refusal_and_failed_login_is_told(world: World, facts: Facts) -> None:
    """What a host refused itself, and who could not log in, is told as the client saw it; and nothing else is."""
    assert Comparison(world.truth, facts).others() == []


def test_expired_mail_is_told(world: World, facts: Facts) -> None:
    """What a host gave up after its queue's lifetime does not stay deferred for ever."""
    assert Comparison(world.truth, facts).expired() == []


def test_nothing_of_the_machine_is_changed(world: World) -> None:
    """All servers of the world keep to their own files."""
    assert world.changed == ()


def test_every_line_is_understood(facts: Facts) -> None:
    """No line that a real Postfix wrote is strange to the parser."""
    assert facts.strange == []
    assert facts.missed == 0


def test_only_lines_of_other_programs_count_as_other(facts: Facts) -> None:
    """Lines of sshd, cron and the kernel are not about mail, even where they look like it."""
    assert facts.other == 3 * len(_COPIED)


def test_cutting_a_log_into_pieces_does_not_change_the_facts(world: World, facts: Facts, tmp_path: Path) -> None:
    """Read by several processes in small pieces, and kept as Parquet, real logs tell the same."""
    pieces = read_into(tmp_path / "facts", world.logs.values(), size=_PIECE)
    comparison = Comparison(world.truth, pieces)
    assert comparison.messages() == []
    assert len(pieces.rows["rejects"]) == len(facts.rows["rejects"])
    for table in ("messages", "deliveries", "notices", "logins"):
        assert sorted(pieces.rows[table], key=repr) == sorted(facts.rows[table], key=repr)


@pytest.mark.parametrize("form", [Form.RFC3339, Form.JOURNAL])
def test_the_form_of_a_log_does_not_change_the_facts(world: World, form: Form) -> None:
    """A classic log, its RFC 3339 copy and its journal tell the same, but for the fractions of seconds."""
    classic = read_files([world.log(host) for host in _COPIED], _YEAR)
    other = read_files([world.log(host, form) for host in _COPIED], _YEAR)
    assert other.lines == classic.lines
    for table in ("messages", "deliveries", "rejects", "logins", "notices"):
        assert _plain(other, table) == _plain(classic, table), table


def test_one_relay_alone_is_refused_for_its_spf(world: World, facts: Facts) -> None:
    """Of two relays only the one that SPF does not name is refused, as the receiver has it."""
    said = {row["host"] for row in facts.rows["deliveries"] if row["enhanced"] == "5.7.23"}
    assert said == {RELAY2.name}
    ways = {row["host"] for row in facts.rows["deliveries"] if row["domain"] == "strict.example.net"}
    assert {RELAY1.name, RELAY2.name} <= ways
    assert MAIL.name in world.logs


def _plain(facts: Facts, table: str) -> list[tuple[tuple[str, Cell], ...]]:
    """Rows without keys, literal lines and fractions of seconds, in an order of their own."""
    rows = []
    for row in facts.rows[table]:
        kept = {name: value for name, value in row.items() if name not in {"message", "line"}}
        for name in ("at", "first_at", "last_at"):
            if name in kept:
                kept[name] = int(kept[name] or 0) // 1_000_000
        rows.append(tuple(kept.items()))
    return sorted(rows, key=repr)
