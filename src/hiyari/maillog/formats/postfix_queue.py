"""Postfix's queue: what comes in, what is taken up again, what leaves, and what the queue itself makes."""

from __future__ import annotations

import re
from typing import Final

from hiyari.maillog.formats.postfix_envelope import envelope, last_envelope
from hiyari.maillog.formats.postfix_smtpd import ACTIONS
from hiyari.maillog.formats.postfix_words import is_queue_id, peer, severity
from hiyari.maillog.history.host import HostHistory

_FROM: Final = re.compile(
    r"from=<([^>\"]*(?:\"(?:[^\"\\]|\\.)*\"[^>\"]*)*)>, (?:size=(\d{1,18}), nrcpt=(\d{1,9})|(status=\S+))", re.DOTALL
)
_USUAL_FROM: Final = re.compile(r"from=<([^>]*+)>, size=([0-9]{1,18}+), nrcpt=(\d{1,9}+)")
"""What the other says of nearly all lines, in fewer steps."""
_PICKUP: Final = re.compile(r"uid=(\d{1,10}) from=<(.*?)>(?: orig_id=(\S{1,40}))?$", re.DOTALL)
_HEADER: Final = re.compile(
    r"(warning|info|prepend|replace|filter|redirect|bcc|reject|hold|discard|strip): (header|body|mime-header) "
    r"(?:([\w-]{1,80})(?:: |:))?(.*?) from ([^\s\[]*\[[^\]\s]*\]|local);",
    re.DOTALL,
)
_NOTIFICATION: Final = re.compile(
    r"(?:sender|postmaster) (non-delivery|delivery status|delay|delivery) notification: (\S{5,40})$"
)
_MILTER: Final = re.compile(
    r"milter-(reject|hold|discard|quarantine): ([A-Z-]+(?: [a-z]+)?) from (\S*)\[([^\]\s]*)\](?::\d{1,5})?: (.*)$",
    re.DOTALL,
)
_ENDS: Final = frozenset({"reject", "discard"})
"""After these cleanup throws the message away, and nobody says ``removed``."""
_END: Final = "END-OF-MESSAGE"
"""What content checks refuse is refused in the answer to the end of the message."""
_CLEANED: Final = ("hold: ", "discard: ", "reject: ", "table ", "mapping ", "milter ", "resent-message-id=")


def pickup(told: HostHistory, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    """Of pickup: a program on this host handed in a message."""
    qid, _, rest = body.partition(": ")
    found = _PICKUP.match(rest)
    if found is None or not is_queue_id(qid):
        return severity(told, at, "pickup", body)
    told.local(at, qid, int(found[1]), None, None)
    if found[3] is not None:
        told.parent(at, qid, found[3])
    return True


def cleanup(told: HostHistory, at: int, body: str, line: str) -> bool:
    """Of cleanup: the Message-ID, and what header checks and milters say."""
    qid, _, rest = body.partition(": ")
    if rest[:11] == "message-id=":
        told.message_id(at, qid, rest[11:].strip("<>"))
        return True
    if qid == "warning" or not is_queue_id(qid):
        return severity(told, at, "cleanup", body)
    milter = _MILTER.match(rest)
    if milter is not None:
        action, stage, name, address, said = milter.groups()
        reply, sender, recipient, helo = envelope(said)
        client = None if name in ("unknown", "") else name
        outcome = ACTIONS[action]
        told.reject(at, "cleanup", stage, qid, client, address, helo, sender, recipient, reply, line, outcome=outcome)
        if action in _ENDS:
            told.removed(at, qid)
        return True
    header = _HEADER.match(rest)
    if header is not None:
        if header[2] == "header" and header[3] is not None:
            told.header(at, qid, header[3].lower(), header[4].strip())
        if header[1] in ACTIONS:
            _stopped_by_content(told, at, qid, header[1], rest, line)
        if header[1] in _ENDS:
            told.removed(at, qid)
        return True
    return rest.startswith(_CLEANED) or severity(told, at, "cleanup", rest)


def _stopped_by_content(told: HostHistory, at: int, qid: str, action: str, rest: str, line: str) -> None:
    """``reject: header Subject: ... from name[address]; from=<...> to=<...> proto=ESMTP helo=<...>: 5.7.1 why``."""
    before, sender, recipient, helo = last_envelope(rest)
    name, address, _ = peer(before.rpartition(" from ")[2])
    client = None if address is None else name
    _, why, reply = rest.rpartition(">: ")
    if action == "warning" and not why:
        # Without a reason it is the usual way to have every subject logged.
        return
    reply, outcome = reply if why else "", ACTIONS[action]
    told.reject(at, "cleanup", _END, qid, client, address, helo, sender, recipient, reply, line, outcome=outcome)


def qmgr(told: HostHistory, at: int, body: str, line: str) -> bool:
    """Of the queue manager: a message is taken up, and leaves."""
    qid, _, rest = body.partition(": ")
    if rest == "removed":
        told.removed(at, qid)
        return True
    found = _USUAL_FROM.match(rest)
    if found is not None and '"' not in (sender := found[1]):
        _, size, recipients = found.groups()
        told.queued(at, qid, sender, int(size), int(recipients))
        return True
    found = _FROM.match(rest)
    if found is not None:
        sender, size, recipients, status = found.groups()
        told.queued(at, qid, sender, int(size) if size else None, int(recipients) if recipients else None)
        if status is not None and "expired" in status:
            told.expired(at, qid, line)
        return True
    return rest.startswith("skipped, still being delivered") or severity(told, at, "qmgr", body)


def bounce(told: HostHistory, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    """Of bounce and defer: a message that the server itself makes."""
    qid, _, rest = body.partition(": ")
    found = _NOTIFICATION.match(rest)
    if found is not None:
        told.born(at, found[2], qid, "bounce")
        return True
    return severity(told, at, "bounce", body)


def postsuper(told: HostHistory, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    """Of postsuper: what a person did to the queue."""
    qid, _, rest = body.partition(": ")
    if rest == "removed":
        told.removed(at, qid)
        return True
    if rest == "requeued":
        # It goes through pickup again, which gives it a new id and names this one.
        told.removed(at, qid)
        return True
    if rest in ("placed on hold", "released from hold", "expired", "forced to expire"):
        return True
    counted = ("Deleted", "Requeued", "Placed on hold", "Released from hold", "Renamed", "Expired", "Force-expired")
    return qid in counted or severity(told, at, "postsuper", body)
