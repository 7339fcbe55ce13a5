"""Postfix's servers: who comes, who hands in what, who is refused, who cannot log in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from hiyari.maillog.formats.postfix_envelope import envelope
from hiyari.maillog.formats.postfix_words import is_queue_id, peer, severity
from hiyari.maillog.history.host import HostHistory

_GREETINGS: Final = (
    "lost connection after ",
    "timeout after ",
    "too many errors after ",
    "improper command pipelining after ",
    "SSL_accept error from ",
    "SSL_accept:",
    "setting up TLS connection from ",
    "Anonymous TLS connection ",
    "Untrusted TLS connection ",
    "Trusted TLS connection ",
    "Verified TLS connection ",
    "TLS connection ",
    "initializing the server-side TLS engine",
    "proxy-accept: ",
    "proxy-reject: ",
    "proxy-ok: ",
    "table ",
    "mapping ",
    "Using ",
)
_COME_AND_GO: Final = ("connect from ", "disconnect from ")
"""How most lines of smtpd begin; they tell nothing."""
_MOST_CLIENTS: Final = 2000
_SCREEN: Final = (
    "CONNECT ",
    "PASS ",
    "HANGUP ",
    "DISCONNECT ",
    "PREGREET ",
    "DNSBL ",
    "ALLOWLISTED ",
    "WHITELISTED ",
    "DENYLISTED ",
    "BLACKLISTED ",
    "COMMAND ",
    "NON-SMTP ",
    "BARE ",
    "WHITELIST VETO ",
    "ALLOWLIST VETO ",
    "cache ",
    "close database ",
    "SASL ",
)
_VERDICT: Final = re.compile(
    r"(?:milter-)?(reject|hold|discard|redirect|warn|warning|filter|info|prepend|replace|bcc|trigger|reject_warning"
    r"|permit|delay)(?:, (?:delay|hold))?: "
    r"([A-Z][A-Z-]*(?: [a-z]+)?) (?:command )?(?:from|FROM) (\S*)\[([^\]\s]*)\](?::\d{1,5})?: (.*)$",
    re.DOTALL,
)
"""An action, where in the session, and from whom. The rest is the reply and the envelope."""
ACTIONS: Final = {
    "reject": None,
    "hold": "held",
    "quarantine": "held",
    "discard": "discarded",
    "reject_warning": "warned",
    "warn": "warned",
    "warning": "warned",
}
"""What is a fact, with its outcome; None where the reply tells it. The other actions let the mail in as it is."""
_LOGIN: Final = re.compile(
    r"warning: (\S*)\[([^\]\s]*)\]: SASL ([A-Za-z0-9_-]{1,40}) authentication failed"
    r"(?:: (.*?))?(?:, sasl_username=(.*))?$",
    re.DOTALL,
)


def smtpd(told: HostHistory, at: int, body: str, line: str) -> bool:
    """Of smtpd, in whichever service."""
    if body.startswith(_COME_AND_GO):
        return True
    qid, _, rest = body.partition(": ")
    if rest[:7] == "client=":
        return _client(told, at, qid, rest)
    if body.startswith(_GREETINGS):
        return True
    if qid == "NOQUEUE" or is_queue_id(qid):
        return _action(told, at, "smtpd", qid, rest, line)
    if qid == "warning" and (found := _LOGIN.match(body)) is not None:
        name, address, method, reason, account = found.groups()
        told.login_failed(at, "smtpd", None if name == "unknown" else name, address, account, method, reason)
        return True
    return severity(told, at, "smtpd", body)


def postscreen(told: HostHistory, at: int, body: str, line: str) -> bool:
    """Of postscreen, which stands before smtpd."""
    if body.startswith(_SCREEN):
        return True
    qid, _, rest = body.partition(": ")
    if qid == "NOQUEUE":
        return _action(told, at, "postscreen", qid, rest, line)
    return severity(told, at, "postscreen", body)


def _client(told: HostHistory, at: int, qid: str, rest: str) -> bool:
    """``client=name[address], sasl_method=PLAIN, sasl_username=taro, orig_queue_id=..., orig_client=...``."""
    if qid == "NOQUEUE":
        # A filter before the queue: the message itself comes later, with an id.
        return True
    name, address, account, parent = _came(rest)
    told.client(at, qid, name, address, account)
    if parent is not None:
        told.parent(at, qid, parent)
    return True


@lru_cache(maxsize=_MOST_CLIENTS)
def _came(rest: str) -> tuple[str | None, str | None, str | None, str | None]:
    """Name, address, account and the queue id before, of such a text; the same clients come again and again."""
    name, address, more = peer(rest[7:])
    more, _, forwarded = more.partition(", orig_client=")
    if forwarded and ", orig_queue_id=" not in more:
        # A filter before the queue hands on who came to it (XFORWARD); no other message says so.
        name, address, _ = peer(forwarded)
    rest, _, parent = more.partition(", orig_queue_id=")
    account = rest.partition(", sasl_username=")[2].partition(", sasl_sender=")[0]
    parent = parent.partition(",")[0]
    return name, address, account or None, parent if parent != "NOQUEUE" and is_queue_id(parent) else None


def _action(told: HostHistory, at: int, program: str, qid: str, rest: str, line: str) -> bool:
    """``reject: RCPT from name[address]: 554 5.7.1 <...>: why; from=<...> to=<...> proto=ESMTP helo=<...>``."""
    found = _VERDICT.match(rest)
    if found is None:
        # smtpd tells of a queue id only these; what else begins with one is strange.
        return rest.startswith(("client=", "removed", "replace: ", "prepend: ", "sasl_", "lost connection", "timeout "))
    action, stage, name, address, said = found.groups()
    if action not in ACTIONS:
        return True
    reply, sender, recipient, helo = envelope(said)
    told.reject(
        at,
        program,
        stage,
        None if qid == "NOQUEUE" else qid,
        None if name in ("unknown", "") else name,
        address,
        helo,
        sender,
        recipient,
        reply,
        line,
        outcome=ACTIONS[action],
    )
    return True
