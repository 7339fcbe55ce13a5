"""Scripts that keep the recipient and the switch for copies to the sender in plain variables."""

from __future__ import annotations

from collections.abc import Iterable

from hiyari.forms.families.settings.perl import scalar
from hiyari.model.text import Remote, Text, text


def read_variables(sources: Iterable[bytes], recipient: Iterable[str], reply: Iterable[str]) -> Text | None:
    """Whom it mails, and whether it answers the sender; None where neither could be read.

    Args:
        sources: The script, and the files beside it that hold settings; the later ones count.
        recipient: Names of the variable that holds the recipient.
        reply: Names of the variable that switches copies to the sender on.
    """
    several = list(sources)
    mails = _last(several, recipient)
    answers = _last(several, reply)
    to = text("It mails only {addresses}.", addresses=(Remote(mails),)) if mails else None
    if answers is not None and answers not in {"", "0"}:
        copies = text("It also answers the address that a visitor types.")
        return text("{first} {second}", first=to, second=copies) if to is not None else copies
    return to


def _last(sources: list[bytes], names: Iterable[str]) -> str | None:
    value = None
    for name in names:
        for source in sources:
            found = scalar(source, name)
            value = found if found is not None else value
    return value
