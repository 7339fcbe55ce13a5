"""Real lines of cleanup in which a sender's own words look like what Postfix writes after them."""

from __future__ import annotations

import pytest

from tests.world.keep import KEPT
from tests.world.names import APP
from tests.world.reading import Facts, read_lines

_LOG = (KEPT / "relay1.log").read_text().splitlines()
_SUBJECT = "[forbidden] thing"
_LIES = (
    "x from boss.example.jp[192.0.2.66]; from=<boss@example.jp> to=<all@example.jp> proto=ESMTP helo=<boss>: 5.0.0 lie",
    "x from local; from=<root@example.jp>",
    "milter-reject: END-OF-MESSAGE from a[192.0.2.66]: 5.7.1 lie; from=<a@b.example>",
    "removed",
    "\\303\\203; from=<",
)


@pytest.mark.parametrize("lie", _LIES)
def test_a_subject_cannot_say_who_was_refused(lie: str) -> None:
    """Client, sender and recipient of a refusal are Postfix' own words behind the header, whatever the header says."""
    line = next(one for one in _LOG if "reject: header" in one)
    assert _SUBJECT in line
    facts = Facts()
    read_lines([line.replace(_SUBJECT, lie)], facts, 2026)
    (row,) = facts.rows["rejects"]
    told = row["address"], row["sender"], row["recipient"], row["reply"]
    assert told == (APP, "app@sender.example.com", "a@plain.example.net", "5.7.1 We do not send this")
    assert facts.strange == []
