"""Exim's main log and reject log, from files or through syslog.

Besides the lines about one message, two kinds are joined: ``cwd=`` lines (``log_selector = +arguments``), which name
the folder of the program that hands a message in, go to the next local arrival of the same process (``+pid``), or
else to the next one within seconds if no other program could have meant it. Through syslog, Exim writes what belongs in
two logs twice; the second is not told.

Give the main log or the reject log, not both: each line of the second is a copy of one in the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final, Protocol

from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.formats.exim_lines import MESSAGE, arrival, delivered, failed
from hiyari.maillog.formats.exim_places import Places
from hiyari.maillog.formats.exim_reject import login, refusal
from hiyari.maillog.formats.told import Handle, Hosts, Told
from hiyari.maillog.formats.words import pid_of

_STAMP: Final = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [+-]\d{4})?"
_LINE: Final = re.compile(rf"(?P<stamp>{_STAMP}) (?:\[(?P<pid>\d+)\] )?(?:(?P<id>{MESSAGE}) )?(?P<text>.*)", re.ASCII)
_BODY: Final = re.compile(rf"(?:{_STAMP} )?(?:\[(?P<pid>\d+)\] )?(?:(?P<id>{MESSAGE}) )?(?P<text>.*)", re.ASCII)
_CHUNK: Final = re.compile(r"(?:\[(?P<part>\d+)[/\\](?P<parts>\d+)\] ?)")
_OF_A_REJECTION: Final = re.compile(r"Envelope-(?:from|to): |[A-Z* ] ?[!-9;-~]{1,76}: ?|\s|-{20,}|$")
"""The reject log shows a refused message's envelope and headers, and a line of dashes after them."""

_ABOUT_A_MESSAGE: Final = (
    "H=", "SMTP ", "LMTP ", "DKIM: ", "SA: ", "Frozen", "*** Frozen", "Unfrozen", "Message ", "no immediate delivery: ",
    "Spool file is locked", "removed by ", "cancelled by ", "delivery cancelled", "frozen by ", "unfrozen by ",
    "Remote host", "Remote end closed", "malware ", "ARC: ", "DMARC", "SPF", "=> discarded", "delivering ",
    "host lookup ", "retry time", "[", "TLS ", "error ", "No route", "Connection ", "DANE ", "greylist", "spam acl",
    "Sender identification ", "sender identification ", "Sender Identification ", "Warning: ", "could not ",
    "failed to ", "remote delivery process", "Process failed", "recipients refused", "Delivery ", "*>",
)  # fmt: skip
_ABOUT_NONE: Final = (
    "SMTP ", "TLS ", "no host name found for ", "no IP address found for ", "unexpected ", "Start queue run",
    "End queue run", "Start '", "End '", "Abandon queue run", "exim ", "H=", "ident connection ", "DNS list lookup ",
    "host name alias list truncated", "sender verify ", "lowest numbered MX", "listing the queue", "pid ", "daemon ",
    "[", "rejected ", "discarded ", "ACL ", "DKIM ", "failed to expand", "failed to find host name", "host lookup ",
    "no route", "Unknown", "no MAIL in", "too many ", "Ignoring", "ignoring ", "dovecot", "spam acl", "LOG: ", "VRFY ",
    "DMARC", "SPF", "Sender rate ", "ETRN ", "Could not ", "verify ", "sender verification", "TCP", "F=<", "D=",
)  # fmt: skip
_TROUBLE: Final = (
    "Failed ", "failed ", "Cannot ", "unable to ", "socket bind() to port", "Warning: ", "queue run: ", "No such file",
    "rejecting SMTP connection: ", "malware acl condition", "spamd ", "Exim configuration error", "fork ",
)  # fmt: skip


class Clock(Protocol):
    """Reads stamps; see ``logfiles.stamps``."""

    def iso(self, stamp: str, /) -> int:
        """Microseconds, UTC. Raises ValueError for what is no stamp."""


def programs() -> Mapping[str, Handle]:
    """Handles by program name, with empty memories, for an Exim that logs through syslog."""
    handle = Exim().handle
    return dict.fromkeys(("exim", "exim4"), handle)


class Exim:
    """Tells what Exim's lines say; remembers what must be joined with a later line."""

    def __init__(self) -> None:
        self._places = Places()
        self._last_refusal: dict[Told, str] = {}

    def handle(self, told: Told, at: int, body: str, line: str) -> bool:
        """Tell one line that came through syslog, with its own stamp or without."""
        chunk = _CHUNK.match(body)
        if chunk is not None and chunk["part"] != "1":
            return True
        found = _BODY.fullmatch(body if chunk is None else body[chunk.end() :])
        if found is None:
            return False
        pid = found["pid"] or pid_of(line, body)
        text = found["text"]
        if (found["id"] is None or "rejected " in text) and self._again(told, text):
            return True
        return bool(self.tell(told, at, pid, found["id"], text, line)) or _OF_A_REJECTION.match(body) is not None

    def tell(self, told: Told, at: int, pid: str, qid: str | None, text: str, line: str) -> bool | None:
        """Tell one line without its stamp; None when it is nothing that Exim itself writes."""
        if qid is not None:
            return self._of_message(told, at, pid, qid, text, line)
        if text.startswith("cwd="):
            return self._places.hear(told, at, pid, text)
        if refusal(told, at, None, text, line) or login(told, at, text):
            return True
        if text.startswith(_TROUBLE):
            told.notice(at, "exim", "warning", text)
            return True
        return True if text.startswith(_ABOUT_NONE) or " authenticator " in text else None

    def _of_message(self, told: Told, at: int, pid: str, qid: str, text: str, line: str) -> bool:
        flag, rest = text[:3], text[3:]
        if flag in {"=> ", "-> ", ">> "} and not rest.startswith("discarded "):
            return delivered(told, at, qid, rest, line)
        if flag in {"<= ", "(= "}:
            local = arrival(told, at, qid, rest)
            place = self._places.take(told, at, pid) if local else None
            if place is not None:
                told.cwd(at, qid, place)
            return local is not None
        if flag in {"** ", "== "}:
            return failed(told, at, qid, rest, line, finally_=flag == "** ")
        if text.startswith("Completed"):
            told.removed(at, qid)
            return True
        return refusal(told, at, qid, text, line) or text.startswith(_ABOUT_A_MESSAGE)

    def _again(self, told: Told, text: str) -> bool:
        """Whether this is the second copy of a refusal."""
        if "rejected" not in text and "refused" not in text:
            return False
        if self._last_refusal.get(told) == text:
            del self._last_refusal[told]
            return True
        self._last_refusal[told] = text
        return False


class EximFront:
    """Reads a main log or reject log that Exim wrote itself."""

    NAME: ClassVar[str] = "exim"

    def __init__(self, history: Hosts, host: str, stamps: Clock) -> None:
        self.counts = Counts()
        self._told = history.host(host)
        self._stamps = stamps
        self._exim = Exim()

    @staticmethod
    def recognise(sample: Sequence[str]) -> bool:
        """Whether half of the lines that have a stamp of Exim's form name a message or say what only Exim says."""
        stamped = [found for line in sample if (found := _LINE.fullmatch(line)) is not None]
        known: int = sum(found["id"] is not None or found["text"].startswith(_SURE) for found in stamped)
        return known > 0 and known * 2 >= len(stamped)

    def feed(self, lines: Iterable[str]) -> None:
        """Tell the history what the lines say."""
        counts, read = self.counts, self._read
        for line in lines:
            counts.lines += 1
            understood = read(line)
            if understood is None:
                counts.other += 1
            elif not understood:
                counts.miss(line)

    def _read(self, line: str) -> bool | None:
        found = _LINE.fullmatch(line)
        if found is None:
            return _OF_A_REJECTION.match(line) is not None
        try:
            at = self._stamps.iso(found["stamp"])
        except ValueError:
            return False
        _stretch(self.counts, at)
        return self._exim.tell(self._told, at, found["pid"] or "", found["id"], found["text"], line)


_SURE: Final = ("cwd=", "H=", "Start queue run: ", "End queue run: ", "exim ", "SMTP connection from ")


def _stretch(counts: Counts, at: int) -> None:
    if counts.first_at is None or at < counts.first_at:
        counts.first_at = at
    if counts.last_at is None or at > counts.last_at:
        counts.last_at = at
