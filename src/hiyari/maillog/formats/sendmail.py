"""Sendmail 8.12 and later: ``from=``, ``to=``, rejects by rule sets and milters, logins, notifications.

Sendmail writes one line of equates for the sender and one for each attempt. Both are in a fixed order, so they are read
in that order and never searched: a recipient, a Message-ID or a remote server's words may hold any equate they like.
The outcome is the one of ``dsn=``, which no other host chooses.

At its usual log level sendmail does not say that a message left the queue ("done;" needs LogLevel 10), so such
messages stay open. Formats: Sendmail Installation and Operation Guide, section 3.3 and the strings of 8.17.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hiyari.maillog.formats.recent import Recent
from hiyari.maillog.formats.sendmail_reject import complaint, refusal
from hiyari.maillog.formats.told import Handle, Told
from hiyari.maillog.formats.words import ADDRESS, bare, clock, next_hop, number, outcome_of, pid_of

_NAMES: Final = ("sendmail", "sm-mta", "sm-msp-queue", "sm-que", "sm-acceptingconnections")
_LONGEST_ID: Final = 20
_SHORTEST_ID: Final = 8

_FROM: Final = re.compile(
    rf"from=(?P<sender>{ADDRESS})?(?P<cut>.{{0,200}}?)?, size=(?P<size>\d+), class=-?\d+, (?:pri=-?\d+, )?"
    r"nrcpts=(?P<recipients>\d+)(?P<rest>.*)",
    re.ASCII,
)
_RELAY: Final = re.compile(r"(?:[^\s,]*@)?(?P<hop>[^\s,\[]*(?: ?\[[^\s\]]*\])?)(?: \(may be forged\))?", re.ASCII)
_SIMPLE: Final = re.compile(r"[A-Za-z0-9_.-]{0,40}", re.ASCII)

_TO: Final = re.compile(
    rf"to=(?P<to>{ADDRESS}(?:,{ADDRESS})*+)(?P<more> \[more\])?, "
    rf"(?:ctladdr=(?P<owner>{ADDRESS})(?: \((?P<uid>\d+)/\d+\))?, )?"
    r"delay=(?P<delay>[0-9:+]+)(?:, xdelay=[0-9:+]+)?(?:, mailer=(?P<mailer>[^\s,]+))?(?:, pri=-?\d+)?"
    r"(?:, relay=(?P<relay>[^\s,]+(?: \[[^\s\]]*\])?))?(?:, dsn=(?P<dsn>\d\.\d{1,3}\.\d{1,3}))?"
    r"(?:, reply=(?P<reply>.*?))?, stat=(?P<stat>.*)",
    re.ASCII,
)
_CUT: Final = re.compile(r"to=.{0,1000}? \[more\](?=, (?:ctladdr|delay)=)", re.ASCII)
_SPLIT: Final = re.compile(ADDRESS)
_MADE: Final = re.compile(
    r"(?P<id>[0-9A-Za-z]{8,20}): (?P<what>DSN|postmaster notify|sender notify|return to sender|return receipt|clone)\b",
    re.ASCII,
)
_LOGIN: Final = re.compile(r"AUTH=server, relay=(?P<relay>.{0,300}), authid=(?P<account>.{0,128}), mech=[^\s,]*, bits=")
_UNDERSTOOD: Final = (
    "STARTTLS=", "AUTH=", "AUTH warning", "AUTH continue", "tls_", "alias ", "aliases", "starting daemon",
    "restarting ", "stopping daemon", "started as:", "Authentication-Warning", "collect: ", "lost input channel from ",
    "timeout waiting for ", "Milter", "milter=", "done; ", "Losing ", "connect from ", "file=", "discarded",
    "<-- ", "--> ", "--- ", "gatherq", "runqueue", "Fixed MIME", "Truncated", "header syntax", "X-Authentication",
    "accepting connections", "delaying", "locked", "unlock", "dropenvelope", "finis", "makeconnection", "SMTP outgoing",
)  # fmt: skip
_ENDINGS: Final = (
    "did not issue MAIL/EXPN/VRFY/ETRN during connection to ", " aliases, longest ", "Possible SMTP RCPT flood",
    "possible SMTP attack", "probable open proxy", "forward: ", "clone: owner=", "did not issue ",
)  # fmt: skip


def programs() -> Mapping[str, Handle]:
    """Handles by program name, with empty memories."""
    handle = Sendmail().handle
    return dict.fromkeys(_NAMES, handle)


class Sendmail:
    """Remembers who logged in, by process, until that process names a message."""

    def __init__(self) -> None:
        self._logins: Recent[tuple[Told, str], tuple[str, str]] = Recent(4000)

    def handle(self, told: Told, at: int, body: str, line: str) -> bool:
        """Tell what one line says."""
        qid, colon, rest = body.partition(": ")
        if qid == "NOQUEUE":
            return self._unnamed(told, at, rest, line)
        if not colon or not (_SHORTEST_ID <= len(qid) <= _LONGEST_ID and qid.isalnum()):
            return self._unnamed(told, at, body, line)
        if rest.startswith("to="):
            return _attempt(told, at, qid, rest, line)
        if rest.startswith("from="):
            return self._arrival(told, at, qid, rest, pid_of(line, body))
        if rest.startswith("done; "):
            told.removed(at, qid)
            return True
        made = _MADE.match(rest)
        if made is not None:
            told.born(at, made["id"], qid, "forward" if made["what"] == "clone" else "bounce")
            return True
        return self._unnamed(told, at, rest, line, qid)

    def _unnamed(self, told: Told, at: int, text: str, line: str, qid: str | None = None) -> bool:
        login = _LOGIN.match(text)
        if login is not None:
            self._logins.put((told, pid_of(line, text if qid is None else f"{qid}: {text}")), (login[1], login[2]))
            return True
        return (
            refusal(told, at, qid, text, line)
            or complaint(told, at, text)
            or text.startswith(_UNDERSTOOD)
            or any(ending in text for ending in _ENDINGS)
        )

    def _arrival(self, told: Told, at: int, qid: str, text: str, pid: str) -> bool:
        found = _FROM.fullmatch(text)
        if found is None:
            return False
        rest, at_relay, relay = found["rest"].rpartition(", relay=")
        hop = _RELAY.fullmatch(relay) if at_relay else None
        if hop is None:
            return False
        if found["recipients"] == "0":
            # Everything was refused: no message came of it, and the refusals have lines of their own.
            return True
        sender = bare((found["sender"] or "") + (found["cut"] or ""))
        login = relay.removesuffix("@localhost")
        if login != relay:
            told.local(at, qid, None, login or None, sender)
        else:
            told.client(at, qid, *next_hop(hop["hop"]), self._account(told, pid, relay))
        told.queued(at, qid, sender, number(found["size"]), number(found["recipients"]))
        message_id = _message_id(rest)
        if message_id:
            told.message_id(at, qid, message_id)
        return True

    def _account(self, told: Told, pid: str, relay: str) -> str | None:
        known = self._logins.get((told, pid)) if pid else None
        return known[1] if known is not None and known[0] == relay else None


def _message_id(rest: str) -> str | None:
    """What stands between the counts and the last equates, which are taken off from the right."""
    if not rest.startswith(", msgid="):
        return None
    for key in (", tls_verify=", ", daemon=", ", proto=", ", bodytype="):
        before, found, value = rest.rpartition(key)
        if found and before and _SIMPLE.fullmatch(value):
            rest = before
    return bare(rest[8:]) or None


def _attempt(told: Told, at: int, qid: str, text: str, line: str) -> bool:
    found = _TO.fullmatch(text) or _without_its_cut(text)
    if found is None:
        return False
    stat, dsn = found["stat"], found["dsn"]
    status = stat.partition(" (")[0].partition(":")[0] or "unknown"
    outcome = outcome_of(dsn) or _by_words(status)
    if status == "Sent" and outcome != "accepted":
        # Another server's reply held an equate of its own; the status code cannot be its doing.
        status = outcome
    if found["uid"]:
        told.owner(at, qid, number(found["uid"]), bare(found["owner"]).partition("@")[0] or None)
    hop = next_hop(found["relay"]) if found["relay"] else (None, None)
    mailer = found["mailer"] or "error"
    program = "esmtp" if mailer in {"smtp8", "dsmtp"} else mailer
    words = found["reply"] or _said(stat)
    delay = clock(found["delay"])
    original = _alias(found)
    for recipient in _SPLIT.findall(found["to"]):
        told.delivery(
            at, qid, program, bare(recipient), original, *hop, None, status, outcome, words, delay, dsn, line
        )  # fmt: skip
    return True


def _without_its_cut(text: str) -> re.Match[str] | None:
    """A list of recipients that was cut in the middle of an address is left out."""
    cut = _CUT.match(text)
    return None if cut is None else _TO.fullmatch("to=[more]" + text[cut.end() :])


def _alias(found: re.Match[str]) -> str | None:
    """The address before the alias: sendmail names it as the owner where it carries no user's id."""
    owner = found["owner"]
    return bare(owner) if owner and not found["uid"] else None


def _said(stat: str) -> str:
    """The other server's words, which stand in parentheses after Sent."""
    if stat.startswith("Sent (") and stat.endswith(")"):
        return stat[6:-1]
    return stat


def _by_words(status: str) -> str:
    if status == "Sent":
        return "accepted"
    return "deferred" if status in {"Deferred", "queued", "quarantined"} else "refused"
