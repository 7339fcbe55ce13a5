"""The sentence a domain wants to be shown with fail (RFC 7208 section 6.2)."""

from __future__ import annotations

import re
from typing import Final

from hiyari.auth.spf.context import Context
from hiyari.auth.spf.hosts import is_askable
from hiyari.auth.spf.macro import MacroError, MacroString, parse_macros
from hiyari.dns.answer import Question
from hiyari.dns.drive import Lookup
from hiyari.dns.records import RdType, Txt

_PRINTABLE: Final = re.compile(r"[\x20-\x7e]*")
MAX_EXPLANATION: Final = 2048
"""Characters of an expanded explanation that are kept; a reply line could not carry more."""


def explanation_of(context: Context, spec: MacroString, domain: str) -> Lookup[str | None]:
    """The expanded explanation, or None: any trouble on the way means that there is none, never an error."""
    target = yield from context.target(spec, domain)
    if not is_askable(target):
        return None
    answer = yield Question(target, RdType.TXT)
    if len(answer.records) != 1 or not isinstance(record := answer.records[0], Txt):
        return None
    source = record.joined.decode("latin-1")
    if not _PRINTABLE.fullmatch(source):
        return None
    try:
        spec = parse_macros(source, explanation=True)
    except MacroError:
        return None
    values = yield from context.values(spec, domain)
    return spec.expand(values)[:MAX_EXPLANATION]
