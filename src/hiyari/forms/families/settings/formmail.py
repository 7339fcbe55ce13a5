"""FormMail's ``@referers`` and ``@recipients`` (http://www.scriptarchive.com/readme/formmail.html)."""

from __future__ import annotations

import re
from typing import Final

from hiyari.forms.families.settings.perl import array, raw_array
from hiyari.model.text import Remote, Text, text

_FILL: Final = re.compile(rb"&?fill_recipients[ \t]{0,4}\(([^)]{0,1000})\)")
_WHOLE: Final = re.compile(r"\^[\w.+-]{1,64}@[\w.\\-]{1,253}\Z")
"""An entry that is anchored in front and names one address."""


def read_formmail(data: bytes) -> Text:
    """Whom this copy mails: by ``@recipients`` where it has one, else whomever a form names."""
    written = raw_array(data, "recipients")
    if written is None:
        return text("It has no list of recipients: whoever asks names the recipient, and the Referer can be forged.")
    filled = _FILL.search(written)
    if filled is not None:
        domains = array(data, "referers") if b"@referers" in filled[1] else array(b"@x = (" + filled[1] + b");", "x")
        if not domains:
            return text("Its list of recipients is empty: it mails nobody, or it is set elsewhere.")
        return text("It mails every address at {domains}.", domains=_shown(domains))
    patterns = array(data, "recipients") or ()
    if not patterns:
        return text("Its list of recipients is empty: it mails nobody, or it is set elsewhere.")
    if all(_WHOLE.match(one) for one in patterns):
        return text("It mails only {addresses}.", addresses=_shown(tuple(one.lstrip("^") for one in patterns)))
    return text("It mails every address that ends in {patterns}.", patterns=_shown(patterns))


def _shown(words: tuple[str, ...]) -> tuple[Remote, ...]:
    return tuple(Remote(one) for one in words[:5])
