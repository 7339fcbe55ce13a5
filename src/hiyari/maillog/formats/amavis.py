"""Amavis: one line for each message that it passed or blocked.

What becomes of the message stands in the mail server's own lines: as its next hop's reply ("queued as"), or as its
refusal. Only what no other line has is told from here: the subject, where ``$log_templ`` shows it. Formats: the
templates at the end of amavisd 2.13.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hiyari.maillog.formats.told import Handle, Told
from hiyari.maillog.formats.words import QUOTED

_PATH: Final = rf"<(?:[^<>\"]++|{QUOTED})*+>"
_RESULT: Final = re.compile(
    r"\([0-9A-Za-z-]{1,40}\) (?:Passed|Blocked) [A-Z][A-Z-]*(?: \(.*?\))?(?:\([\d,]+\))?(?: \{[^{}]*\})?,"
    rf"(?: [^\s<]\S*){{0,6}} {_PATH} -> {_PATH}(?:,{_PATH})*+(?:, quarantine: [^\s,]+)?"
    r"(?:, Queue-ID: (?P<id>[0-9A-Za-z]{4,40})(?=, |$))?",
    re.ASCII,
)
"""Read up to the queue id, in order: what comes before it is the sender's to choose."""
_SUBJECT: Final = re.compile(r', Subject: "((?:[^"\\]++|\\.)*+)"(?=, |$)')
_TAG: Final = re.compile(r"\([0-9A-Za-z-]{1,40}\) ")
_TROUBLE: Final = re.compile(r"\(!+\)(?P<said>.*)|(?P<plain>TROUBLE.*|DENIED ACCESS.*)")
_ABOUT_ITSELF: Final = (
    "starting", "Starting", "Net::Server", "Module ", "Amavis", "Found ", "No ", "Using ", "Creating ", "ANTI-", "INFO",
    "SpamControl", "user=", "logging ", "perl=", "Perl ", "Valid PID", "Deleting ", "extra modules", "Decoder", "SIG",
    "Internal decoder", "Unpackers", "initializing", "config", "dkim", "DKIM", "Lookup", "lookup", "storage", "SQL",
    "ZMQ", "Redis", "NOTICE", "bypassing", "Binding", "Group ", "User ", "Server ", "sd_notify", "exiting",
)  # fmt: skip


def amavis(told: Told, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    """Tell a message's subject, and amavis's own troubles."""
    result = _RESULT.match(body)
    if result is not None:
        subject = _SUBJECT.search(body, result.end()) if result["id"] and ', Subject: "' in body else None
        if subject is not None:
            told.header(at, result["id"], "subject", subject[1].replace('\\"', '"'))
        return True
    tag = _TAG.match(body)
    trouble = _TROUBLE.match(body, tag.end() if tag is not None else 0)
    if trouble is not None:
        told.notice(at, "amavis", "warning", trouble["said"] or trouble["plain"])
    return trouble is not None or tag is not None or body.startswith(_ABOUT_ITSELF)


PROGRAMS: Final[Mapping[str, Handle]] = dict.fromkeys(("amavis", "amavisd", "amavisd-new"), amavis)
