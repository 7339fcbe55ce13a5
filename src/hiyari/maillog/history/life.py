"""A message's life in one host's queue.

A queue id alone names nothing: short ids are used again within hours. What has an identity is the *life* of an id,
from its first line to ``removed``, or to a gap that no queue outlasts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from hiyari.maillog.facts import DELIVERIES, MESSAGES, NULL, Row, Texts, values_of

_HOUR: Final = 3600 * 1_000_000
GAP: Final = 8 * 24 * _HOUR
"""No queue keeps a message that long without a word (Postfix and Sendmail give up after 5 days, Exim after 4)."""
LATE: Final = 5 * 1_000_000
"""How long after ``removed`` a line of another program may still come: journals do not keep the order of one second."""


_MOST_HOSTS: Final = 4000
_MOST_WAITING: Final = 1000
"""Recipients of one message that are remembered."""
_AT, _RECIPIENT, _STATUS, _OUTCOME, _DELAY, _LINE = map(
    DELIVERIES.names.index, ("at", "recipient", "status", "outcome", "delay_ms", "line")
)


class Life:
    """What is known of a message on one host.

    All of it is set from the beginning: an attribute that only the class has is found ten times slower.
    """

    def __init__(self, queue_id: str, at: int, log_format: str) -> None:
        """Begin with the first line."""
        self.queue_id = queue_id
        self.format = log_format
        self.first_at = at
        self.last_at = at
        self.key = ""
        """The hash that names it in facts; empty until somebody needs it."""
        self.held: list[Texts] | None = None
        """Its deliveries without their key, while it is not certain that its beginning was seen."""
        self.hard = False
        """Whether its first line is one that only a beginning has."""
        self.born = False
        """Whether its beginning was seen, or is told by another message's line."""
        self.ended = False
        self.origin = "unknown"
        self.uid: int | None = None
        self.login: str | None = None
        self.client: str | None = None
        self.address: str | None = None
        self.helo: str | None = None
        self.sasl: str | None = None
        self.cwd: str | None = None
        self.script: str | None = None
        self.sender: str | None = None
        self.message_id: str | None = None
        self.subject: str | None = None
        self.size: int | None = None
        self.recipients: int | None = None
        self.parent: str | None = None
        self.waiting: dict[str, Texts] | None = None
        """The last attempt for each recipient that was put off, for the day when the server gives up."""
        self.expired: tuple[int, str] | None = None
        """When the server gave up, and its line, while it is not known for whom."""
        self.owner: tuple[int | None, str | None] | None = None
        """Whose rights its deliveries have: of a message from this host, who handed it in."""

    def goes_on(self, at: int) -> bool:
        """Whether a line at this moment, which is no beginning, belongs to this life and not to a later one."""
        return at - self.last_at <= (LATE if self.ended else GAP)

    def began_with(self, at: int) -> bool:
        """Whether a beginning at this moment is this life's own, told twice: an id is not given twice at one moment."""
        return self.hard and at == self.first_at

    def absorb(self, later: Life) -> None:
        """Take in what a later piece of the same log knows of this life: what was known first stays."""
        known = self.__dict__
        passed = _OF_A_PIECE if self.origin == "unknown" else _OF_A_PIECE | _OF_THE_ORIGIN
        for name, value in later.__dict__.items():
            if name not in passed and (known.get(name) is None or name == "origin"):
                known[name] = value
        self.last_at = max(self.last_at, later.last_at)
        self.ended = self.ended or later.ended
        self.born = self.born or later.born


_OF_THE_ORIGIN: Final = frozenset({"origin", "uid", "login", "client", "address", "helo", "sasl"})
"""What one line tells together."""
_OF_A_PIECE: Final = frozenset(
    {"first_at", "last_at", "queue_id", "key", "held", "hard", "born", "waiting", "expired", "ended", "format"}
)


def key_of(life: Life, host: str) -> str:
    """The number that names a life in facts: the same whichever way its log was cut or read."""
    if not life.key:
        digest = _begun(host).copy()
        digest.update(f"{life.queue_id}\n{life.first_at}\n{life.hard}".encode("utf-8", "replace"))
        life.key = str(int.from_bytes(digest.digest()) >> 1)
    return life.key


@lru_cache(maxsize=_MOST_HOSTS)
def _begun(host: str) -> blake2b:
    """What all keys of a host begin with."""
    return blake2b(f"{host}\n".encode("utf-8", "replace"), digest_size=8)


def message_row(life: Life, host: str) -> Row:
    """The life as a row of ``messages``."""
    return values_of(MESSAGES, message_texts(life, host))


def message_texts(life: Life, host: str) -> Texts:
    """The life as a row of ``messages``, its cells as text."""
    sender, uid, login = life.sender, life.uid, life.login
    if life.owner is not None and life.origin == "local" and uid is None and login is None:
        uid, login = life.owner
    return (
        life.key or key_of(life, host),
        host,
        life.queue_id,
        str(life.first_at),
        str(life.last_at),
        "removed" if life.ended else "open",
        "True" if life.born and life.ended else "False",
        life.origin,
        NULL if uid is None else str(uid),
        NULL if login is None else login,
        NULL if life.client is None else life.client,
        NULL if life.address is None else life.address,
        NULL if life.helo is None else life.helo,
        NULL if life.sasl is None else life.sasl,
        NULL if life.cwd is None else life.cwd,
        NULL if life.script is None else life.script,
        NULL if sender is None else sender,
        NULL if sender is None else domain_cell(sender),
        NULL if life.message_id is None else life.message_id,
        NULL if life.subject is None else life.subject,
        NULL if life.size is None else str(life.size),
        NULL if life.recipients is None else str(life.recipients),
        NULL if life.parent is None else life.parent,
        life.format,
    )


def note(life: Life, row: Texts) -> None:
    """Remember for whom a message still waits."""
    recipient, outcome = row[_RECIPIENT], row[_OUTCOME]
    if outcome == "deferred":
        if life.waiting is None:
            life.waiting = {}
        if recipient in life.waiting or len(life.waiting) < _MOST_WAITING:
            life.waiting[recipient] = row
    elif life.waiting is not None:
        life.waiting.pop(recipient, None)


def given_up(life: Life, at: int, line: str) -> Iterator[Texts]:
    """The rows of those for whom the server gives up: what the last attempt said stays the reason."""
    for row in (life.waiting or {}).values():
        cells = list(row)
        cells[_AT], cells[_STATUS], cells[_OUTCOME] = str(at), "expired", "refused"
        cells[_DELAY], cells[_LINE] = NULL, line
        yield tuple(cells)
    life.waiting = None


def domain_of(address: str) -> str | None:
    """An address's domain in lower case; None where it has none."""
    _, found, domain = address.rpartition("@")
    return domain.lower() or None if found else None


def domain_cell(address: str) -> str:
    """The same as a cell of text."""
    _, found, domain = address.rpartition("@")
    return domain.lower() or NULL if found else NULL
