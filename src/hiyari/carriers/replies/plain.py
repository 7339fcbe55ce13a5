"""A text without the names in it that could be called anything: for signs that are general words.

``550 mail.spam-filter.example: user blocklist is unknown`` holds two words that say nothing about why.
"""

from __future__ import annotations

import re
from typing import Final

_PAGE: Final = re.compile(r"https?://[!-;=?-~]{1,400}", re.IGNORECASE)
_HOST: Final = re.compile(r"(?<![\w@/.=-])(?:[a-z0-9_-]{1,63}\.){1,8}[a-z]{2,24}(?![\w.-]{0,1}\w)", re.IGNORECASE)
_QUOTED_NAME: Final = re.compile(
    r"\b((?:user|recipient|mailbox|account|address|alias)(?: name)?[: ]{1,2})([\"'`])[^\"'`]{1,64}[\"'`]", re.IGNORECASE
)
_NAME: Final = re.compile(
    r"\b(user|recipient|mailbox|account)(?: name)?:? (?!unknown|not|does|is|was|has|over|in\b)\S{1,64} "
    r"(?=(?:is |was |has |does |not |over |unknown|doesn't|disabled|invalid|no longer))",
    re.IGNORECASE,
)
_LAST: Final = re.compile(
    r"\b((?:unknown|no such|invalid) (?:user|recipient|mailbox|account)(?: name)?)[: ]{1,3}\S{1,64}$", re.IGNORECASE
)


def plain(said: str) -> str:
    """The text without pages, host names, and names of recipients that are written without their domain."""
    if "://" in said:
        said = _PAGE.sub("page", said)
    if "." in said:
        said = _HOST.sub("host.example", said)
    said = _QUOTED_NAME.sub(r"\1x", said)
    return _LAST.sub(r"\1 x", _NAME.sub(r"\1 x ", said))
