"""What really was sent in the world: written down by who sent and who received it, never read from a log."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Self


class Kind(StrEnum):
    """The ways in which mail comes into the world."""

    SUBMISSION = "submission"
    AUTHENTICATED = "authenticated"
    COMMAND = "command"
    FORM = "form"
    FORM_SMTP = "form-smtp"
    FILTERED = "filtered"
    PROXIED = "proxied"
    CHECKED = "checked"
    INBOUND = "inbound"
    HELD = "held"
    DELETED = "deleted"
    REQUEUED = "requeued"
    DISCARDED = "discarded"
    BOUNCE = "bounce"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One life of a message on one host."""

    host: str
    queue_id: str
    """As the host named it in its Received header, its SMTP reply or its queue listing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of one recipient at the last host that had to do with it."""

    host: str
    recipient: str
    """As the host addressed it, after its aliases."""
    course: tuple[str, ...]
    """Outcomes in order, repeated ones once: ``('deferred', 'accepted')``."""
    code: int | None = None
    """SMTP reply code of the last outcome; None where no SMTP was spoken or it is not foreseen."""
    enhanced: str | None = None
    program: str = "smtp"
    original: str | None = None
    """What the sender wrote, where an alias changed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that was sent, with everything that a history should find out about it."""

    name: str
    kind: Kind
    host: str
    """Where it came into the world."""
    sender: str
    """Reverse-path; empty for the null one."""
    recipients: tuple[str, ...]
    message_id: str
    """Without angle brackets."""
    origin: str
    """``network``, ``local``, ``bounce`` or ``forward``."""
    subject: str | None = None
    address: str | None = None
    helo: str | None = None
    sasl: str | None = None
    uid: int | None = None
    login: str | None = None
    script: str | None = None
    ending: str = "removed"
    parent: str | None = None
    """Queue id on the same host that it came of."""
    hops: tuple[Hop, ...] = ()
    """Every life of it that is known from outside the logs, in order."""
    delivered: tuple[Delivered, ...] = ()

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """One entry of the file of truth."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
        }
        values["kind"] = Kind(entry["kind"])
        values["hops"] = tuple(Hop(**hop) for hop in entry.get("hops", ()))
        values["delivered"] = tuple(
            Delivered(**{**one, "course": tuple(one["course"])}) for one in entry.get("delivered", ())
        )
        return cls(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A host's own refusal, of which no message came (NOQUEUE), or a message that a milter refused."""

    host: str
    stage: str
    code: int
    address: str
    enhanced: str | None = None
    sender: str | None = None
    recipient: str | None = None
    program: str = "smtpd"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginFailed:
    """A password that was wrong."""

    host: str
    address: str
    method: str
    account: str | None
    """None where the host cannot know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """One request to the web server."""

    address: str
    method: str
    path: str
    status: int
    agent: str
    query: str | None = None
    message_id: str | None = None
    """Of the mail that came of it."""


@dataclass(slots=True, kw_only=True)
class Truth:
    """Everything, while it happens."""

    sent: list[Sent] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    logins: list[LoginFailed] = field(default_factory=list)
    requests: list[Requested] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Keep it for those who were not there: an entry a line, without what is not known."""
        lists = []
        for name, entries in asdict(self).items():
            lines = (json.dumps(_known(entry), ensure_ascii=False) for entry in entries)
            lists.append(f'"{name}": [\n' + ",\n".join(lines) + "\n]")
        path.write_text("{" + ",\n".join(lists) + "}\n")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `write` wrote."""
        kept = json.loads(path.read_text())
        return cls(
            sent=[Sent.from_json(entry) for entry in kept["sent"]],
            refused=[Refused(**entry) for entry in kept["refused"]],
            logins=[LoginFailed(**entry) for entry in kept["logins"]],
            requests=[Requested(**entry) for entry in kept["requests"]],
        )


def _known(value: Any) -> Any:
    """Without keys that say nothing, at every depth."""
    if isinstance(value, dict):
        return {name: _known(one) for name, one in value.items() if one not in (None, ())}
    return [_known(one) for one in value] if isinstance(value, tuple) else value
