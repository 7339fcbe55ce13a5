"""What sendmail refuses and complains about: rule sets, milters, unknown users, failed logins, its own errors."""

from __future__ import annotations

import re
from typing import Final

from hiyari.maillog.formats.told import Told
from hiyari.maillog.formats.words import ADDRESS, QUOTED, bare, next_hop

_STAGES: Final = {
    "check_relay": "CONNECT",
    "check_mail": "MAIL",
    "check_rcpt": "RCPT",
    "check_data": "DATA",
    "check_eoh": "END-OF-MESSAGE",
    "check_eom": "END-OF-MESSAGE",
    "check_etrn": "ETRN",
    "check_vrfy": "VRFY",
    "check_expn": "EXPN",
}
_COMMANDS: Final = {"helo": "HELO", "from": "MAIL", "to": "RCPT", "data": "DATA", "eoh": "END-OF-MESSAGE"}
_RULESET: Final = re.compile(
    rf"ruleset=(?P<set>[A-Za-z0-9_]+), arg1=(?P<one>{ADDRESS})?(?:, arg2=(?P<two>[^\s,]*))?"
    r"(?:, relay=(?P<relay>[^\s,]*(?: \[[^\s\]]*\])?)(?: \(may be forged\))?)?"
    r"(?:, (?P<verb>reject|quarantine)=(?P<reply>.*)|, (?P<silent>discard).*)",
    re.ASCII,
)
_MILTER: Final = re.compile(
    rf"Milter: (?:(?P<key>helo|from|to)=(?P<value>{ADDRESS})?|(?:cmd=)?(?P<command>data|eoh)), "
    r"(?:reject=(?P<reply>.*)|(?P<silent>discard).*)",
    re.ASCII,
)
_PREGREET: Final = re.compile(r"rejecting commands from (?P<relay>\S+ \[[^\s\]]*\]) due to pre-greeting traffic")
_UNKNOWN: Final = re.compile(rf"(?P<to><(?:[^<>\"]++|{QUOTED})*+>|[^\s,]{{1,256}}?)\.\.\. (?P<reply>.*)", re.ASCII)
_REFUSALS: Final = ("User unknown", "Relaying denied", "Host unknown", "No such user", "Mailbox disabled")
_AUTH: Final = re.compile(
    r"AUTH failure \((?P<method>[^\s()]{0,32})\): (?P<reason>.*), relay=(?P<relay>[^,]*)", re.ASCII
)
_TROUBLE: Final = (
    "rejecting connections on daemon ", "rejecting new messages: ", "have been rejecting connections ", "WARNING: ",
    "Warning: ", "unable to qualify my own domain name", "AUTH error", "delaying connections on daemon ",
    "Milter (", "ERROR: ", "could not restart",
)  # fmt: skip


def refusal(told: Told, at: int, qid: str | None, text: str, line: str) -> bool:
    """Tell a refusal or a failed login; False when the text is none."""
    if text.startswith("ruleset="):
        return _by_ruleset(told, at, qid, text, line)
    if text.startswith("Milter: "):
        return _by_milter(told, at, qid, text, line)
    if text.startswith("AUTH failure "):
        failed = _AUTH.fullmatch(text)
        if failed is not None:
            told.login_failed(at, "sendmail", *next_hop(failed["relay"]), None, failed["method"], failed["reason"])
        return failed is not None
    early = _PREGREET.match(text) if text.startswith("rejecting commands") else None
    if early is not None:
        told.reject(at, "sendmail", "CONNECT", qid, *next_hop(early["relay"]), None, None, None, text, line)
        return True
    unknown = _UNKNOWN.fullmatch(text) if "... " in text else None
    if unknown is not None and unknown["reply"].startswith(_REFUSALS):
        told.reject(
            at, "sendmail", "RCPT", qid, None, None, None, None, bare(unknown["to"]), unknown["reply"], line
        )  # fmt: skip
    return unknown is not None


def complaint(told: Told, at: int, text: str) -> bool:
    """Tell what sendmail says about itself; False when the text is nothing of the kind."""
    if text.startswith("SYSERR"):
        told.notice(at, "sendmail", "error", text)
        return True
    if text.startswith(_TROUBLE):
        told.notice(at, "sendmail", "warning", text)
        return True
    return False


def _by_ruleset(told: Told, at: int, qid: str | None, text: str, line: str) -> bool:
    found = _RULESET.fullmatch(text)
    if found is None:
        return False
    if found["verb"] != "reject":
        # Discarded or kept back: taken in as far as the client knows.
        return True
    stage = _STAGES.get(found["set"], "END-OF-MESSAGE" if found["set"].startswith("check_") else "CONNECT")
    one = bare(found["one"] or "")
    name, address = next_hop(found["relay"]) if found["relay"] else (None, found["two"] or None)
    sender = one if stage == "MAIL" else None
    recipient = one if stage == "RCPT" else None
    told.reject(at, "sendmail", stage, qid, name, address, None, sender, recipient, found["reply"], line)
    return True


def _by_milter(told: Told, at: int, qid: str | None, text: str, line: str) -> bool:
    found = _MILTER.fullmatch(text)
    if found is None or found["silent"]:
        return found is not None
    key, value = found["key"], found["value"]
    stage = _COMMANDS[key or found["command"]]
    if key is None and found["command"] == "data" and not text.startswith("Milter: cmd="):
        stage = "END-OF-MESSAGE"
    helo = value if key == "helo" else None
    sender = bare(value or "") if key == "from" else None
    recipient = bare(value or "") if key == "to" else None
    told.reject(at, "sendmail", stage, qid, None, None, helo, sender, recipient, found["reply"], line)
    return True
