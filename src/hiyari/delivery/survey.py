"""The first reading of a recipients file: is it whole, which domains are in it, which addresses are none.

Nothing is written before a file has been read to its end once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from hiyari.delivery.address import parse_address
from hiyari.delivery.campaign import RecipientsFile
from hiyari.delivery.recipients.read import columns, read_rows
from hiyari.model.error import UserError
from hiyari.model.text import Remote, text

SHOWN: Final = 20
"""Examples that are kept of what is left out."""
_MOST_DOMAINS: Final = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """A row whose address is none."""

    line: int
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the file holds."""

    rows: int
    domains: Counter[str]
    """How many recipients each has."""
    malformed: int
    examples: tuple[Malformed, ...]
    """The first of the malformed."""


def survey(recipients: RecipientsFile) -> Survey:
    """Read the file to its end.

    Raises:
        UserError: It is wrong anywhere, has no such column, no row, or more domains than can be looked up.
    """
    names = columns(recipients.path, recipients.form, recipients.encoding)
    if recipients.column not in names:
        sentence = text(
            "{path} has no column {column}. It has {columns}. Name the one with the addresses in [recipients] address.",
            path=str(recipients.path),
            column=Remote(recipients.column),
            columns=tuple(map(Remote, names[:50])),
        )
        raise UserError(sentence)
    rows, bad, domains = 0, 0, Counter[str]()
    examples: list[Malformed] = []
    for row in read_rows(recipients.path, recipients.form, recipients.encoding):
        rows += 1
        written = row.values[recipients.column].strip()
        address = parse_address(written)
        if address is not None:
            domains[address.domain] += 1
            continue
        bad += 1
        if len(examples) < SHOWN:
            examples.append(Malformed(line=row.number, written=written))
    if not rows:
        sentence = text(
            "{path} has no recipient below the names of its columns. Export it again, or name another file.",
            path=str(recipients.path),
        )
        raise UserError(sentence)
    if len(domains) > _MOST_DOMAINS:
        sentence = text(
            "{path} has recipients in more than {most} domains. Split it into several campaigns.",
            path=str(recipients.path),
            most=_MOST_DOMAINS,
        )
        raise UserError(sentence)
    return Survey(rows=rows, domains=domains, malformed=bad, examples=tuple(examples))
