"""The least edit that lets addresses send by a record: one network term each, before ``all``.

The result is proven before it is returned: the new text must parse, and the terms that were there stay in their order,
so that nobody who passed before can fail.
"""

from __future__ import annotations

from collections.abc import Iterable

from hiyari.auth.spf.parse import parse
from hiyari.auth.spf.record import All, Record
from hiyari.auth.spf.result import IPAddress


def authorise(record: Record, addresses: Iterable[IPAddress]) -> str:
    """The record's text with the addresses added before ``all``, or before the modifiers where there is no ``all``.

    Args:
        record: As it is published.
        addresses: Which do not pass by it yet.

    Raises:
        ValueError: The text would no longer be a record (this would be a defect of ours, not of the zone).
    """
    terms = record.source.split()
    stops = [one.source for one in record.directives if isinstance(one, All)]
    modifiers = [term for term in terms[1:] if term.partition("=")[1] and ":" not in term.partition("=")[0]]
    anchor = stops[0] if stops else next(iter(modifiers), None)
    at = terms.index(anchor) if anchor else len(terms)
    added = [f"ip{address.version}:{address}" for address in addresses]
    edited = " ".join([*terms[:at], *added, *terms[at:]])
    if not isinstance(parse(edited.encode("ascii")), Record):
        raise ValueError(edited)  # noqa: TRY004 - a text of the wrong form, not a value of the wrong type
    return edited
