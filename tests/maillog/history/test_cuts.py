"""However a log is cut, and however the lines of its hosts lie among one another, the facts are the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.logfiles.stamps import Stamps
from hiyari.maillog.facts import Row
from hiyari.maillog.formats.finding import programs
from hiyari.maillog.formats.syslog import SyslogFront
from hiyari.maillog.history.history import History
from hiyari.maillog.history.seam import Joiner

_IDS = ("4AB12", "4AB13", "9FFFF")
_LATE = 4
"""Seconds after its removal in which a journal may still bring a line of a message."""
_FRESH = ("7C001", "7C002")
"""Ids of messages that the server makes."""
_SAID = (
    ("smtpd", "{q}: client=in0.example.jp[192.0.2.10]"),
    ("smtpd", "{q}: client=unknown[192.0.2.66], sasl_method=PLAIN, sasl_username=taro"),
    ("pickup", "{q}: uid=33 from=<www-data>"),
    ("cleanup", "{q}: message-id=<{n}@example.jp>"),
    ("qmgr", "{q}: from=<staff@example.jp>, size=100, nrcpt=1 (queue active)"),
    (
        "smtp",
        "{q}: to=<u{n}@b.example>, relay=m.example[192.0.2.7]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (Ok)",
    ),
    (
        "smtp",
        "{q}: to=<u{n}@example.com>, relay=none, delay=1, delays=0/0/0/1, dsn=4.4.1, status=deferred (timed out)",
    ),
    ("bounce", "{q}: sender non-delivery notification: {o}"),
    ("qmgr", "{q}: removed"),
)


@st.composite
def logs(draw: st.DrawFn) -> list[str]:
    """Lines of two hosts that use few queue ids again and again, in the order of their time."""
    begun: dict[tuple[str, str], int] = {}
    removed: dict[tuple[str, str], int] = {}
    lines: list[str] = []
    at = 0
    for number in range(draw(st.integers(1, 40))):
        at += draw(st.sampled_from((0, 0, 0, 1, 4, 6, 60, 3600)))
        program, said = draw(st.sampled_from(_SAID))
        host = draw(st.sampled_from(("relay1", "relay2")))
        qid = draw(st.sampled_from(_IDS))
        if program in {"smtpd", "pickup"}:
            # No server gives one id to two messages within a second.
            if begun.get((host, qid)) == at:
                continue
            begun[host, qid] = at
            removed.pop((host, qid), None)
        elif at - removed.get((host, qid), at) > _LATE:
            continue
        if said.endswith("removed"):
            removed.setdefault((host, qid), at)
        words = said.format(q=qid, o=draw(st.sampled_from(_FRESH)), n=number)
        stamp = f"Nov {2 + at // 86400:2} {at // 3600 % 24:02}:{at // 60 % 60:02}:{at % 60:02}"
        lines.append(f"{stamp} {host} postfix/{program}[77]: {words}")
    return lines


def read(pieces: Sequence[Sequence[str]]) -> dict[str, list[Row]]:
    """The facts of a log that lies in pieces."""
    rows: dict[str, list[Row]] = {"messages": [], "deliveries": []}
    emit = {table: some.append for table, some in rows.items()}
    joiner = Joiner(emit)
    stamps = Stamps(UTC, 2026)
    for number, piece in enumerate(pieces):
        history = History(emit, "syslog", inside=number > 0)
        SyslogFront(history, stamps, programs()).feed(piece)
        joiner.join(history.seam())
    joiner.finish()
    return {table: sorted(some, key=repr) for table, some in rows.items()}


@given(logs(), st.data())
@settings(max_examples=120, deadline=None)
def test_any_cut_gives_the_same_facts(log: list[str], data: st.DataObject) -> None:
    """Pieces of a log, joined, tell what the whole log tells."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(log)), max_size=6)))
    ends = [0, *cuts, len(log)]
    pieces = [log[start:end] for start, end in pairwise(ends)]
    assert read(pieces) == read([log])


@given(logs())
@settings(max_examples=100, deadline=None)
def test_hosts_do_not_disturb_one_another(log: list[str]) -> None:
    """Each host's lines by themselves give the facts that they give among the others'."""
    alone = [read([[line for line in log if f" {host} " in line]]) for host in ("relay1", "relay2")]
    together = read([log])
    assert {table: sorted(alone[0][table] + alone[1][table], key=repr) for table in together} == together


@given(logs())
@settings(max_examples=100, deadline=None)
def test_every_delivery_belongs_to_a_message(log: list[str]) -> None:
    """No delivery is without its message, and no key names two messages."""
    facts = read([log])
    keys = [row[0] for row in facts["messages"]]
    assert len(set(keys)) == len(keys)
    assert {row[0] for row in facts["deliveries"]} <= set(keys)
