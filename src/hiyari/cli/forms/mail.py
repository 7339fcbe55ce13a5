"""Which mail came from which file: what the mail log attributes to pages and scripts, handed over to the forms."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from hiyari.forms.evidence import MailFacts, WebFile
from hiyari.model.text import Remote, text

if TYPE_CHECKING:
    from hiyari.maillog.trace.attributed import Attributed, ScriptMail

_AROUND: Final = re.compile(r"\A\d{1,10}:(?=.)|:\d{1,9}\Z")
"""The uid before a script's name (X-PHP-Originating-Script) and the line behind it (PHP's mail.log)."""
_MICRO: Final = 1_000_000

Asked = Callable[[WebFile], MailFacts]


def nobody_asked(_file: WebFile) -> MailFacts:
    """What is known without a mail log."""
    return MailFacts(messages=None, why=text("No mail log was read (--log FILE)."))


def asked_of(found: Attributed, files: Iterable[WebFile], path_of: Callable[[str], str | None]) -> Asked:
    """What the mail log knows of each file.

    Args:
        found: Mail by pages and scripts.
        files: Those that can send mail.
        path_of: The file that a URL's path leads to.
    """
    by_file: dict[str, list[tuple[int, int, bool]]] = {}
    for page in found.pages:
        path = path_of(page.page.path)
        if path is not None:
            by_file.setdefault(path, []).append((page.messages, page.last, False))
    names: dict[str, list[str]] = {}
    for file in files:
        names.setdefault(posixpath.basename(file.path), []).append(file.path)
    unsure: dict[str, ScriptMail] = {}
    for script in found.scripts:
        path = _file_of(script.script, names)
        if path is not None:
            by_file.setdefault(path, []).append((script.messages, script.last, True))
        else:
            # Which of several files of this name it is, or whether it was moved, the log does not tell.
            unsure |= dict.fromkeys(names.get(_name_of(script.script), []), script)

    def facts(file: WebFile) -> MailFacts:
        mails = by_file.get(file.path, [])
        if not mails and file.path in unsure:
            script = unsure[file.path]
            why = text(
                "{count} messages came from a script that the log calls {name}, which may be this one.",
                count=script.messages,
                name=Remote(script.script),
            )
            return MailFacts(messages=None, why=why)
        return _facts(mails, found)

    return facts


def _file_of(script: str, names: dict[str, list[str]]) -> str | None:
    """The file that the log means: by its path, or by its name where only one file has it."""
    name = _AROUND.sub("", _AROUND.sub("", script))
    named = names.get(_name_of(script), [])
    if "/" in name:
        return name if name in named else None
    return named[0] if len(named) == 1 else None


def _name_of(script: str) -> str:
    return posixpath.basename(_AROUND.sub("", _AROUND.sub("", script)))


def _facts(mails: list[tuple[int, int, bool]], found: Attributed) -> MailFacts:
    if not mails:
        if not found.mail:
            return MailFacts(messages=None, why=text("The mail logs that were read hold no mail."))
        if found.unexplained:
            return MailFacts(messages=None, why=found.unexplained[0])
        return MailFacts(messages=0)
    # The script that the log names and the page that comes with the mail are the same messages.
    messages = max(count for count, _, _ in mails)
    last = datetime.fromtimestamp(max(at for _, at, _ in mails) / _MICRO, UTC)
    if any(named for _, _, named in mails):
        how = text("The mail log names the script.")
    else:
        how = text("Its page was asked for at the moments when the mail was handed in, far more often than by chance.")
    return MailFacts(messages=messages, last=last, how=how)
