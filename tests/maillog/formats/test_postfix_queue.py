"""Postfix's lines about its queue, hard ones by name; and what its other programs say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.formats.finding import programs
from hiyari.maillog.formats.postfix_words import is_queue_id, peer
from tests.maillog.formats.test_postfix_delivery import read
from tests.world.reading import Facts, read_lines


def lines(*said: tuple[str, str]) -> Facts:
    """The facts of lines of several programs, one a second, that are all understood."""
    facts = Facts()
    some = [f"Nov 26 19:48:{n:02} relay1 postfix/{program}[7]: {words}" for n, (program, words) in enumerate(said)]
    read_lines(some, facts, 2026)
    assert facts.strange == []
    return facts


def message(*said: tuple[str, str]) -> dict[str, Any]:
    """The one message of some lines."""
    (row,) = lines(*said).rows["messages"]
    return row


@pytest.mark.parametrize(
    "sender", ["a@example.jp", "", '"x>, size=1, nrcpt=1"@example.jp', '"a\\">"@example.jp', "日本@例え.jp", "a b@c"]
)
def test_a_sender_is_whatever_stands_between_its_brackets(sender: str) -> None:
    """Also the null reverse-path, and quotes that hold a bracket."""
    row = message(("qmgr", f"4AB12: from=<{sender}>, size=1234, nrcpt=2 (queue active)"))
    assert (row["sender"], row["size"], row["recipients"]) == (sender, 1234, 2)


@pytest.mark.parametrize("program", ["qmgr", "nqmgr", "oqmgr"])
def test_a_message_is_removed(program: str) -> None:
    """By the queue manager under each of its names."""
    assert message((program, "4AB12: removed"))["ending"] == "removed"


def test_a_message_of_this_host_has_its_user() -> None:
    """Pickup tells the uid; after ``postsuper -r`` the id of before."""
    row = message(("pickup", "4AB12: uid=33 from=<www-data>"))
    assert (row["origin"], row["uid"], row["parent"]) == ("local", 33, None)
    again = message(("pickup", "4AB12: uid=33 from=<www-data> orig_id=4AB11"))
    assert again["parent"] == "4AB11"


@pytest.mark.parametrize(
    ("said", "message_id"),
    [
        ("<1@example.jp>", "1@example.jp"),
        ("", ""),
        ("<>", ""),
        ("1@example.jp", "1@example.jp"),
        ("<<1@example.jp>>", "1@example.jp"),
        ("<a b: c>", "a b: c"),
        ("<1: removed>", "1: removed"),
    ],
)
def test_message_ids_are_what_senders_make_of_them(said: str, message_id: str) -> None:
    """Without its brackets, whatever it is."""
    assert message(("cleanup", f"4AB12: message-id={said}"))["message_id"] == message_id


@pytest.mark.parametrize(
    ("said", "column", "value"),
    [
        ("info: header Subject: hello from x[192.0.2.1]; from=<a@b.example>", "subject", "hello"),
        ("warning: header Subject: hello from local; from=<a@b.example>", "subject", "hello"),
        ("info: header Subject: mail from local; from=<x> from x[192.0.2.1]; from=<a@b.example>", "subject", None),
        ("info: header X-PHP-Originating-Script: 33:form.php from local; from=<a@b.example>", "script", "33:form.php"),
        ("info: body X-PHP-Originating-Script: 33:form.php from local; from=<a@b.example>", "script", ""),
        ("warning: mime-header Subject: inner from local; from=<a@b.example>", "subject", ""),
    ],
)
def test_headers_that_are_logged(said: str, column: str, value: str | None) -> None:
    """Subject and script from the headers of the message itself, not from its body or its parts."""
    facts = lines(("cleanup", f"4AB12: {said}"))
    found = facts.rows["messages"][0][column] if facts.rows["messages"] else ""
    assert found == value or (value is None and found in {"mail", "mail from local; from=<x>"})


def test_a_header_that_is_refused_ends_the_message() -> None:
    """The refusal has its envelope and the owner's words; the message leaves no queue because it never entered."""
    said = (
        "4AB12: reject: header Subject: spam from x[198.51.100.9]; from=<b@example.org> to=<u@example.com> proto=ESMTP"
    )
    facts = lines(("smtpd", "4AB12: client=x[198.51.100.9]"), ("cleanup", f"{said} helo=<h>: 5.7.1 not here"))
    (row,) = facts.rows["rejects"]
    found = row["queue_id"], row["stage"], row["address"], row["sender"], row["recipient"], row["helo"], row["reply"]
    assert found == (
        "4AB12", "END-OF-MESSAGE", "198.51.100.9", "b@example.org", "u@example.com", "h", "5.7.1 not here"
    )  # fmt: skip
    assert facts.rows["messages"][0]["ending"] == "removed"


@pytest.mark.parametrize(
    ("said", "outcome", "reply", "ending"),
    [
        ("hold: header Subject: x from pc[192.0.2.7]; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<pc>: spammy",
         "held", "spammy", "open"),
        ("hold: header Subject: x from local; from=<a@b.example> to=<c@d.example>", "held", "", "open"),
        ("discard: body x from pc[192.0.2.7]; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<pc>",
         "discarded", "", "removed"),
        ("warning: header Subject: x from pc[192.0.2.7]; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<pc>: odd",
         "warned", "odd", "open"),
        ("milter-hold: END-OF-MESSAGE from x[192.0.2.7]: milter triggers HOLD action; from=<a@b.example> to=<c@d.example>",
         "held", "milter triggers HOLD action", "open"),
        ("milter-discard: END-OF-MESSAGE from x[192.0.2.7]: triggers DISCARD; from=<a@b.example> to=<c@d.example>",
         "discarded", "triggers DISCARD", "removed"),
    ],
)  # fmt: skip
def test_what_content_checks_hold_discard_or_warn_of(said: str, outcome: str, reply: str, ending: str) -> None:
    """Each is told with its envelope; what is held stays in the queue."""
    facts = lines(("smtpd", "4AB12: client=x[192.0.2.7]"), ("cleanup", f"4AB12: {said}"))
    (row,) = facts.rows["rejects"]
    assert (row["outcome"], row["reply"], row["sender"], row["recipient"]) == (
        outcome, reply, "a@b.example", "c@d.example"
    )  # fmt: skip
    assert facts.rows["messages"][0]["ending"] == ending


def test_logging_every_subject_warns_of_nothing() -> None:
    """WARN without a reason is how subjects come into the log."""
    said = "4AB12: warning: header Subject: hello from local; from=<a@b.example> to=<c@d.example>"
    assert lines(("cleanup", said)).rows["rejects"] == []


@pytest.mark.parametrize(
    ("kind", "program"),
    [("non-delivery", "bounce"), ("delay", "bounce"), ("delivery status", "bounce"), ("non-delivery", "defer")],
)
def test_a_notification_is_a_message_of_its_own(kind: str, program: str) -> None:
    """What the server makes has the message that it is about as its parent."""
    facts = lines((program, f"4AB12: sender {kind} notification: 4AB99"))
    (row,) = facts.rows["messages"]
    assert (row["queue_id"], row["origin"], row["parent"]) == ("4AB99", "bounce", "4AB12")


def test_a_message_that_expires_is_refused_for_everybody_who_waits() -> None:
    """Each recipient who was put off is given up with the last reason; who got it is not."""
    words = "relay=none, delay=1, delays=0/0/0/1, dsn={}, status={} ({})"
    facts = lines(
        ("qmgr", "4AB12: from=<a@example.jp>, size=1, nrcpt=2 (queue active)"),
        ("smtp", "4AB12: to=<b@example.com>, " + words.format("4.4.1", "deferred", "timed out")),
        ("smtp", "4AB12: to=<c@example.com>, " + words.format("2.0.0", "sent", "250 ok")),
        ("qmgr", "4AB12: from=<a@example.jp>, status=expired, returned to sender"),
        ("qmgr", "4AB12: removed"),
    )
    found = [(row["recipient"], row["status"], row["outcome"], row["reply"]) for row in facts.rows["deliveries"]]
    assert found == [
        ("b@example.com", "deferred", "deferred", "timed out"),
        ("c@example.com", "sent", "accepted", "250 ok"),
        ("b@example.com", "expired", "refused", "timed out"),
    ]


@pytest.mark.parametrize("said", ["removed", "requeued"])
def test_a_person_takes_a_message_from_the_queue(said: str) -> None:
    """``postsuper -d`` and ``-r``."""
    assert message(("postsuper", f"4AB12: {said}"))["ending"] == "removed"


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("postsuper", "4AB12: placed on hold"),
        ("postsuper", "4AB12: released from hold"),
        ("postsuper", "Deleted: 12 messages"),
        ("qmgr", "4AB12: skipped, still being delivered"),
        ("anvil", "statistics: max connection rate 3/60s for (smtp:198.51.100.9) at Nov 26 19:48:25"),
        ("scache", "statistics: start interval Nov 26 19:48:25"),
        ("master", "daemon started -- version 3.7.2, configuration /etc/postfix"),
        ("postfix-script", "starting the Postfix mail system"),
        ("verify", "cache btree:/x full cleanup: retained=0 dropped=0 entries"),
        ("tlsproxy", "CONNECT from [198.51.100.9]:4711"),
        ("dnsblog", "addr 198.51.100.9 listed by domain bl.example as 127.0.0.2"),
        ("trivial-rewrite", "table hash:/x has changed -- restarting"),
    ],
)
def test_what_tells_nothing_of_a_message_is_understood(program: str, said: str) -> None:
    """It is counted as understood."""
    lines((program, said))


@pytest.mark.parametrize("program", sorted(name for name in programs() if name.startswith("postfix")))
def test_every_program_complains_in_the_same_way(program: str) -> None:
    """A warning of any of Postfix's programs is a notice."""
    facts = read("warning: something is wrong", program=program)
    assert [(row["severity"], row["said"]) for row in facts.rows["notices"]] == [("warning", "something is wrong")]


@pytest.mark.parametrize(
    "said", ["ABC", "4AB1", "4ab12", "4AB12G", "A" * 21, "3vABCDEa", "removed", "", "\uff14AB12", "4AB12 "]
)
def test_what_is_no_queue_id(said: str) -> None:
    """Too short, too long, of other letters, with vowels."""
    assert not is_queue_id(said)


@pytest.mark.parametrize("said", ["4AB12", "10000E2F4E", "3vBCDF1Gzz", "4XyZ9BCDFGHJ"])
def test_queue_ids(said: str) -> None:
    """Short ones and long ones."""
    assert is_queue_id(said)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("x[192.0.2.1], more", ("x", "192.0.2.1", ", more")),
        ("unknown[unknown]", (None, None, "")),
        ("", (None, None, "")),
        ("x", ("x", None, "")),
        ("[192.0.2.1]", (None, "192.0.2.1", "")),
        ("x[", ("x", None, "")),
    ],
)
def test_peers(said: str, found: tuple[str | None, str | None, str]) -> None:
    """Name and address, and what follows."""
    assert peer(said) == found


_WORDS = st.sampled_from(
    ["4AB12: ", "from=<", ">", ", size=1", ", nrcpt=1", "uid=1 ", "message-id=", "reject: ", "header Subject: ",
     " from x[1];", "milter-reject: ", "sender non-delivery notification: ", "removed", '"', "\\", "; from=<", "²", ": "]
)  # fmt: skip


@given(said=st.lists(_WORDS | st.text(max_size=3)).map("".join), program=st.sampled_from(sorted(programs())))
def test_any_text_is_read_without_complaint(said: str, program: str) -> None:
    """Nothing raises, for any program; every line is counted."""
    facts = read(said, f"4AB12: {said}", program=program)
    assert facts.lines == 2


@pytest.mark.parametrize(
    "unit", ["from=<", '"', '"\\', " from x[1];", "reject: header X: ", ": ", "1", "; from=<", "x"]
)
@pytest.mark.parametrize("program", ["qmgr", "cleanup", "pickup", "bounce", "postsuper"])
def test_long_lines_take_linear_time(unit: str, program: str) -> None:
    """A line of 64 KiB that repeats what divides fields is read; were that quadratic, this test would not end."""
    long = unit * (65_536 // len(unit))
    starts = ("", "4AB12: ", "4AB12: from=<", "4AB12: reject: header Subject: ", "4AB12: milter-reject: RCPT from ")
    assert read(*(f"{one}{long}" for one in starts), program=f"postfix/{program}").lines == len(starts)
