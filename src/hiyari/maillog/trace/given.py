"""Keeps the messages that have every mark which the administrator gave: none is dropped because another one led on."""

from __future__ import annotations

from collections.abc import Sequence

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace import rows
from hiyari.maillog.trace.notice import Given
from hiyari.maillog.trace.ours import Ours
from hiyari.maillog.trace.rows import Message


def fitting(facts: Asker, found: Sequence[Message], given: Given, ours: Ours) -> list[Message]:
    """Those of the messages that lack no mark.

    Args:
        facts: The facts, for the recipients.
        found: What one of the marks has led to.
        given: All of them.
        ours: Our hosts, for an address that is one of theirs.
    """
    kept = [one for one in found if _fits(one, given, ours)]
    if not given.recipient or not kept:
        return kept
    to = rows.sent_to(facts, [one.key for one in kept], given.recipient)
    return [one for one in kept if one.key in to]


def _fits(one: Message, given: Given, ours: Ours) -> bool:
    return (
        (not given.message_id or one.message_id == given.message_id)
        and (not given.queue_id or one.queue_id == given.queue_id)
        and (not given.sender or (one.sender or "").lower() == given.sender.lower())
        and (not given.address or _comes_from(one, given.address, ours))
    )


def _comes_from(one: Message, address: str, ours: Ours) -> bool:
    """Whether the address is the client's, or that of our host which it left from."""
    owner = ours.owner(address)
    return one.address == address or (owner is not None and ours.logged(owner) == one.host)
