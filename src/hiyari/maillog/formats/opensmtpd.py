"""OpenSMTPD's ``smtpd`` since 5.4: sessions, messages, envelopes, deliveries.

A session's lines carry its id; a message is known by the first half of its envelopes' ids, which is what a next host's
reply names too. Who sent a message stands in the session's first line, so sessions are remembered until they end.
OpenSMTPD does not log that a message left its queue, and names no user id for local mail: both stay unknown.
Formats: the strings of 6.8.0p2; before 6.4 the same fields stood behind ``event=``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.formats.recent import Recent
from hiyari.maillog.formats.told import Handle, Told
from hiyari.maillog.formats.words import QUOTED, duration, number

_LINE: Final = re.compile(r"(?P<session>[0-9a-f]{16}) (?P<who>smtp|mta|mda) (?:event=)?(?P<what>[a-z-]+) ?(?P<rest>.*)")
_CONNECTED: Final = re.compile(r"address=(?P<address>\S+) host=(?P<host>\S+)")
_MESSAGE: Final = re.compile(
    r"(?:address=\S+ host=\S+ )?msgid=(?P<id>[0-9a-f]{8})"
    rf"(?: from=<(?P<sender>(?:[^<>\"]++|{QUOTED})*+)> to=<(?:[^<>\"]++|{QUOTED})*+>)?"
    r" size=(?P<size>\d+) (?:nrcpt|ndest)=(?P<recipients>\d+).*",
    re.ASCII,
)
_ENVELOPE: Final = re.compile(
    rf"evpid=(?P<id>[0-9a-f]{{8}})[0-9a-f]{{8}} from=<(?P<sender>(?:[^<>\"]++|{QUOTED})*+)> to=.*"
)
_LOGIN: Final = re.compile(
    r"(?:address=\S+ host=\S+ )?user=(?P<account>.*) (?:address=\S+ host=\S+ )?result=(?P<result>[a-z]+)"
)
_REFUSED: Final = re.compile(r'(?:address=\S+ host=\S+ )?command="(?P<command>.*?)" result="(?P<reply>[45]\d\d.*?)"?')
_DELIVERY: Final = re.compile(
    rf"evpid=(?P<id>[0-9a-f]{{8}})[0-9a-f]{{8}} from=<(?:[^<>\"]++|{QUOTED})*+> to=<(?P<to>(?:[^<>\"]++|{QUOTED})*+)>"
    rf"(?: rcpt=<(?P<original>(?:[^<>\"]++|{QUOTED})*+)>)?(?: method=\S+)?(?: user=\S+)?(?: source=\"[^\"]*\")?"
    r"(?: relay=\"(?P<relay>[^\"]*)\")? delay=(?P<delay>\S+) result=\"?(?P<result>\w+)\"? stat=\"?(?P<stat>.*?)\"?",
    re.ASCII,
)
_RELAY: Final = re.compile(r"(?P<address>[^\s()]*)(?: \((?P<name>[^\s()]*)\))?")
_OUTCOMES: Final = {"Ok": "accepted", "TempFail": "deferred", "PermFail": "refused", "Loop": "refused"}
_STAGES: Final = {
    "": "CONNECT",
    "HELO": "HELO",
    "EHLO": "HELO",
    "MAIL": "MAIL",
    "RCPT": "RCPT",
    "DATA": "DATA",
    ".": "END-OF-MESSAGE",
}
_QUIET: Final = frozenset(
    {
        "disconnected", "closed", "tls", "starttls", "bad-input", "cert-check", "client-cert-check", "connecting",
        "connected", "server-cert-check", "error", "proxy", "ssl_check_name", "auth", "cert", "timeout",
    }
)  # fmt: skip
_ABOUT_ITSELF: Final = (
    "info: ", "debug: ", "smtp-in: ", "smtp-out: ", "queue", "scheduler: ", "mta: ", "startup", "OpenSMTPD",
)  # fmt: skip
_MOST_SESSIONS: Final = 10_000


@dataclass(slots=True)
class _Session:
    address: str | None
    host: str | None
    account: str | None = None
    message: tuple[str, int | None, int | None] | None = None
    """Of a message whose first envelope is still to come: id, octets, recipients."""


def programs() -> Mapping[str, Handle]:
    """Handles by program name, with empty memories."""
    return {"smtpd": Opensmtpd().handle}


class Opensmtpd:
    """Remembers the sessions that are open."""

    def __init__(self) -> None:
        self._sessions: Recent[tuple[Told, str], _Session] = Recent(_MOST_SESSIONS)

    def handle(self, told: Told, at: int, body: str, line: str) -> bool:
        """Tell what one line says."""
        found = _LINE.fullmatch(body)
        if found is None:
            return _about_itself(told, at, body)
        who, what, rest = found["who"], found["what"], found["rest"]
        if who != "smtp":
            return _delivery(told, at, who, rest, line) if what == "delivery" else what in _QUIET
        key = (told, found["session"])
        match what:
            case "connected":
                return self._connected(key, rest)
            case "message":
                return self._message(told, at, key, rest)
            case "envelope":
                return self._envelope(told, at, key, rest)
            case "authentication":
                return self._login(told, at, key, rest)
            case "failed-command":
                return self._refused(told, at, key, rest, line)
            case "disconnected" | "closed":
                self._sessions.take(key)
        return what in _QUIET

    def _connected(self, key: tuple[Told, str], rest: str) -> bool:
        found = _CONNECTED.match(rest)
        if found is None:
            return False
        host = None if found["host"] in {"<unknown>", "unknown"} else found["host"].lower()
        self._sessions.put(key, _Session(found["address"].strip("[]").removeprefix("IPv6:"), host))
        return True

    def _message(self, told: Told, at: int, key: tuple[Told, str], rest: str) -> bool:
        found = _MESSAGE.fullmatch(rest)
        if found is None:
            return False
        session = self._sessions.get(key) or _Session(None, None)
        session.message = (found["id"], number(found["size"]), number(found["recipients"]))
        self._sessions.put(key, session)
        if found["sender"] is not None:
            _arrival(told, at, session, found["sender"])
        return True

    def _envelope(self, told: Told, at: int, key: tuple[Told, str], rest: str) -> bool:
        found = _ENVELOPE.fullmatch(rest)
        session = self._sessions.get(key)
        if found is not None and session is not None and session.message and session.message[0] == found["id"]:
            _arrival(told, at, session, found["sender"])
        return found is not None

    def _login(self, told: Told, at: int, key: tuple[Told, str], rest: str) -> bool:
        found = _LOGIN.fullmatch(rest)
        if found is None:
            return False
        session = self._sessions.get(key) or _Session(None, None)
        if found["result"] == "ok":
            session.account = found["account"]
        elif found["result"] == "permfail":
            told.login_failed(at, "smtpd", session.host, session.address, found["account"], None, "permfail")
        return True

    def _refused(self, told: Told, at: int, key: tuple[Told, str], rest: str, line: str) -> bool:
        found = _REFUSED.fullmatch(rest)
        if found is None:
            return False
        session = self._sessions.get(key) or _Session(None, None)
        command = found["command"]
        verb = command.partition(" ")[0].upper()
        stage = _STAGES.get(verb)
        if stage is None:
            # A wrong command or a failed login, which has a line of its own; nothing was to be taken in.
            return True
        path = command.partition("<")[2].rpartition(">")[0] if stage in {"MAIL", "RCPT"} else None
        sender, recipient = (path, None) if stage == "MAIL" else (None, path)
        helo = command[5:].strip() or None if stage == "HELO" else None
        told.reject(
            at, "smtpd", stage, None, session.host, _ip(session), helo, sender, recipient, found["reply"], line
        )  # fmt: skip
        return True


def _arrival(told: Told, at: int, session: _Session, sender: str) -> None:
    if session.message is None:
        return
    (qid, size, recipients), session.message = session.message, None
    if session.address != "local":
        told.client(at, qid, session.host, session.address, session.account)
    elif sender:
        told.local(at, qid, None, None, sender)
    else:
        told.born(at, qid, None, "bounce")
    told.queued(at, qid, sender, size, recipients)


def _ip(session: _Session) -> str | None:
    return None if session.address == "local" else session.address


def _delivery(told: Told, at: int, who: str, rest: str, line: str) -> bool:
    found = _DELIVERY.fullmatch(rest)
    outcome = _OUTCOMES.get(found["result"]) if found is not None else None
    if found is None or outcome is None:
        return False
    hop = _RELAY.fullmatch(found["relay"] or "")
    name = hop["name"].lower() if hop is not None and hop["name"] else None
    address = hop["address"].strip("[]").removeprefix("IPv6:") if hop is not None and hop["address"] else None
    if address and not (set(address) <= _OF_AN_ADDRESS):
        # The domain that was to be reached, and no host of it.
        name, address = None, None
    original = found["original"] if found["original"] != "-" else None
    told.delivery(
        at, found["id"], who, found["to"], original, name, None if address == "-" else address, None, found["result"],
        outcome, found["stat"], duration(found["delay"]), None, line,
    )  # fmt: skip
    return True


_OF_AN_ADDRESS: Final = frozenset("0123456789abcdefABCDEF.:-")


def _about_itself(told: Told, at: int, body: str) -> bool:
    for word, severity in (("warn: ", "warning"), ("fatal: ", "fatal"), ("fatal in ", "fatal")):
        if body.startswith(word):
            told.notice(at, "smtpd", severity, body)
            return True
    return body.startswith(_ABOUT_ITSELF) or body[17:25] == "filters "
