"""What reply codes and enhanced status codes say by themselves, by the words of RFC 5321 and RFC 3463.

For texts that nobody knows: it is little, but it is certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hiyari.model.text import N_, Text, text

SEVERITY: Final[Mapping[int, str]] = {
    2: N_("taken"),
    3: N_("taken so far, and more is expected"),
    4: N_("refused for now, the same may be taken later"),
    5: N_("refused for good, the same would be refused again"),
}
"""The first digit (RFC 5321 section 4.2.1; of an enhanced status code, RFC 3463 section 3.1)."""
CATEGORY: Final[Mapping[int, str]] = {
    0: N_("about the form of a command"),
    1: N_("about information that was asked for"),
    2: N_("about the connection"),
    5: N_("about the mail system and the mailbox"),
}
"""The second digit (RFC 5321 section 4.2.1)."""
SUBJECT: Final[Mapping[int, str]] = {
    0: N_("nothing more is said"),
    1: N_("about an address"),
    2: N_("about the mailbox of the recipient"),
    3: N_("about the mail system of the recipient"),
    4: N_("about the network or the route"),
    5: N_("about the commands of the two servers"),
    6: N_("about the content of the message"),
    7: N_("about security or a rule"),
}
"""The second number of an enhanced status code (RFC 3463 section 3)."""


def code_words(code: int) -> Text:
    """A reply code in the words of RFC 5321."""
    severity, category = SEVERITY.get(code // 100), CATEGORY.get(code // 10 % 10)
    if severity is None:
        return text("{code} is no reply code of SMTP.", code=code)
    if category is None:
        return text("{code}: {severity}.", code=code, severity=text(severity))
    return text("{code}: {severity}; {category}.", code=code, severity=text(severity), category=text(category))


def enhanced_words(enhanced: str, *, alone: bool = True) -> Text:
    """An enhanced status code in the words of RFC 3463.

    Args:
        enhanced: Like ``5.7.23``.
        alone: Whether no reply code of the same class stands beside it, which has said the rest.
    """
    first, second, _ = enhanced.split(".")
    severity, subject = SEVERITY.get(int(first)), SUBJECT.get(int(second))
    if severity is None or subject is None:
        return text("{enhanced}: not a status that RFC 3463 knows.", enhanced=enhanced)
    if not alone:
        return text("{enhanced}: {subject}.", enhanced=enhanced, subject=text(subject))
    return text("{enhanced}: {severity}; {subject}.", enhanced=enhanced, severity=text(severity), subject=text(subject))
