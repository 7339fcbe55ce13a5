"""Finds the server's reply, and its phase, in what a mail system wrote around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hiyari.smtp.reply import Phase

_MOST: Final = 2000
_REPLY: Final = re.compile(r"(?<![\w.\[/:-])[#\"']?([245]\d\d)(?:[ -]+(?=\S)|$)(.*)", re.DOTALL)
_AFTER_SAID: Final = re.compile(
    r"(?:said|returned|responded|reason|replied|with)\W{0,3}\s(?=[#\"']?[245]\d\d\b)", re.IGNORECASE
)
_ENHANCED: Final = re.compile(r"(?<![\w.])#?([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_PHASES: Final = (
    (
        re.compile(
            r"end of data|after (?:i sent|sending) the message|after (?:the )?(?:final|end of message)|"
            r"after data.{0,20}(?:sent|transfer)|end of message",
            re.IGNORECASE,
        ),
        Phase.FINAL_DOT,
    ),
    (re.compile(r"\bRCPT\b|does not like recipient|recipient address rejected", re.IGNORECASE), Phase.RCPT),
    (re.compile(r"\bMAIL FROM\b|does not like sender|in reply to MAIL\b", re.IGNORECASE), Phase.MAIL),
    (re.compile(r"(?:in reply to|after(?: sending)?|>>>) (?:the )?DATA\b", re.IGNORECASE), Phase.DATA),
    (re.compile(r"(?:in reply to|after(?: sending)?) (?:HELO|EHLO)|initial connection", re.IGNORECASE), Phase.EHLO),
)
_HOST: Final = re.compile(
    r"(?:\bhost|\bto|\bwhile talking to|Remote[- ]MTA:? dns;|Generating server:)[ ]+"
    r"([A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z0-9-]{1,62})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A reply in a text."""

    code: int | None
    enhanced: str | None
    text: str
    """Without the reply code; all of the text where there is no code."""
    phase: str
    mx: str


def read_reply(written: str) -> Said:
    """The first reply in a text, one line or several."""
    whole = " ".join(written[:_MOST].split())
    start = found.end() if (found := _AFTER_SAID.search(whole)) else 0
    reply = _REPLY.search(whole, start)
    code = int(reply[1]) if reply else None
    text = reply[2] if reply else whole
    if reply:
        # The further lines of a reply repeat its code.
        text = re.sub(rf"\s{reply[1]}[ -](?=\S)", " ", text).strip("\"' ")
    enhanced = _ENHANCED.search(text) or _ENHANCED.search(whole)
    host = _HOST.search(whole)
    return Said(
        code=code,
        enhanced=enhanced[1] if enhanced else None,
        text=_without_frame(text),
        phase=read_phase(whole),
        mx=host[1].lower() if host else "",
    )


def read_phase(whole: str) -> str:
    """Where in the session it was said; empty where that is not told."""
    return next((phase.value for pattern, phase in _PHASES if pattern.search(whole)), "")


def _without_frame(text: str) -> str:
    """Without what Postfix, qmail and Sendmail write around the reply."""
    text = re.sub(r" ?(?:\(in reply to [A-Za-z ]{2,30} command\)|Giving up on [0-9A-Fa-f.:]{3,45})$", "", text)
    return text.removesuffix(")") if text.count(")") > text.count("(") else text
