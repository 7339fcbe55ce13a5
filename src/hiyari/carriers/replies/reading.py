"""A reply with its meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hiyari.carriers.provider import About
from hiyari.carriers.replies.advice import Advice
from hiyari.carriers.replies.cause import Cause, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReading:
    """What one reply says."""

    code: int | None
    """The reply code (RFC 5321 section 4.2); None where no server replied."""
    enhanced: str | None
    """The enhanced status code (RFC 3463)."""
    phase: str | None
    """Where in the session it came, as `smtp.reply.Phase` spells it; None where it is not told."""
    outcome: Outcome
    cause: Cause
    """*undefined* for what was accepted, too: then nothing has to be explained."""
    about: About
    """Whom it is evidence about."""
    blocklist: str | None = None
    """The blocklist's name in `lists`, or the zone that the text names and nobody here knows."""
    listed_address: str | None = None
    """The address or the domain that the text says is listed, limited or without a name: an address of ours."""
    link: str | None = None
    """The page that the text names; else the list's own page."""
    source: str = ""
    """Where the meaning is known from; empty where nothing fits."""
    advice: Advice = Advice.ASK_POSTMASTER

    @property
    def understood(self) -> bool:
        """Whether it is known what it means."""
        return self.outcome is Outcome.ACCEPTED or self.cause is not Cause.UNDEFINED
