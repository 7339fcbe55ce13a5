"""Files of a folder that were passed over, and whether one of them may be the very log that was wanted.

Who names a folder means its mail logs. A file that is no log is passed over; but a mail log in a form that is not known
here looks just like one that is not there, and the mail in it like mail that never was.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from hiyari.logfiles.rotation import first_name
from hiyari.model.text import Text

_MAIL_NAME: Final = re.compile(r"mail|.{0,250}(?:maillog|mainlog|mail\.log)", re.IGNORECASE)
_MAIL_WORDS: Final = (
    "postfix/",
    "sendmail[",
    "sm-mta[",
    "exim[",
    "dovecot",
    "smtpd[",
    "opendkim[",
    "rspamd",
    "amavis",
    " status=sent",
    " relay=",
)
_LOOKED_AT: Final = 200
"""Lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file of a folder that was not read."""

    path: str
    why: Text
    """A few words that follow the file's name."""
    wanted: bool
    """Whether it looks like a mail log, so that mail may be missing."""


def is_mail_name(name: str) -> bool:
    """Whether a file's name is one that mail logs have."""
    return _MAIL_NAME.match(name) is not None


def looks_wanted(name: str, head: Sequence[str], others: Collection[str]) -> bool:
    """Whether a file that was passed over may be a mail log.

    Args:
        name: Its name, without the folder.
        head: Its first lines, as far as they can be read.
        others: The names of all files beside it. Where one of them is named as a mail log, ``*.log`` says nothing.
    """
    if is_mail_name(name):
        return True
    if any(word in line for line in head[:_LOOKED_AT] for word in _MAIL_WORDS):
        return True
    return first_name(name).endswith(".log") and not any(map(is_mail_name, others))
