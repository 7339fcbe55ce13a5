"""From the octets of a message to what it says. Never raises, whatever the octets are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from hiyari.delivery.bounce import dsn, freetext
from hiyari.delivery.bounce.bounce import Kind, Notice, Statement
from hiyari.smtp.mail import MOST_OCTETS, Header, Part, parse_date, parts, split

_PLACES: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
"""Where a mailbox keeps the address that a message was sent to, the surest first."""
_RETURNED: Final = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers"}
)
_DAEMON: Final = re.compile(
    r"mailer[-_]?daemon|mail[-_]?daemon|postmaster|mail (?:delivery|administrator)|mdaemon|microsoft ?exchange|"
    r"mailer-?error|no-?reply.{0,20}bounce",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(
    r"undeliver|returned mail|mail system error|delivery (?:status|failure|notification|problem|report)|"
    r"failure notice|(?:mail|message) delivery|delivery.{0,20}(?:fail|delay|error)|warning: (?:could not|message)|"
    r"(?:配信|送信|配送|メール).{0,8}(?:エラー|できません|失敗|不能)|エラーメール|宛先不明|あて先不明",
    re.IGNORECASE,
)
_AUTOREPLY_SUBJECT: Final = re.compile(
    r"^(?:auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|vacation|away from)|"
    r"自動(?:返信|応答)|不在(?:の|通知|応答)",
    re.IGNORECASE,
)


def read_notice(octets: bytes, *, cut: bool = False) -> Notice:
    """What a message says.

    Args:
        octets: The message; what is beyond `mail.MOST_OCTETS` is not looked at.
        cut: Whether the caller has cut it already.
    """
    cut = cut or len(octets) > MOST_OCTETS
    header, body = split(octets[:MOST_OCTETS])
    found = parts(header, body)
    words = _words(found)
    statements, left_out = _reports(found, words)
    told = statements or freetext.read_text(words, plain=_from_daemon(header))
    return Notice(
        kind=_kind(header, told, found),
        statements=tuple(told),
        places=tuple(value for name in _PLACES for value in header.all(name)),
        returned=tuple(_returned(found, words)),
        subject=header.get("Subject"),
        at=parse_date(header.get("Date")),
        cut=cut or left_out or len(told) >= dsn.MOST_RECIPIENTS,
    )


def _words(found: Sequence[Part]) -> str:
    """The readable part: plain text, else HTML."""
    for kind in ("text/plain", "text/html"):
        text = next((part.text() for part in found if part.kind == kind), "")
        if text.strip():
            return text
    return ""


def _reports(found: Sequence[Part], words: str) -> tuple[list[Statement], bool]:
    statements: list[Statement] = []
    left_out = False
    for part in found:
        if part.kind in dsn.KINDS:
            more, missing = dsn.read_report(part.text())
            statements += more
            left_out = left_out or missing
    if statements and any(not one.phase for one in statements):
        told = freetext.read_text(words, plain=False)
        statements = [freetext.with_phase(one, told) for one in statements]
    return statements[: dsn.MOST_RECIPIENTS], left_out or len(statements) > dsn.MOST_RECIPIENTS


def _returned(found: Sequence[Part], words: str) -> list[str]:
    ids: list[str] = []
    for part in found:
        if part.kind in _RETURNED:
            ids += split(part.octets())[0].all("Message-ID")
    return ids[:10] or freetext.returned_ids(words)


def _from_daemon(header: Header) -> bool:
    return bool(_DAEMON.search(header.get("From")) or _SUBJECT.search(header.get("Subject")))


def _kind(header: Header, told: Sequence[Statement], found: Sequence[Part]) -> Kind:
    if told:
        return Kind.REPORT
    submitted = header.get("Auto-Submitted").lower()
    answered = submitted.startswith(("auto-replied", "auto-notified")) or bool(header.get("X-Autoreply"))
    receipt = any(part.kind == "message/disposition-notification" for part in found)
    daemon = _DAEMON.search(header.get("From")) is not None
    if receipt or _AUTOREPLY_SUBJECT.search(header.get("Subject")) or (answered and not daemon):
        return Kind.AUTOREPLY
    reported = any(part.kind in dsn.KINDS for part in found)
    returned = header.get("Return-Path").replace(" ", "") == "<>"
    if reported or _SUBJECT.search(header.get("Subject")) or (daemon and returned):
        return Kind.UNCLEAR
    return Kind.OTHER
