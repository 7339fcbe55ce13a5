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

_RESULT: Final = re.compile(r"\([0-9A-Za-z-]{1,40}\) (?:Passed|Blocked) [A-Z][A-Z-]*(?: \(.*?\))?(?:\([\d,]+\))?(?: \{[^{}]*\})?, ")
_QUEUE_ID: Final = re.compile(r", Queue-ID: ([0-9A-Za-z]{4,40})(?=, |$)", re.ASCII)
_SUBJECT: Final = re.compile(r', Subject: "((?:[^"\\]|\\.)*+)"(?=, |$)')
_TROUBLE: Final = re.compile(r"\((?:!+)\)(?P<said>.*)|(?P<plain>TROUBLE.*|DENIED ACCESS.*)")
_STAGE: Final = re.compile(r"(?:\([0-9A-Za-z-]{1,40}\) )")


def amavis(told: Told, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    """Tell a message's subject, and amavis's own troubles."""
    if _RESULT.match(body) is not None:
        _subject(told, at, body)
        return True
    tag = _STAGE.match(body)
    trouble = _TROUBLE.match(body, tag.end() if tag else 0)
    if trouble is not None:
        told.notice(at, "amavis", "warning", trouble["said"] or trouble["plain"])
    return True


def _subject(told: Told, at: int, body: str) -> None:
    subject = _SUBJECT.search(body) if ", Subject: " in body else None
    # The sender's words stand before and after the id: one that could be theirs is no id.
    ids = _QUEUE_ID.findall(body) if subject is not None else []
    if subject is not None and len(ids) == 1:
        told.header(at, ids[0], "subject", subject[1].replace('\\"', '"'))


PROGRAMS: Final[Mapping[str, Handle]] = dict.fromkeys(("amavis", "amavisd", "amavisd-new"), amavis)
