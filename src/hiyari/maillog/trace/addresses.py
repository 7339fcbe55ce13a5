"""Mail addresses in a text, and what the text calls them: a sender, a recipient, or nothing.

``<abc.1@example.jp>`` may be a Message-ID as well as somebody's address; nobody can tell by looking at it. Whoever is
asked for complaints (``abuse@``) is not what one is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

_MOST: Final = 400
_BEFORE: Final = 60
"""Characters before an address that may call it something."""
_LOCAL: Final = r"-A-Za-z0-9!#$%&'*+/=?^_{|}~."
_ADDRESS: Final = re.compile(
    rf"(?<![{_LOCAL}@])[{_LOCAL}]{{1,120}}@(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{{0,120}}[A-Za-z0-9])?)(?![A-Za-z0-9@])",
    re.ASCII,
)
_LABEL: Final = re.compile(r"[A-Za-z_-]{0,20}(?:from|to|sender|rcpt|recipient|mail|id)=", re.IGNORECASE)
"""As in ``from=a@example.jp``: an equals sign may be part of an address, too."""
_AFTER: Final = r"(?: is| was)?[\s:=<\"'([は]{0,6}$"
_SENDER: Final = re.compile(
    r"(?:(?:送信者|発信者|送信元)(?:の?メール)?(?:の?アドレス)?|\bsender(?:'s)?(?: e?-?mail)?(?: address)?"
    r"|envelope[- ]?from|\bmail[- ]?from|return[- ]path|\b(?:spam|e?-?mails?|messages?)(?: \w{1,12}){0,2} from)"
    + _AFTER,
    re.IGNORECASE,
)
_RECIPIENT: Final = re.compile(
    r"(?:(?:宛先|受信者|送信先)(?:の?メール)?(?:の?アドレス)?|\brecipient(?:'s)?(?: e?-?mail)?(?: address)?"
    r"|envelope[- ]?to|\brcpt[- ]?to|\b(?:delivered|sent|addressed)[- ]to)" + _AFTER,
    re.IGNORECASE,
)
_ROLES: Final = re.compile(
    r"(?:.{0,40}[.+_-])?(?:abuse|postmaster|hostmaster|noc|c?cert|csirt|soc|security|fbl|complaints?)@", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Addresses of a text, in its order."""

    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    others: tuple[str, ...]


def find_addresses(words: str) -> Addresses:
    """The addresses in a text.

    Args:
        words: The text, its signs in the usual form (see `marks.plain`).
    """
    senders, recipients, others = [], [], []
    for found in islice(_ADDRESS.finditer(words), _MOST):
        label = _LABEL.match(found[0])
        start = found.start() + (label.end() if label else 0)
        before, address = words[max(0, start - _BEFORE) : start], words[start : found.end()]
        if _SENDER.search(before):
            senders.append(address)
        elif _RECIPIENT.search(before):
            recipients.append(address)
        elif not _ROLES.match(address):
            others.append(address)
    return Addresses(senders=tuple(senders), recipients=tuple(recipients), others=tuple(others))
