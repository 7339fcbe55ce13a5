"""What a receiver's behaviour is made of: a habit sees each command and the fate of each message, and may change them.

Before the final dot the first habit that answers wins, because one command has one reply. After the dot the habits
amend one `Verdict` in turn, so that "half of them are delivered" and "the connection breaks before the reply" can be
had together. Habits take no clock and no I/O: the time stands in the session.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from random import Random
from typing import TypeAlias


class Moment(StrEnum):
    """Where in a session something happens; like a phase, with the content apart from the commands."""

    CONNECT = "connect"
    EHLO = "ehlo"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    """DATA, and the first BDAT."""
    CONTENT = "content"
    """The first octets of a message are there."""
    FINAL_DOT = "final dot"
    """The dot, and BDAT LAST."""
    QUIT = "quit"
    OTHER = "other"
    """RSET, NOOP, VRFY, AUTH, STARTTLS and what is no command."""


class Ending(Enum):
    """What becomes of the connection after a reply."""

    KEEP = "goes on"
    CLOSE = "closed"
    RESET = "reset"
    MUTE = "open and silent for good"
    TLS = "goes on with TLS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A reply other than the usual one."""

    reply: str = ""
    """One line with its code; empty for none at all."""
    ending: Ending = Ending.KEEP


@dataclass(slots=True, kw_only=True)
class Transaction:
    """What is known of one message before its content."""

    reverse_path: str
    smtputf8: bool = False
    recipients: list[str] = field(default_factory=list)
    """Those who were accepted, as on the wire."""
    tried: int = 0
    """RCPT commands, the refused and the current one among them."""


@dataclass(slots=True, kw_only=True)
class Session:
    """One connection, as habits see it while it lasts and as it is recorded."""

    number: int
    """Counted from 1 over all peers."""
    peer: str
    port: int
    opened: float
    parallel: int
    """Open sessions of this peer when it began, itself among them."""
    helo: str = ""
    tls: bool = False
    moment: Moment = Moment.CONNECT
    now: float = 0.0
    """Time of the current moment."""
    transaction: Transaction | None = None
    recipient: str = ""
    """The subject of the current RCPT."""
    recipients: int = 0
    """RCPT commands so far."""
    messages: int = 0
    """Final dots so far."""
    closed: float | None = None
    ending: Ending | None = None
    """How this side ended it, where it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of one whole message."""

    session: Session
    delivered: tuple[str, ...]
    """Recipients whose mailbox gets it, whatever the reply says."""
    swallowed: tuple[str, ...] = ()
    """Recipients for whom it is taken and thrown away."""
    reply: str
    """Empty for none at all."""
    ending: Ending = Ending.KEEP


class Habit:
    """One behaviour; a subclass overrides what it has an opinion about.

    Habits may remember. A carrier works on its own copy, so that one temper can be given to several carriers.
    """

    def answer(self, session: Session) -> Answer | None:  # noqa: ARG002 - this is the default
        """The reply to the current moment before the final dot; None leaves it to the next habit."""
        return None

    def judge(self, verdict: Verdict) -> Verdict:
        """The fate of a message after the final dot."""
        return verdict

    def delay(self, session: Session) -> float:  # noqa: ARG002 - this is the default
        """Seconds until the reply to the current moment is sent."""
        return 0.0


@dataclass(slots=True, kw_only=True)
class Chance:
    """Which of many like events are meant: every nth, and of those a seeded share."""

    every: int = 1
    share: float = 1.0
    seed: int = 0
    _seen: int = field(default=0, init=False)
    _random: Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 - repeatable on purpose

    def hit(self) -> bool:
        """Count one event and say whether it is meant."""
        self._seen += 1
        return self._seen % self.every == 0 and (self.share >= 1 or self._random.random() < self.share)


Who: TypeAlias = Collection[str] | Callable[[str], bool]
"""Whole addresses or local parts, or a question about a whole address."""


def matches(who: Who, recipient: str) -> bool:
    """Whether a recipient, as on the wire, is meant."""
    if callable(who):
        return who(recipient)
    return recipient in who or recipient.rpartition("@")[0] in who
