"""PHP's ``mail.log``: which script called ``mail()``, and to whom.

The line names no queue id, so it tells a history nothing by itself; `mail_call` gives what it says to whoever joins
scripts with injections by time and recipient. Through syslog (``mail.log = syslog``) it stands under the web server's
or PHP's name, in a file it begins with the moment and the zone. PHP writes it before it runs sendmail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.formats.told import Handle, Told
from hiyari.maillog.formats.words import number

_CALL: Final = re.compile(
    r"(?:\[(?P<stamp>\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d) (?P<zone>[A-Za-z0-9_/+:-]{1,64})\] )?"
    r"mail\(\) on \[(?P<script>.{1,4096}?):(?P<at>\d{1,9})\]: To: (?P<to>.*?) -- Headers: (?P<rest>.*)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCall:
    """One call of ``mail()``."""

    stamp: str | None
    """``26-Nov-2026 19:48:25``, in a file; None through syslog."""
    zone: str | None
    script: str
    """The file; of code made at run time, PHP adds ``(12) : eval()'d code``."""
    line_number: int
    recipient: str
    """As the script gave it: one address or several."""


def mail_call(text: str) -> MailCall | None:
    """Read one line; None for what is no call of ``mail()``."""
    found = _CALL.fullmatch(text)
    if found is None:
        return None
    return MailCall(
        stamp=found["stamp"],
        zone=found["zone"],
        script=found["script"],
        line_number=number(found["at"]) or 0,
        recipient=found["to"],
    )


def php(told: Told, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    """Say whether a line of PHP's is a call of ``mail()``; PHP's other lines are not about mail, and not strange."""
    return not body.startswith("mail()") or mail_call(body) is not None


PROGRAMS: Final[Mapping[str, Handle]] = dict.fromkeys(("php", "php-fpm", "php-cgi", "php-fpm8"), php)
