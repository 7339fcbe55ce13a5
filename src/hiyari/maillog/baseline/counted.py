"""What a site counts, and what it keeps for each thing that it counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from hiyari.maillog.baseline.alarm import Examples
from hiyari.maillog.baseline.judging import Judge
from hiyari.maillog.baseline.profile import Profile
from hiyari.maillog.baseline.series import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Recipients of one message, or of all messages of an hour, that went one way."""

    at: int
    """When the first attempt was, in microseconds since 1970."""
    host: str
    injector: str
    way: Way
    recipients: int
    queue_id: str | None = None
    sender: str | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Messages that a provider took from, or refused to, one relay."""

    at: int
    host: str
    provider: str
    refused: bool
    messages: int = 1


@dataclass(slots=True)
class Track:
    """One series."""

    profile: Profile = field(default_factory=Profile)
    judge: Judge = field(default_factory=Judge)


@dataclass(slots=True)
class Bucket:
    """One hour of one series that is not over."""

    count: int = 0
    limit: int = -1
    """From how many on it is told before the hour is over; -1 while that is not known."""
    examples: Examples = field(default_factory=Examples)


@dataclass(slots=True)
class Clock:
    """Where the log of one host stands."""

    open: int
    """The first hour that is not judged."""
    partial: bool = True
    """Whether the log may have begun in the middle of that hour."""
