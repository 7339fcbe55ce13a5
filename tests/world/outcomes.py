"""The truth that only the other end can tell: where each message went, and what was to become of it there."""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes, message_from_string
from email.message import Message
from pathlib import Path
from typing import Final, TypeAlias

from tests.world.hosts import MAIL, RELAY2
from tests.world.receivers import Caught
from tests.world.truth import Delivered, Hop, Kind, Sent

_BY: Final = re.compile(r"\bby (\S+) \(Postfix(?:, from userid \d+)?\)(?: with E?SMTPS?A?)? id ([0-9A-Za-z]+)")
_End: TypeAlias = "tuple[tuple[str, ...], int | None, str | None]"
"""Course, code of the last reply, its enhanced status code."""
_FINAL: Final[Mapping[str, _End]] = {
    "plain.example.net": (("accepted",), 250, "2.0.0"),
    "sender.example.com": (("accepted",), 250, "2.0.0"),
    "grey.example.net": (("deferred", "accepted"), 250, "2.0.0"),
    "listing.example.net": (("refused",), 554, "5.7.1"),
    "rate.example.net": (("deferred", "accepted"), 250, "2.0.0"),
    "drop.example.net": (("deferred", "accepted"), 250, "2.0.0"),
    "slow.example.net": (("deferred", "accepted"), 250, "2.0.0"),
    "full.example.net": (("deferred", "expired"), 452, "4.2.2"),
    "dead.example.net": (("deferred", "expired"), None, "4.4.1"),
    "closed.example.net": (("refused",), None, "5.1.2"),
    "later.example.net": (("deferred", "expired"), None, "4.3.2"),
    "void.example.net": (("accepted",), None, "2.0.0"),
    "nowhere.example.net": (("refused",), None, "5.4.4"),
    "nomail.example.net": (("refused",), None, "5.1.0"),
}
"""Domain to the course of a delivery, the code and the enhanced status code of its last reply."""
_BY_TRANSPORT: Final = {"closed.example.net": "error", "later.example.net": "error", "void.example.net": "discard"}
"""Domains that a table of the relays gives to a program."""
_DONE: Final = ("accepted",)
_GONE: Final = ("refused",)
_STAFF: Final = tuple(("local", f"{who}@mail.example.jp", None, _DONE, "2.0.0") for who in ("alice", "carol"))
_ALIASES: Final[Mapping[str, tuple[tuple[str, str, str | None, tuple[str, ...], str], ...]]] = {
    "staff@office.example.jp": _STAFF,
    "info@example.jp": _STAFF,
    "alice@office.example.jp": (("local", "alice@office.example.jp", None, _DONE, "2.0.0"),),
    "away@office.example.jp": (
        ("local", "alice@mail.example.jp", "away@office.example.jp", _DONE, "2.0.0"),
        ("smtp", "away@plain.example.net", "away@office.example.jp", _DONE, "2.0.0"),
    ),
    "ticket@office.example.jp": (("local", "ticket@office.example.jp", None, _DONE, "2.0.0"),),
    "broken@office.example.jp": (("local", "broken@office.example.jp", None, _GONE, "5.3.0"),),
    "ghost@office.example.jp": (("local", "ghost@office.example.jp", None, _GONE, "5.1.1"),),
    "ghost@club.example.jp": (("virtual", "ghost@club.example.jp", None, _GONE, "5.1.1"),),
    "member@club.example.jp": (("virtual", "member@club.example.jp", None, _DONE, "2.0.0"),),
    "box@club.example.jp": (("lmtp", "box@club.example.jp", None, _DONE, "2.0.0"),),
    "list@club.example.jp": (("pipe", "list@club.example.jp", None, _DONE, "2.0.0"),),
}
"""What mail.example.jp makes of an address: program, recipient as it writes it, alias, course, enhanced status code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message, or its headers inside a notification, as somebody received it."""

    message: Message
    recipients: tuple[str, ...]
    """Empty where it was quoted."""

    @property
    def message_id(self) -> str:
        """Without brackets."""
        return str(self.message.get("Message-ID", "")).strip().strip("<>")

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The lives that its Received headers name, oldest first."""
        found = [_BY.search(" ".join(str(one).split())) for one in self.message.get_all("Received", [])]
        return tuple(Hop(host=one[1], queue_id=one[2]) for one in reversed(found) if one)


def everything_seen(caught: Iterable[Caught], mailboxes: Iterable[Path]) -> list[Seen]:
    """All messages that arrived anywhere, and those quoted in them."""
    seen = [Seen(message=message_from_bytes(one.octets), recipients=one.recipients) for one in caught]
    for box in sorted(path for folder in mailboxes for path in folder.iterdir() if path.is_file()):
        seen += [
            Seen(message=message, recipients=(str(message["Delivered-To"]),))
            for message in mailbox.mbox(box, create=False)
        ]
    return [*seen, *(quoted for one in seen for quoted in _quoted(one.message))]


def _quoted(message: Message) -> Iterator[Seen]:
    """The original in a non-delivery notification (RFC 3462)."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            payload = part.get_payload()
            if isinstance(payload, list) and isinstance(payload[0], Message):
                yield Seen(message=payload[0], recipients=())
        elif part.get_content_type() in {"text/rfc822-headers", "message/global", "message/global-headers"}:
            yield Seen(message=message_from_string(str(part.get_payload())), recipients=())


def complete(sent: Sequence[Sent], seen: Sequence[Seen]) -> list[Sent]:
    """Fill in the hops and the outcomes."""
    ways: dict[str, list[tuple[Hop, ...]]] = {}
    for message in seen:
        ways.setdefault(message.message_id, []).append(message.hops)
    done = []
    for one in sent:
        known = {hop: None for way in sorted(ways.get(one.message_id, ()), key=len) for hop in way}
        hops = tuple({**dict.fromkeys(one.hops), **known})
        last = max(ways.get(one.message_id, [one.hops]), key=len)[-1:] or one.hops[-1:]
        host = last[0].host if last else one.host
        done.append(replace(one, hops=hops, delivered=tuple(_expected(one, host))))
    return done


def _expected(sent: Sent, host: str) -> Iterator[Delivered]:
    """What was to become of each recipient at the last host."""
    if sent.kind in {Kind.DELETED, Kind.DISCARDED} or sent.ending == "open":
        return
    for recipient in sent.recipients:
        domain = recipient.rpartition("@")[2]
        if sent.kind is Kind.CHECKED:
            yield from _redirected(host, recipient)
        elif domain == "example.jp" or recipient in _ALIASES:
            yield from _aliased(host, recipient)
        else:
            course, code, enhanced = _outside(host, recipient)
            program = _BY_TRANSPORT.get(domain, "smtp")
            yield Delivered(
                host=host, recipient=recipient, course=course, code=code, enhanced=enhanced, program=program
            )


def _outside(host: str, recipient: str) -> _End:
    """How a receiver answers, or a table of the relay."""
    local, _, domain = recipient.rpartition("@")
    match domain:
        case "small.example.net":
            return _GONE, 552 if local.startswith("small") else None, "5.3.4"
        case "strict.example.net":
            return (_GONE, 550, "5.7.23") if host == RELAY2.name else _FINAL["plain.example.net"]
        case "listing.example.net" if not local.isascii():
            return _GONE, None, "5.6.7"
        case "plain.example.net" if local.startswith("nobody"):
            return _GONE, 550, "5.1.1"
        case _:
            return _FINAL[domain]


def _redirected(host: str, recipient: str) -> Iterator[Delivered]:
    """What a header check of the relay makes of it: another recipient, or one more."""
    local, _, domain = recipient.rpartition("@")
    for to in ("other",) if local == "lost" else (local, "archive"):
        yield Delivered(
            host=host,
            recipient=f"{to}@{domain}",
            course=_DONE,
            code=250,
            enhanced="2.0.0",
            original=recipient if local == "lost" else None,
        )


def _aliased(host: str, recipient: str) -> Iterator[Delivered]:
    if recipient == "sales@example.jp":
        for to in ("one@plain.example.net", "two@plain.example.net"):
            yield Delivered(host=host, recipient=to, course=_DONE, code=250, enhanced="2.0.0", original=recipient)
    for program, to, original, course, enhanced in _ALIASES.get(recipient, ()):
        code = 250 if program in {"lmtp", "smtp"} else None
        yield Delivered(
            host=MAIL.name,
            recipient=to,
            course=course,
            code=code,
            enhanced=enhanced,
            program=program,
            original=original,
        )


def notifications(seen: Sequence[Seen]) -> Iterator[Sent]:
    """The messages that hosts made themselves, as they arrived: non-delivery notifications with their parents."""
    for one in seen:
        message = one.message
        if message.get_content_type() != "multipart/report" or not one.recipients or not one.hops:
            continue
        fields = message.as_bytes().decode("utf-8", "replace")
        parent = re.search(r"X-Postfix-Queue-ID: (\S+)", fields)
        reporter = re.search(r"Reporting-MTA: dns; (\S+)", fields)
        assert parent, fields
        assert reporter, fields
        yield Sent(
            name=f"bounce-of-{parent[1]}",
            kind=Kind.BOUNCE,
            host=reporter[1],
            sender="",
            recipients=one.recipients,
            message_id=one.message_id,
            origin="bounce",
            parent=parent[1],
            hops=one.hops,
        )
