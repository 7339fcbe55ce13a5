"""Whether a file is out of use, as far as access logs tell, and what a person must decide where they do not.

Pure. Logs that begin too late or end too early leave its use unknown, and unknown is never taken for unused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from hiyari.forms.evidence import UseFacts
from hiyari.model.text import Text, text

_LATE: Final = timedelta(days=7)
"""Logs that end longer ago than this do not tell who uses a file now."""


class Because(StrEnum):
    """Why a file may go."""

    UNUSED = "unused"
    ALTHOUGH_USED = "although used"
    """A person says so."""
    ALTHOUGH_UNKNOWN = "although use unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When a file may go."""

    days: int = 30
    """Whoever used it within so many days uses it still."""
    although_used: bool = False
    although_unknown: bool = False


def judge_use(path: str, use: UseFacts, policy: Policy, now: datetime) -> tuple[Because, Text | None]:
    """Why a file may go as far as its use tells, and a sentence where a person must decide that first.

    Args:
        path: As it was named, for the sentence.
        use: What the access logs tell.
        policy: What a person has decided already.
        now: Aware.
    """
    if use.last_use is not None and use.last_use > now - timedelta(days=policy.days):
        sentence = text(
            "{path} was used at {last}, within the last {days} days. Tell whoever uses it, or say --although-used.",
            path=path,
            last=use.last_use,
            days=policy.days,
        )
        return Because.ALTHOUGH_USED, None if policy.although_used else sentence
    unknown = _unknown(path, use, policy, now)
    if unknown is None:
        return Because.UNUSED, None
    return Because.ALTHOUGH_UNKNOWN, None if policy.although_unknown else unknown


def _unknown(path: str, use: UseFacts, policy: Policy, now: datetime) -> Text | None:
    """A sentence where the logs do not tell about the whole time; None where they do."""
    if use.why is not None:
        return text(
            "{path}: who uses it is not known. {why} Name access logs with --access-log, or say "
            "--although-use-unknown.",
            path=path,
            why=use.why,
        )
    if use.since is None:
        return text(
            "{path}: who uses it is not known, since no access log was read. Name some with --access-log, or say "
            "--although-use-unknown.",
            path=path,
        )
    if use.since > now - timedelta(days=policy.days):
        return text(
            "{path}: the access logs begin at {since} and do not tell about the last {days} days. Name older ones with "
            "--access-log, or say --although-use-unknown.",
            path=path,
            since=use.since,
            days=policy.days,
        )
    if use.until is None or now - use.until > _LATE:
        return text(
            "{path}: the access logs end at {until}, and do not tell who has used it since. Name newer ones with "
            "--access-log, or say --although-use-unknown.",
            path=path,
            until=use.until if use.until is not None else use.since,
        )
    return None
