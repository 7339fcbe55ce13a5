"""What a format needs of a history: the calls that it tells, and the handles that tell them.

Formats depend on these protocols only, so that a test can listen with a recorder of thirty lines. All calls take their
arguments by position, since they are made once for every line of a log; moments are integers of microseconds, UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias


class Told(Protocol):
    """The history of one host."""

    def client(
        self,
        at: int,
        qid: str,
        name: str | None,
        address: str | None,
        sasl: str | None,
        helo: str | None = None,
        /,
    ) -> None:
        """The message came by the network."""

    def local(self, at: int, qid: str, uid: int | None, login: str | None, sender: str | None, /) -> None:
        """The message was handed in on this host."""

    def born(self, at: int, qid: str, parent: str | None, kind: str, /) -> None:
        """The server made the message itself: ``bounce`` or ``forward``, out of the queue id ``parent``."""

    def owner(self, at: int, qid: str, uid: int | None, login: str | None, /) -> None:
        """Whose rights a delivery runs with, told by a line after the first.

        Of a message that was handed in on this host, that is who did so; of any other it says nothing of its origin.
        """

    def message_id(self, at: int, qid: str, message_id: str, /) -> None:
        """The message's Message-ID."""

    def header(self, at: int, qid: str, name: str, value: str, /) -> None:
        """A header that was logged; the name in lower case."""

    def cwd(self, at: int, qid: str, path: str, /) -> None:
        """The folder of the program that handed the message in."""

    def queued(self, at: int, qid: str, sender: str, size: int | None, recipients: int | None, /) -> None:
        """The message's envelope and size in octets."""

    def delivery(  # noqa: PLR0917 - a call for every line, where keywords would cost
        self,
        at: int,
        qid: str,
        program: str,
        recipient: str,
        original: str | None,
        relay: str | None,
        relay_address: str | None,
        port: int | None,
        status: str,
        outcome: str,
        reply: str,
        delay_ms: int | None,
        enhanced: str | None,
        line: str,
        /,
    ) -> None:
        """One attempt for one recipient; ``outcome`` is accepted, deferred or refused."""

    def removed(self, at: int, qid: str, /) -> None:
        """The message left the queue."""

    def reject(  # noqa: PLR0917 - the same
        self,
        at: int,
        program: str,
        stage: str,
        qid: str | None,
        client: str | None,
        address: str | None,
        helo: str | None,
        sender: str | None,
        recipient: str | None,
        reply: str,
        line: str,
        /,
        *,
        outcome: str | None = None,
    ) -> None:
        """Something that the host did not take in: refused or deferred by its reply, or what ``outcome`` says."""

    def login_failed(
        self,
        at: int,
        program: str,
        client: str | None,
        address: str | None,
        account: str | None,
        method: str | None,
        reason: str | None,
        /,
    ) -> None:
        """A login that failed."""

    def notice(self, at: int, program: str, severity: str, said: str, /) -> None:
        """What a server complains about: warning, error, fatal or panic."""


class Hosts(Protocol):
    """Histories by host."""

    def host(self, name: str, /) -> Told:
        """The history of the host of that name."""


Handle: TypeAlias = "Callable[[Told, int, str, str], bool]"
"""Takes a host's history, the moment, what follows ``program[pid]: `` and the whole line; says whether it was read."""
