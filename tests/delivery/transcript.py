"""A session with a server, written as it is read: ``t << "250 ok" >> "DATA" << "354 go" >> "." << "250 taken"``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Self

from hiyari.carriers.knowledge import knowledge
from hiyari.carriers.provider import Provider
from hiyari.delivery.attribution import Outcome, attribute
from hiyari.delivery.ledger.states import Move
from hiyari.smtp.client import Client
from hiyari.smtp.connection import Transaction
from hiyari.smtp.events import Broken, Ended, Envelope, Event, Manner, Obstacle, Prompted, Ready, Replied
from hiyari.smtp.reply import Phase

TODAY = datetime(2026, 11, 1, 3, tzinfo=UTC)
PIPELINING = "250-mx\r\n250 PIPELINING"
CHUNKING = "250-mx\r\n250 CHUNKING"


class Transcript:
    """One transaction of the real client machine, and what it proves."""

    def __init__(
        self, to: Sequence[str], provider: str = "docomo", at: datetime = TODAY, content: bytes = b"Subject: x\r\n\r\n"
    ) -> None:
        self.client = Client(Manner(helo="relay1.example.jp"))
        self.envelope = Envelope(reverse_path="bounce@example.jp", recipients=tuple(to), content=content)
        self.at = at
        self._provider = provider
        self._said: list[str] = []
        self._replies: list[Replied] = []
        self._broken: Phase | None = None
        self._obstacle: Obstacle | None = None
        self._withheld = False
        self.ended = False

    @property
    def provider(self) -> Provider:
        return knowledge().provider(self._provider)

    def __lshift__(self, line: str) -> Self:
        """The server says this."""
        self._happened(self.client.receive(f"{line}\r\n".encode()))
        return self

    def __rshift__(self, line: str) -> Self:
        """The client says this next; what stands behind ``...`` does not matter."""
        if line == "." and self.client.phase is Phase.CONTENT:
            self.finish()
        assert self._said, f"the client says nothing where {line!r} was expected"
        said = self._said.pop(0)
        assert said == line or ("..." in line and said.startswith(line.partition("...")[0])), said
        return self

    def finish(self) -> None:
        """The end of the content leaves."""
        self.client.finish()
        self.client.ending()
        self._said.append(".")

    def opened(self, ehlo: str = "250 mx") -> Self:
        """Greeting and EHLO are over; MAIL is said."""
        return self << "220 ready" >> "EHLO relay1.example.jp" << ehlo

    def taken(self) -> Self:
        """Every recipient was taken, and the content is asked for."""
        self.opened() >> "MAIL FROM:<bounce@example.jp>" << "250 ok"
        for one in self.envelope.recipients:
            self >> f"RCPT TO:<{one}>" << "250 ok"
        return self >> "DATA" << "354 go"

    def cut(self) -> Self:
        """The connection is lost."""
        self._happened(self.client.close())
        return self

    def withhold(self, *, begun: bool = False) -> Self:
        """The promise is refused on our side."""
        self._withheld = True
        self._happened(self.client.abandon(begun=begun))
        return self

    @property
    def transaction(self) -> Transaction:
        return Transaction(
            replies=tuple(one for one in self._replies if one.reply.phase not in {Phase.CONNECT, Phase.EHLO}),
            broken=self._broken,
            obstacle=self._obstacle,
            withheld=self._withheld,
        )

    @property
    def results(self) -> dict[str, Outcome]:
        return attribute(self.envelope.recipients, self.transaction, self.provider, knowledge(), self.at)

    @property
    def outcomes(self) -> dict[str, Move]:
        return {one: outcome.move for one, outcome in self.results.items()}

    def _happened(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case Replied():
                    self._replies.append(event)
                case Ready():
                    self._obstacle = self.client.obstacle(self.envelope)
                    if self._obstacle is None:
                        self.client.begin(self.envelope)
                case Broken(phase=phase):
                    self._broken = phase
                case Ended():
                    self.ended = True
                case Prompted():
                    pass
                case _:
                    raise AssertionError(event)
        self._said += self.client.output().decode().splitlines()
