"""Why something could not be found out. Each cause is a type with its own facts; none of them ever means *absent*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from hiyari.model.text import Duration, Remote, Text, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeout:
    """Nobody answered in time."""

    servers: tuple[str, ...]
    """Every server that was asked, in order."""
    after: float
    """Seconds that were spent waiting altogether."""

    def describe(self) -> Text:
        """Say it to a person."""
        return text("no answer from {servers} within {after}", servers=self.servers, after=Duration(self.after))


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFailure:
    """The server answered that it failed (SERVFAIL, or an rcode that is no answer to a question)."""

    server: str
    rcode: str

    def describe(self) -> Text:
        """Say it to a person."""
        return text("{server} answered {rcode}", server=self.server, rcode=self.rcode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The server refused to answer us (rcode REFUSED)."""

    server: str

    def describe(self) -> Text:
        """Say it to a person."""
        return text("{server} refused to answer", server=self.server)


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """Something came back that is not an answer: another question, garbage, a loop, too much."""

    server: str
    detail: Text

    def describe(self) -> Text:
        """Say it to a person."""
        return text("{server} gave an answer that cannot be used: {detail}", server=self.server, detail=self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """The network said no before anything could be asked (connection refused, no route)."""

    server: str
    detail: Remote

    def describe(self) -> Text:
        """Say it to a person."""
        return text("{server} cannot be reached: {detail}", server=self.server, detail=self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A file that should be read cannot be."""

    path: str
    detail: Remote

    def describe(self) -> Text:
        """Say it to a person."""
        return text("{path} cannot be read: {detail}", path=self.path, detail=self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCovered:
    """Nobody was asked, because the answer lies outside what was given (a zone file without live DNS)."""

    name: str

    def describe(self) -> Text:
        """Say it to a person."""
        return text("{name} lies outside the given zone files, and live DNS was not asked", name=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A cause that needs its own sentence."""

    sentence: Text

    def describe(self) -> Text:
        """Say it to a person."""
        return self.sentence


Cause: TypeAlias = Timeout | ServerFailure | Refused | Malformed | Unreachable | Unreadable | NotCovered | Other
