"""What the rules of tracing share: evidence, and the sentence of how much was sent."""

from __future__ import annotations

from typing import Final

from hiyari.maillog.trace.rows import moment
from hiyari.maillog.trace.tracing import Traced
from hiyari.model.finding import Evidence
from hiyari.model.text import Text, text

_SHOWN: Final = 2


def evidence(traced: Traced) -> tuple[Evidence, ...]:
    """The replies that some of the messages got."""
    return tuple(
        Evidence(
            asked=f"{one.queue_id} to=<{one.recipient or ''}>",
            of=one.host,
            at=moment(one.at),
            answer=one.line or f"status={one.status or one.outcome} ({one.reply or ''})",
        )
        for one in traced.attempts[:_SHOWN]
    )


def amount(traced: Traced) -> Text:
    """How much the injector sent, and what became of it."""
    story = traced.story
    return text(
        "{messages} messages from {since} to {until}: {accepted} recipients accepted, {deferred} deferred, "
        "{refused} refused.",
        messages=story.messages,
        since=moment(story.since),
        until=moment(story.until),
        accepted=story.accepted,
        deferred=story.deferred,
        refused=story.refused,
    )
