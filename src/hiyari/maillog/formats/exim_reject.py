"""What Exim does not take in: ACLs at every stage, connections refused, broken sessions, failed logins."""

from __future__ import annotations

import re
from typing import Final

from hiyari.maillog.formats.exim_lines import HOST, client_of
from hiyari.maillog.formats.told import Told
from hiyari.maillog.formats.words import QUOTED

_STAGES: Final = {
    "connection": "CONNECT",
    "EHLO or HELO": "HELO",
    "EHLO": "HELO",
    "HELO": "HELO",
    "MAIL": "MAIL",
    "RCPT": "RCPT",
    "DATA": "DATA",
    "after DATA": "END-OF-MESSAGE",
    "PRDR": "END-OF-MESSAGE",
    "from": "END-OF-MESSAGE",
    "by local_scan()": "END-OF-MESSAGE",
    "by non-SMTP ACL": "END-OF-MESSAGE",
    "STARTTLS": "STARTTLS",
    "AUTH": "AUTH",
    "VRFY": "VRFY",
    "EXPN": "EXPN",
    "ETRN": "ETRN",
}
_ACL: Final = re.compile(
    rf"(?:H=(?:{HOST}|(?P<junk>.*?\) \[[^\s\]]*\](?::\d+)?)))?(?: (?:I|U|X|CV|SNI|DN|PRX|D)=(?:{QUOTED}|\S++))*"
    rf" ?(?:F=<(?P<sender>(?:[^<>\"]++|{QUOTED})*+)> )?(?:A=\S+ )?(?P<temporary>temporarily )?rejected "
    rf"(?P<what>{'|'.join(re.escape(what) for what in _STAGES)})\b\)?"
    rf"(?: (?P<to><(?:[^<>\"]++|{QUOTED})*+>|[^\s:]\S*?))?(?: in \"\w+\" ACL)?(?::(?: (?P<reason>.*))?)?",
    re.ASCII,
)
_NAMED: Final = re.compile(rf"(?:H=)?{HOST}", re.ASCII)
_LOGIN: Final = re.compile(
    rf"(?P<way>[^\s=]+) authenticator failed for (?:H=)?{HOST}(?: [A-Z]+=\S+)*: (?P<reason>.*)", re.ASCII
)
_ACCOUNT: Final = " (set_id="
_AT_CONNECT: Final = ("refused connection from ", "temporarily refused connection from ", "Connection from ")
_SYNTAX: Final = re.compile(rf"rejected (?P<what>EHLO|HELO|MAIL) from {HOST}(?: [A-Z]+=\S+)*: (?P<reason>.*)", re.ASCII)
_UNQUALIFIED: Final = re.compile(
    rf"unqualified (?P<what>sender|recipient) rejected: <(?P<given>[^<>]*)> H={HOST}(?P<reason>.*)", re.ASCII
)
_SYNC: Final = re.compile(
    rf"SMTP protocol synchronization error \(.*?\): rejected .{{0,600}}? (?:from )?(?:H=)?{HOST}.*"
)


def refusal(told: Told, at: int, qid: str | None, text: str, line: str) -> bool:
    """Tell a refusal; False when the text is none."""
    if "rejected" in text:
        return _by_acl(told, at, qid, text, line) or _by_syntax(told, at, text, line)
    if text.startswith(_AT_CONNECT) and "refused" in text:
        rest = text[text.find("from ") + 5 :]
        found = _NAMED.match(rest)
        reply = text if text.startswith("refused") else f"421 {text}"
        told.reject(at, "exim", "CONNECT", qid, *_client(found), None, None, reply, line)
        return True
    return False


def login(told: Told, at: int, text: str) -> bool:
    """Tell a failed login; False when the text is none."""
    if " authenticator failed for " not in text:
        return False
    found = _LOGIN.fullmatch(text)
    if found is None:
        return False
    name, address, _ = client_of(found)
    reason, known, account = found["reason"].partition(_ACCOUNT)
    told.login_failed(at, "exim", name, address, account.removesuffix(")") if known else None, found["way"], reason)
    return True


def _by_acl(told: Told, at: int, qid: str | None, text: str, line: str) -> bool:
    found = _ACL.fullmatch(text)
    if found is None:
        return False
    stage = _STAGES[found["what"]]
    recipient = (found["to"] or "").strip("<>") if stage == "RCPT" else None
    sender = found["sender"]
    if stage == "MAIL" and sender is None and found["to"]:
        sender = found["to"].strip("<>")
    reply = _with_code(found["reason"] or "", bool(found["temporary"]))
    told.reject(at, "exim", stage, qid, *_client(found), sender, recipient, reply, line)
    return True


def _by_syntax(told: Told, at: int, text: str, line: str) -> bool:
    found = _SYNTAX.fullmatch(text)
    if found is not None:
        stage = _STAGES[found["what"]]
        told.reject(at, "exim", stage, None, *_client(found), None, None, found["reason"], line)
        return True
    found = _UNQUALIFIED.fullmatch(text)
    if found is not None:
        given, of_sender = found["given"], found["what"] == "sender"
        sender, recipient = (given, None) if of_sender else (None, given)
        stage, reply = "MAIL" if of_sender else "RCPT", f"unqualified {found['what']}"
        told.reject(at, "exim", stage, None, *client_of(found), sender, recipient, reply, line)
        return True
    found = _SYNC.fullmatch(text)
    if found is not None:
        told.reject(at, "exim", "CONNECT", None, *_client(found), None, None, text.partition(": ")[0], line)
    return found is not None


def _client(found: re.Match[str] | None) -> tuple[str | None, str | None, str | None]:
    return (None, None, None) if found is None else client_of(found)


def _with_code(reason: str, temporary: bool) -> str:  # noqa: FBT001 - both arguments belong to one reply
    """Exim logs why, not the reply's code; what it refuses for the time being, it answers with 451."""
    return f"451 {reason}" if temporary and not reason[:3].isdecimal() else reason
