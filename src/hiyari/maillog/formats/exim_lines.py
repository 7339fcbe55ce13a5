"""Exim's lines about one message: its arrival and each attempt to deliver it (Exim specification, "Log files").

The items of a line stand in a fixed order, whichever ``log_selector`` switches on; they are read in that order and
never searched. A quoted local part, a Message-ID, a subject or another server's words may hold any item they like.
A HELO that holds blanks (``helo_accept_junk_hosts``) could hold a whole forged host: then the client is not known.
"""

from __future__ import annotations

import re
from typing import Final

from hiyari.maillog.formats.told import Told
from hiyari.maillog.formats.words import QUOTED, address_of, duration, number

MESSAGE: Final = r"[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4})"
"""A queue id; the longer form since 4.97."""
HOST: Final = (
    r"(?:(?P<name>[^\s()\[\]]++) )?(?:\((?P<helo>[^\s()]*+)\) )?\[(?P<address>[^\s\]]*+)\](?P<port>:\d{1,5})?\*?"
)
_TOKEN: Final = rf'(?:[^\s"]++|{QUOTED})++'
_ITEM: Final = rf'[A-Z0-9][A-Z0-9a-z*]{{0,11}}(?:=(?:{QUOTED}|<[^<>]*+>|[^\s"<]\S*+)?)?'

_ARRIVAL: Final = re.compile(
    rf"(?P<sender>{_TOKEN})(?: R=(?P<reference>\S+))?(?: D=\S+)?"
    rf"(?: H=(?:{HOST}|(?P<junk>.*?\) \[[^\s\]]*\](?::\d+)?)))?(?: I=\S+)?"
    rf"(?: U=(?P<user>\S+))?(?: P=(?P<protocol>\S+))?(?P<items>(?: (?!S=){_ITEM})*) S=(?P<size>\d+)"
    rf"(?: (?!T=){_ITEM})*(?: id=(?P<id>{_TOKEN}))?(?: T=\"(?P<subject>(?:[^\"\\]++|\\.)*+)\")?"
    r"(?: from <.*?>)?(?: for (?P<for>.*))?(?P<rest>.*)",
    re.ASCII,
)
_LOGIN: Final = re.compile(r" A=[^\s:]+:([^\s:]+)")
_BY_SMTP: Final = ("smtp", "esmtp", "lmtp", "utf8")

_ADDRESSED: Final = (
    rf"(?P<to>[|/].*?(?= <| \(| [A-Z]+=|: )|{_TOKEN})(?: \([^()]*+\))*(?: <(?P<original>(?:[^<>\"]++|{QUOTED})*+)>)?"
    r"(?: (?:F|P|SRS|ST|Q)=(?:<[^<>]*+>|[^\s<]\S*+))*(?: R=(?P<router>[^\s:]+))?(?: T=(?P<transport>[^\s:]+))?"
)
_NEXT: Final = rf"(?: S=\d+)?(?: H=(?:{HOST}|(?P<socket>[^\s:]+)))?"
_DELIVERED: Final = re.compile(
    rf"{_ADDRESSED}{_NEXT}(?P<items>(?: (?!C=|QT=|DT=){_ITEM})*)"
    r'(?: C="(?P<reply>(?:[^"\\]++|\\.)*+)"?)?(?: QT=(?P<time>[0-9.dhmsw]+))?(?: DT=[0-9.dhmsw]+)?.*',
    re.ASCII,
)
_FAILED: Final = re.compile(
    rf"{_ADDRESSED}{_NEXT}(?: (?:TFO|L|K|PRDR|(?:I|X|CV|SNI|DN|A|DANE)=(?:{QUOTED}|\S*[^\s:])(?=[: ])))*"
    r"(?: defer \((?P<error>-?\d+)\)(?:(?:: (?P<system>[A-Z][A-Za-z /]{0,60}))?"
    r" H=(?P<late>(?:[^\s\[]\S* )?\[[^\s\]]*\](?::\d+)?))?)?"
    r"(?: DT=\S+| QT=\S+)*:? ?(?P<reason>.*)",
    re.ASCII,
)
_LATE: Final = re.compile(HOST)
_NO_ATTEMPT: Final = ("retry time not reached", "first pass: ")
_ESCAPE: Final = re.compile(r"\\([\"\\])")


def arrival(told: Told, at: int, qid: str, text: str) -> bool | None:
    """Tell what follows ``<=``.

    Returns:
        None when it could not be read; otherwise whether the message was handed in on this host.
    """
    found = _ARRIVAL.fullmatch(text)
    if found is None:
        return None
    sender = "" if found["sender"] == "<>" else found["sender"]
    parent, user, protocol = found["reference"], found["user"], found["protocol"] or ""
    by_smtp = protocol.startswith(_BY_SMTP) or found["address"] is not None or found["junk"] is not None
    local = False
    if parent is not None and not sender and not by_smtp:
        told.born(at, qid, parent if re.fullmatch(MESSAGE, parent) else None, "bounce")
    elif by_smtp:
        login = _LOGIN.search(found["items"])
        name, address, helo = (None, None, None) if _forged(found) else client_of(found)
        told.client(at, qid, name, address, login[1] if login else None, helo)
    else:
        local = True
        told.local(at, qid, None, user, sender)
    recipients = found["for"]
    told.queued(at, qid, sender, number(found["size"]), len(recipients.split()) if recipients else None)
    if found["id"]:
        told.message_id(at, qid, found["id"])
    if found["subject"]:
        told.header(at, qid, "subject", _ESCAPE.sub(r"\1", found["subject"]))
    return local


def client_of(found: re.Match[str]) -> tuple[str | None, str | None, str | None]:
    """The client's name in lower case, its address and its HELO."""
    if not found["address"]:
        return None, None, None
    return found["name"].lower() if found["name"] else None, address_of(found["address"]), found["helo"] or None


def _forged(found: re.Match[str]) -> bool:
    """Whether a host is left over: then the HELO held one, and which is the client's cannot be told."""
    return ") [" in found["rest"] or ") [" in (found["for"] or "")


def delivered(told: Told, at: int, qid: str, text: str, line: str) -> bool:
    """Tell what follows ``=>``, ``->`` or ``>>``."""
    found = _DELIVERED.fullmatch(text)
    if found is None:
        return False
    reply = _ESCAPE.sub(r"\1", found["reply"] or "")
    _tell(told, at, qid, found, ("delivered", "accepted", reply), found, duration(found["time"] or ""), line)
    return True


def failed(told: Told, at: int, qid: str, text: str, line: str, *, finally_: bool) -> bool:
    """Tell what follows ``**`` (the address failed) or ``==`` (it is tried again)."""
    found = _FAILED.fullmatch(text)
    if found is None or (not finally_ and found["error"] is None):
        return False
    reason = found["reason"]
    if not finally_ and reason.startswith(_NO_ATTEMPT):
        return True
    hop = _LATE.fullmatch(found["late"]) if found["late"] else found
    if found["system"]:
        reason = f"{found['system']}: {reason}" if reason else found["system"]
    words = ("failed", "refused", reason) if finally_ else ("deferred", "deferred", reason)
    _tell(told, at, qid, found, words, hop or found, None, line)
    return True


def _tell(  # noqa: PLR0917 - as hot as the call it makes
    told: Told,
    at: int,
    qid: str,
    found: re.Match[str],
    words: tuple[str, str, str],
    hop: re.Match[str],
    delay: int | None,
    line: str,
) -> None:
    status, outcome, reply = words
    name, address = hop["name"], hop["address"]
    transport = found["transport"] or "error"
    if (address or "smtp" in transport) and "lmtp" not in transport:
        # Transports have whatever name an administrator gave them.
        transport = "remote_smtp"
    to, original = found["to"], found["original"]
    if not found["router"] and not found["transport"]:
        to = to.removesuffix(":")
    if original and "@" not in to:
        # A local user's name, a file or a command: the address is the one that led there.
        to, original = original, None
    relay = name.rstrip(".").lower() if name else None
    port = number(hop["port"][1:]) if hop["port"] else None
    next_address = address_of(address) if address else None
    told.delivery(
        at, qid, transport, to, original, relay, next_address, port, status, outcome, reply, delay, None, line
    )  # fmt: skip
