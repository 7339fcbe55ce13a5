"""Serves LMTP: each message is answered only after the ledger has it durably."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hiyari.cli.bouncing.intake import Intake, Outcome
from hiyari.cli.messages import say
from hiyari.delivery.bounce.read import read_notice
from hiyari.model.error import UserError
from hiyari.model.inventory import ServerAddress
from hiyari.model.text import text
from hiyari.model.written import parse_server
from hiyari.smtp.lmtp import Answer, Received
from hiyari.smtp.lmtp_server import Place, listening
from hiyari.smtp.mail import MOST_OCTETS

_UNIX: Final = "unix:"
_PORT: Final = 24
"""RFC 2033 section 5."""


def parse_place(written: str) -> Place:
    """``unix:/path``, or a loopback address with its port.

    Raises:
        UserError: It is neither.
    """
    if written.startswith(_UNIX) and len(written) > len(_UNIX) and "\0" not in written:
        return Path(written[len(_UNIX) :])
    server = parse_server(written, port=_PORT) or _any_port(written)
    if server is None or not server.address.is_loopback:
        # LMTP knows no password: whoever reaches it may hand in mail.
        sentence = text(
            '--lmtp: "{written}" is neither unix:/path nor a loopback address with a port. Write for example '
            "unix:/run/hiyari/bounce or 127.0.0.1:2424.",
            written=written,
        )
        raise UserError(sentence)
    return server


def _any_port(written: str) -> ServerAddress | None:
    """Port 0 stands for a free one."""
    address, colon, port = written.rpartition(":")
    server = parse_server(f"{address}:1") if colon and port == "0" else None
    return None if server is None else ServerAddress(address=server.address, port=0)


@dataclass(frozen=True, slots=True)
class _Counter:
    """Gives messages to the intake, one after the other: the ledger has one writer."""

    intake: Intake
    show: Callable[[Outcome], None]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def receive(self, received: Received) -> list[Answer]:
        """One answer for each recipient, whose address holds the token."""
        async with self.turn:
            notice = await asyncio.to_thread(read_notice, received.content, cut=received.cut)
            answers = []
            for recipient in received.recipients:
                try:
                    outcome = await asyncio.to_thread(self.intake.settle, f"<{recipient}>", notice, (recipient,))
                except UserError as error:
                    for problem in error.problems:
                        say(problem)
                    answers.append(Answer.LATER)
                else:
                    self.show(outcome)
                    answers.append(Answer.TAKEN)
            return answers


async def serve(place: Place, intake: Intake, show: Callable[[Outcome], None]) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        UserError: The place cannot be listened on.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    counter = _Counter(intake, show)
    name = re.sub(r"[^A-Za-z0-9.-]", "", socket.gethostname())[:64] or "localhost"
    async with listening(place, counter.receive, name=name, most=MOST_OCTETS) as found:
        say(text("Listening for LMTP on {place}; Ctrl-C stops it.", place=str(found)))
        await stop.wait()
        # A message that is being written down is answered first.
        async with counter.turn:
            pass
