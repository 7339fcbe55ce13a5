"""An address without a label is looked for as whatever it may be, and never as more than the notice says."""

from __future__ import annotations

from datetime import UTC

import pytest

from hiyari.maillog.trace.addresses import find_addresses
from hiyari.maillog.trace.notice import Kind
from hiyari.maillog.trace.reading import read_notice

ID = "abc.1@evil.example"


@pytest.mark.parametrize("words", [f"<{ID}>", f"message {ID} was spam", ID, f"（{ID}）"])  # noqa: RUF001 - as it is typed in Japanese
def test_alone(words: str) -> None:
    """An address and nothing else is a Message-ID, a sender or a recipient."""
    notice = read_notice(words.encode(), UTC)
    assert notice.kind is Kind.TEXT
    assert (notice.message_ids, notice.senders, notice.addresses) == ((ID,), (ID,), (ID,))
    assert notice.unread == ()


@pytest.mark.parametrize(
    "words",
    ["spam from {}", "送信者アドレス: {}", "Sender: <{}>", "MAIL FROM:<{}>", "Return-Path is\n{}", "envelope-from={}"],
)
def test_called_a_sender(words: str) -> None:
    """What the text calls a sender is one, and neither a recipient nor a Message-ID."""
    notice = read_notice(("the " + words.format("taro@example.jp")).encode(), UTC)
    assert (notice.senders, notice.recipients, notice.message_ids, notice.addresses) == (
        ("taro@example.jp",),
        (),
        (),
        (),
    )


@pytest.mark.parametrize("words", ["宛先：{}", "Recipient address: {}", "delivered to <{}>"])  # noqa: RUF001 - the same
def test_called_a_recipient(words: str) -> None:
    """The same for recipients."""
    notice = read_notice(words.format("taro@example.jp").encode(), UTC)
    assert (notice.senders, notice.recipients, notice.message_ids) == ((), ("taro@example.jp",), ())


def test_beside_an_ip() -> None:
    """Where the notice names a host, an address counts only if a program seems to have made it: as a Message-ID."""
    notice = read_notice(f"203.0.113.5 sent {ID}. Regards, bob@isp.example".encode(), UTC)
    assert (notice.message_ids, notice.senders, notice.recipients) == ((ID,), (), ())


def test_beside_a_message_id() -> None:
    """A Message-ID that is called so leaves no others."""
    notice = read_notice(f"Message-ID: <{ID}>\n\nabc.2@evil.example".encode(), UTC)
    assert notice.message_ids == (ID,)
    assert notice.senders == ()


@pytest.mark.parametrize("name", ["abuse", "postmaster", "fbl", "net-abuse", "abuse-team.noc"])
def test_desks(name: str) -> None:
    """Whoever takes complaints is not what they are about."""
    assert find_addresses(f"write to {name}@isp.example").others == ()


def test_reporter_and_reported() -> None:
    """The sender of the notice is no candidate, nor is anybody in the text of a reported message."""
    mail = b"From: bob@isp.example\nSubject: spam\n\nStop it!\nbob@isp.example\n"
    assert read_notice(mail, UTC).senders == ()
    saved = b"Message-ID: <x1@evil.example>\nFrom: a@b.example\n\nsender: c@d.example"
    assert (read_notice(saved, UTC).kind, read_notice(saved, UTC).senders) == (Kind.MESSAGE, ())


def test_strange_time_is_told() -> None:
    """A time that is not understood stands among what could not be read; not where another one was."""
    notice = read_notice(b"203.0.113.5 on Nov 25 at 03:10:00", UTC)
    assert notice.strange
    assert "Time not understood" in notice.unread[0].message
    assert read_notice(b"203.0.113.5 on Nov 25 at 03:10, 2026-11-25 03:10:00 UTC", UTC).strange == ()
