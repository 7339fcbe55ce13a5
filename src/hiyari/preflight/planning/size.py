"""Whether a TXT answer still fits where it must (RFC 7208 section 3.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from hiyari.dns.change import RrsetChange
from hiyari.dns.records import RdType, Record, Txt
from hiyari.model.text import Text, text

PLAIN_UDP: Final = 512
"""Octets of an answer that every resolver takes over UDP (RFC 1035 section 4.2.1)."""
_HEADER: Final = 12
_FIXED: Final = 12
"""A compressed owner name, type, class, TTL and length of one record."""


def txt_answer_size(name: str, records: Iterable[Record]) -> int:
    """Octets of the answer that holds all TXT records of a name, without EDNS."""
    question = _HEADER + len(name) + 2 + 4
    data = (sum(len(string) + 1 for string in record.strings) for record in records if isinstance(record, Txt))
    return question + sum(_FIXED + size for size in data)


def size_notes(change: RrsetChange) -> Iterator[Text]:
    """A note where a change makes the answer grow over 512 octets."""
    if change.question.rdtype is not RdType.TXT:
        return
    name = change.question.name
    before, after = txt_answer_size(name, change.before), txt_answer_size(name, change.after)
    if after > PLAIN_UDP >= before:
        yield text(
            "the TXT answer of {name} grows to {size} octets, over 512: resolvers behind old firewalls may not get it. "
            "Move terms into an included record, or remove TXT records nobody needs.",
            name=name,
            size=after,
        )
