"""Finds the reply in a log line of any mail system, in a bounce's diagnostic, or in a bare reply.

Each form is tried in turn; what fits none is taken as the reply itself, without the head that syslog writes. A line
tells one reply; who gave it matters: `ours` is a refusal of this very server towards a client.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MOST: Final = 8000
"""Characters of a line that are looked at."""
_HEAD: Final = re.compile(
    r"(?:<\d{1,3}>(?:1 )?)?"
    r"(?:[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[0-9.,:+Z-]{0,20})"
    r"(?: [\w.:-]{1,255})? (?:[\w./-]{1,64}(?:\[\d{1,10}\])?: )?(?:[0-9A-Za-z]{6,32}: )?"
)
_POSTFIX: Final = re.compile(r", (?:dsn=([245]\.\d{1,3}\.\d{1,3}), )?status=([a-z-]{2,20}) \((.{0,6000})\)")
_POSTFIX_REJECT: Final = re.compile(
    r"(?:milter-)?(?:reject|hold|discard)(?:_warning)?: ([A-Z-]{3,20}) from "
    r"[^\s\[\]]{1,255}\[[^\]]{1,50}\](?::\d{1,5})?: (.{0,4000}?)(?:; from=<|; proto=|; client=|$)"
)
_SENDMAIL: Final = re.compile(r"(?:dsn=([245]\.\d{1,3}\.\d{1,3}), )?stat=(.{1,4000})")
_SENDMAIL_REJECT: Final = re.compile(r"ruleset=\w{1,40}, .{0,2000}?reject=(.{1,2000})")
_OPENSMTPD: Final = re.compile(r'result="?(\w{1,20})"?,? stat="?(.{1,3000}?)"?$')
_EXCHANGE: Final = re.compile(r"\{LED=(.{1,2000}?)\}(?:;|\])")
_EXCHANGE_HOST: Final = re.compile(r"\{FQDN=([\w.-]{1,255})\}")
_EXCHANGE_SEND: Final = re.compile(r",<,\"?([245]\d\d[ -][^\r\n]{0,2000}?)\"?,")
_QMAIL: Final = re.compile(r"delivery \d{1,12}: (success|failure|deferral): (\S{1,4000})")
_DIAGNOSTIC: Final = re.compile(r"(?:Diagnostic-Code: )?(?:x-[\w-]{1,20}|smtp); ?(.{1,4000})", re.IGNORECASE)
_EXIM_OUT: Final = re.compile(r" (\*\*|==|=>|->|>>) ([^\s:]{1,320})(?: <[^>]{0,320}>)?(?=[ :])")
_EXIM_ACCEPTED: Final = re.compile(r' C="([^"]{1,2000})"')
_EXIM_REJECT: Final = re.compile(
    r" rejected (RCPT|MAIL|EHLO or HELO|connection|after DATA|DATA)\b[^:]{0,400}: (.{1,3000})"
)
_EXIM_PHASE: Final = {"RCPT": "RCPT", "MAIL": "MAIL", "after DATA": "END-OF-MESSAGE", "DATA": "DATA"}
_RELAY: Final = re.compile(
    r"\brelay=\"?([A-Za-z0-9](?:[\w.-]{0,253}\w)?\.[A-Za-z]{2,24})\.?[\[ :,(]|relay=\S{1,60} \(([\w.-]{3,255})\)"
)
_HOST: Final = re.compile(r" H=([\w.-]{3,255}) \[")
_RECIPIENT: Final = re.compile(
    r"\b(?:to|rcpt|Final-Recipient)(?:=|: ?(?:rfc822;)? ?)<?([^\s<>,;]{1,64}@[^\s<>,;]{1,255}?)>?(?=[\s,;>]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyInLine:
    """What a line says."""

    text: str
    """The reply, literally."""
    relay: str | None = None
    """The host that the line names as the next hop."""
    recipient: str | None = None
    ours: bool = False
    """Whether this server said it itself, to a client."""


def reply_in(line: str) -> ReplyInLine | None:
    """The reply in a line; None where the line is empty or holds no word of one."""
    line = line[:MOST].strip()
    if not line:
        return None
    own = _own(line)
    if own is not None:
        return ReplyInLine(text=own, recipient=_recipient(line), ours=True)
    found = _given(line)
    if found is None:
        found = _bare(line)
    return ReplyInLine(text=found, relay=_relay(line), recipient=_recipient(line)) if found else None


def _own(line: str) -> str | None:
    """A refusal by this server: Postfix, Exim, Sendmail."""
    found = _POSTFIX_REJECT.search(line)
    if found is not None:
        return f"{found[2]} (in reply to {found[1]} command)"
    found = _EXIM_REJECT.search(line)
    if found is not None:
        place = _EXIM_PHASE.get(found[1])
        return f"{found[2]} (in reply to {place} command)" if place else found[2]
    found = _SENDMAIL_REJECT.search(line)
    return found[1] if found is not None else None


def _given(line: str) -> str | None:
    """A reply that another server gave, or what this one says about a delivery."""
    found = _POSTFIX.search(line)
    if found is not None:
        return _with_status(found[3], found[1], found[2] in {"sent", "deliverable"})
    found = _OPENSMTPD.search(line)
    if found is not None:
        return found[2]
    if "stat=" in line and (found := _SENDMAIL.search(line)) is not None:
        return _sendmail(found[2], found[1])
    if (found := _EXCHANGE.search(line) or _EXCHANGE_SEND.search(line)) is not None:
        return found[1]
    if (found := _QMAIL.search(line)) is not None:
        return found[2].replace("_", " ").partition("/Giving up on")[0].replace("Remote host said: ", "said: ")
    if (found := _DIAGNOSTIC.search(line)) is not None:
        return found[1]
    return _exim(line)


def _exim(line: str) -> str | None:
    found = _EXIM_OUT.search(line)
    if found is None:
        return None
    if found[1] in {"=>", "->", ">>"}:
        accepted = _EXIM_ACCEPTED.search(line, found.end())
        return accepted[1] if accepted else None
    # Fields stand between (H=mx.example.net [192.0.2.1] X=TLS1.3:...); only what is said follows a colon and a space.
    place = line.find(": ", found.end())
    return line[place + 2 :] if place >= 0 else None


def _sendmail(stat: str, dsn: str | None) -> str:
    """``Sent (...)``, ``Deferred: ...``, or a word that stands for a reply that was logged before."""
    if stat.startswith("Sent"):
        return f"250 {stat[4:].strip(' ()')}".rstrip()
    return _with_status(stat.removeprefix("Deferred: "), dsn, False)


def _with_status(said: str, dsn: str | None, accepted: bool) -> str:  # noqa: FBT001 - one of three facts of a line
    """With the status of the line where the reply has no code of its own."""
    if re.match(r"#?[245]\d\d[ -]|[245]\.\d|host \S{1,300} (?:said|refused)", said):
        return said
    if accepted:
        return f"250 {dsn or '2.0.0'} {said}"
    return f"{dsn} {said}" if dsn and dsn[2:] != "0.0" else said


def _bare(line: str) -> str | None:
    head = _HEAD.match(line)
    return line[head.end() :] if head else line


def _relay(line: str) -> str | None:
    found = _RELAY.search(line) or _HOST.search(line) or _EXCHANGE_HOST.search(line)
    return next(one for one in found.groups() if one).lower() if found else None


def _recipient(line: str) -> str | None:
    found = _RECIPIENT.search(line)
    if found is not None:
        return found[1]
    exim = _EXIM_OUT.search(line)
    return exim[2] if exim and "@" in exim[2] else None
