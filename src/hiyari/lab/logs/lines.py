"""Lines of Postfix, as its programs write them for one message."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from hiyari.lab.logs.stamping import Stamping

_VOWELLESS: Final = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message on its way through one host."""

    at: float
    """Seconds since 1970."""
    host: str
    sender: str
    recipient: str
    exchanger: str
    address: str
    message_id: str
    size: int
    client: tuple[str, str] | None = None
    """Name and address of who handed it in over the network."""
    uid: int | None = None
    script: str | None = None


class Postfix:
    """Writes one host's lines."""

    def __init__(self, host: str, stamping: Stamping, rng: Random, *, long_ids: bool) -> None:
        """Take the host's name and the form of its stamps."""
        self.host = host
        self._stamping = stamping
        self._rng = rng
        self._long = long_ids
        self._count = rng.randrange(1 << 20)

    def queue_id(self) -> str:
        """The next one: short ids come again after a while, as they do."""
        self._count += 1
        if self._long:
            return "4" + "".join(self._rng.choice(_VOWELLESS) for _ in range(11))
        return f"{self._count * 7 % (1 << 20) + (1 << 36):X}"

    def line(self, at: float, program: str, said: str) -> tuple[float, str]:
        """One line with its moment."""
        # A process serves some minutes; the queue manager lives as long as Postfix.
        pid = 800 if program == "qmgr" else 1000 + int(at / 40) % 7919 + len(program) * 31
        return at, f"{self._stamping(at)} {self.host} postfix/{program}[{pid}]: {said}"

    def arrival(self, mail: Mail, qid: str) -> list[tuple[float, str]]:
        """It comes in, and the queue manager takes it."""
        at = mail.at
        lines = []
        if mail.client is not None:
            name, address = mail.client
            lines += [
                self.line(at, "smtpd", f"connect from {name}[{address}]"),
                self.line(at + 0.02, "smtpd", f"{qid}: client={name}[{address}]"),
            ]
        else:
            lines.append(self.line(at, "pickup", f"{qid}: uid={mail.uid} from=<{mail.sender}>"))
        if mail.script is not None:
            said = f"{qid}: info: header X-PHP-Originating-Script: {mail.script} from local; from=<{mail.sender}>"
            lines.append(self.line(at + 0.03, "cleanup", said))
        lines += [
            self.line(at + 0.04, "cleanup", f"{qid}: message-id=<{mail.message_id}>"),
            self.line(at + 0.05, "qmgr", f"{qid}: from=<{mail.sender}>, size={mail.size}, nrcpt=1 (queue active)"),
        ]
        if mail.client is not None:
            name, address = mail.client
            end = f"disconnect from {name}[{address}] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5"
            lines.append(self.line(at + 0.06, "smtpd", end))
        return lines

    def attempt(self, mail: Mail, qid: str, at: float, status: str, dsn: str, reply: str) -> tuple[float, str]:
        """One attempt ends."""
        delay = at - mail.at
        said = (
            f"{qid}: to=<{mail.recipient}>, relay={mail.exchanger}[{mail.address}]:25, delay={delay:.2f}, "
            f"delays=0.02/0.01/{delay / 2:.2f}/{delay / 2:.2f}, dsn={dsn}, status={status} ({reply})"
        )
        return self.line(at, "smtp", said)

    def removed(self, qid: str, at: float) -> tuple[float, str]:
        """It leaves the queue."""
        return self.line(at, "qmgr", f"{qid}: removed")
