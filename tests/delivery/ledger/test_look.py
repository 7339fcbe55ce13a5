"""What a person reads from the ledger, and what a person decides, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from hiyari.cli.main import main
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.look import cases, groups, lane_history, members, pages, tallies
from hiyari.delivery.ledger.states import State
from hiyari.delivery.ledger.tables import DELIVERY
from hiyari.delivery.telling.case import Cause
from tests.written_ledger import CAMPAIGN, fill


def test_both_databases_tell_the_same(url: str) -> None:
    """Tallies, groups with their members, cases, pages and a lane's history hold every delivery once."""
    pen = fill(url)
    with pen.engine.connect() as connection:
        counts = Counter({one.state: 0 for one in tallies(connection, CAMPAIGN)})
        for one in tallies(connection, CAMPAIGN):
            counts[one.state] += one.count
        assert counts.total() == 16
        assert counts[State.UNCERTAIN] == 3
        found = groups(connection, CAMPAIGN)
        assert {one.cause for one in found} == set(Cause)
        assert [len(list(members(connection, one, None))) for one in found] == [one.count for one in found]
        (case,) = cases(connection, "k1:a..b@docomo.ne.jp", None)
        assert [one.number for one in case.events] == [1, 2]
        assert case.alarm is not None
        assert case.alarm.unknown == 21
        assert [one.delivery.number for page in pages(connection, CAMPAIGN) for one in page] == list(range(1, 17))
        history = lane_history(connection, "docomo", 20_000)
        assert (history.answered, history.unknown) == (3, 2)
    pen.engine.dispose()


def test_loading_counts_what_went_in(url: str) -> None:
    """A recipient that the campaign has already is left out and not counted, by either database."""
    pen = fill(url)
    with pen.engine.begin() as connection:
        row = dict(connection.execute(sa.select(DELIVERY).limit(1)).mappings().one())
        other = {**row, "recipient": "k1:new@example.jp", "number": 99}
        assert book.load(connection, [row, other]) == 1
    pen.engine.dispose()


def test_every_command_runs_on_both_databases(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Looking, deciding, cancelling and exporting need nothing that only one of the two has."""
    fill(url).engine.dispose()
    lost = "lost@docomo.ne.jp"
    for words, code in (
        (["status"], 1),
        (["status", CAMPAIGN], 1),
        (["show", lost], 1),
        (["why", lost], 1),
        (["uncertain", "--all"], 1),
        (["export"], 1),
        (["resolve", CAMPAIGN, "--in", "doubted", "--as", "again", "--reason", "x"], 0),
        (["resolve", CAMPAIGN, "--in", "uncertain", "--as", "again", "--reason", "x"], 4),
        (["cancel", CAMPAIGN, "--reason", "x"], 0),
    ):
        capsys.readouterr()
        assert main(["ledger", *words, "--state", url]) == code, words
    digest = capsys.readouterr().out.split("--digest ")[1].split()[0]
    assert main(["ledger", "cancel", CAMPAIGN, "--reason", "x", "--digest", digest, "--state", url]) == 0
    assert "2 are not sent any more" in capsys.readouterr().out
    assert main(["pace", "explain", "docomo", "--state", url]) == 0
