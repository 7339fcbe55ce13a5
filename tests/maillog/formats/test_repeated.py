"""Lines that a daemon did not write again, and lines of a journal that stand in another order."""

from __future__ import annotations

import json
from datetime import UTC

from hiyari.logfiles.stamps import Stamps
from hiyari.maillog.facts import Row
from hiyari.maillog.formats.finding import programs
from hiyari.maillog.formats.journal import JournalFront
from hiyari.maillog.formats.syslog import SyslogFront
from hiyari.maillog.history.history import History

FAILED = "relay1 postfix/smtpd[7]: warning: unknown[192.0.2.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6"


def heard() -> tuple[History, dict[str, list[Row]]]:
    """A history, and what it gives."""
    rows: dict[str, list[Row]] = {name: [] for name in ("messages", "deliveries", "rejects", "logins", "notices")}
    return History({name: some.append for name, some in rows.items()}, "syslog"), rows


def test_a_line_that_was_repeated_counts_each_time() -> None:
    """``last message repeated 2 times`` is about the last line of the same host, whatever others wrote between."""
    history, rows = heard()
    front = SyslogFront(history, Stamps(UTC, 2026), programs())
    between = "Nov  2 00:00:01 relay2 postfix/qmgr[1]: 4AB12: removed"
    front.feed([f"Nov  2 00:00:01 {FAILED}", between, "Nov  2 00:00:05 relay1 last message repeated 2 times"])
    assert [row[0] for row in rows["logins"]] == [1793577601000000, *[1793577605000000] * 2]
    assert (front.counts.lines, front.counts.missed) == (3, 0)


def test_a_repetition_of_nothing_is_no_line_about_mail() -> None:
    """Where the line itself is not at hand, nothing is invented."""
    history, rows = heard()
    front = SyslogFront(history, Stamps(UTC, 2026), programs())
    front.feed(["Nov  2 00:00:05 relay1 last message repeated 99 times"])
    assert not any(rows.values())
    assert (front.counts.lines, front.counts.other, front.counts.missed) == (1, 1, 0)


def test_the_journals_lines_are_read_in_the_order_of_their_moments() -> None:
    """A line of another program that the journal gives too early does not begin a message of its own."""
    said = (
        (2, "postfix/cleanup", "4AB12: message-id=<1@example.jp>"),
        (1, "postfix/smtpd", "4AB12: client=in0.example.jp[192.0.2.10]"),
        (3, "postfix/qmgr", "4AB12: removed"),
    )
    lines = [
        json.dumps(
            {
                "__REALTIME_TIMESTAMP": str(1793577600000000 + at),
                "_HOSTNAME": "relay1",
                "SYSLOG_IDENTIFIER": program,
                "MESSAGE": words,
            }
        )
        for at, program, words in said
    ]
    history, rows = heard()
    JournalFront(history, programs()).feed(lines)
    history.seam()
    (back,) = history.seam().back.values()
    assert (back.origin, back.message_id, back.ended) == ("network", "1@example.jp", True)
    assert not rows["messages"]
