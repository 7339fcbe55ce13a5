"""The second reading of a recipients file: each recipient becomes a row of the ledger, waiting or suppressed.

A campaign that is loaded has promised nothing yet. Loading it again forgets what was loaded before, until somebody has
begun it by its digest; from then on its rows are never replaced.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlalchemy as sa

from hiyari.carriers.knowledge import Knowledge
from hiyari.delivery.address import Address, key_of, parse_address
from hiyari.delivery.campaign import Campaign, Charset
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.hindrance import Hindrance, HindranceKind
from hiyari.delivery.ledger.states import Delivered, Standing, State
from hiyari.delivery.materials import Materials
from hiyari.delivery.message.mime import CharsetError, encode
from hiyari.delivery.message.templates import Rendered, RenderError, fingerprint
from hiyari.delivery.recipients.complaints import Complaints
from hiyari.delivery.recipients.read import read_rows
from hiyari.delivery.recipients.row import Row
from hiyari.delivery.recipients.suppressed import read_suppressed
from hiyari.delivery.survey import SHOWN
from hiyari.model.error import SafetyError, UserError
from hiyari.model.text import Remote, Text, text

T = TypeVar("T")
_CHUNK: Final = 1000
_COMMIT: Final = 20
"""Chunks in one transaction: enough that syncing costs nothing, and a write-ahead log that stays small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A row whose recipient stands in the file already."""

    line: int
    first: int
    """The row that counts."""
    address: str


@dataclass(slots=True, kw_only=True)
class Loaded:
    """What became of the file's rows."""

    rows: int = 0
    duplicates: int = 0
    examples: list[Duplicate] = field(default_factory=list)


class Suppressions:
    """Who gets no mail: by recipient key and by domain."""

    def __init__(self, files: Iterable[Path], known: Knowledge) -> None:
        """Read the lists.

        Raises:
            UserError: One of them cannot be read, or has a line that is no entry.
        """
        self._keys: dict[str, str] = {}
        self._domains: dict[str, str] = {}
        for path in files:
            for line, entry in read_suppressed(path):
                where = f"{path}:{line}"
                address = parse_address(entry)
                if address is not None:
                    self._keys.setdefault(_folded(key_of(address, known)), where)
                else:
                    self._domains.setdefault(entry.rpartition("@")[2].lower(), where)

    def of(self, key: str, domain: str) -> str | None:
        """Where the recipient is listed, or None."""
        return self._keys.get(_folded(key)) or self._domains.get(domain)


@dataclass(slots=True, kw_only=True)
class Loader:
    """Loads one campaign; the pieces that every row needs."""

    campaign: Campaign
    materials: Materials
    known: Knowledge
    lanes: Mapping[str, str]
    """By domain."""
    now_us: int
    horizon_us: int
    """Promises older than this moment hold no longer."""

    def load(self, engine: sa.Engine, row: book.CampaignRow, progress: Callable[[int], None]) -> Loaded:
        """Write the campaign and its deliveries.

        Args:
            engine: The state database.
            row: The campaign, in the state *loading*.
            progress: Told how many rows have been read, now and then.

        Raises:
            UserError: A row cannot be rendered; nothing of the campaign stays in the ledger.
            SafetyError: It has begun, or another process loads it at the same time.
        """
        suppressed = Suppressions(self.campaign.suppress, self.known)
        with engine.begin() as connection:
            book.begin_loading(connection, row)
        complaints = Complaints(str(self.campaign.recipients.path))
        loaded = Loaded()
        file = self.campaign.recipients
        chunks = _chunks(read_rows(file.path, file.form, file.encoding), _CHUNK)
        try:
            while batch := list(islice(chunks, _COMMIT)):
                with engine.begin() as connection:
                    book.check_loading(connection, row)
                    for rows in batch:
                        self._write(connection, self._values(rows, suppressed, complaints), loaded)
                        loaded.rows += len(rows)
                progress(loaded.rows)
            complaints.settle()
        except BaseException:
            with suppress(SafetyError), engine.begin() as connection:
                # Never another process's loading.
                book.check_loading(connection, row)
                book.forget(connection, row.name)
            raise
        return loaded

    def _values(self, rows: list[Row], suppressed: Suppressions, complaints: Complaints) -> list[dict[str, Any]]:
        values = []
        for row in rows:
            address = parse_address(row.values[self.campaign.recipients.column].strip())
            if address is None:
                continue
            try:
                rendered = self.materials.templates.render(row.values, address.wire)
                _encodable(rendered, self.campaign.message.charset)
            except RenderError as error:
                complaints.add(row.number, error.problem)
                continue
            except CharsetError as error:
                complaints.add(row.number, _not_in_charset(error))
                continue
            key = key_of(address, self.known)
            values.append(self._value(row, address, key, rendered, suppressed.of(key, address.domain)))
        return values

    def _value(self, row: Row, address: Address, key: str, rendered: Rendered, listed: str | None) -> dict[str, Any]:
        lane = self.lanes.get(address.domain)
        if lane is None:
            sentence = text(
                "{path} has changed while it was read. Run the command again.", path=str(self.campaign.recipients.path)
            )
            raise UserError(sentence)
        return {
            "recipient": key,
            "campaign": self.campaign.name,
            "number": row.number,
            "address": address.wire,
            "lane": lane,
            "fingerprint": fingerprint(rendered, self.materials.attached),
            "variables": json.dumps(row.values, ensure_ascii=False, separators=(",", ":")),
            "state": (State.SUPPRESSED if listed else State.WAITING).value,
            "delivered": Delivered.NO.value,
            "standing": Standing.UNKNOWN.value,
            "reason": str(Hindrance(kind=HindranceKind.LISTED, where=listed)) if listed else "",
            "attempts": 0,
            "events": 0,
            "due_us": None if listed else self.now_us,
            "known_good": 0,
            "node": "",
        }

    def _write(self, connection: sa.Connection, values: list[dict[str, Any]], loaded: Loaded) -> None:
        if not values:
            return
        keys = [one["recipient"] for one in values]
        promised = book.promised(connection, keys, self.horizon_us)
        good = book.known_good(connection, keys, self.campaign.name)
        for one in values:
            other = promised.get((one["recipient"], one["fingerprint"]))
            if other is not None and one["due_us"] is not None:
                hindrance = Hindrance(kind=HindranceKind.SAME_CONTENT, where=other)
                one |= {"state": State.SUPPRESSED.value, "reason": str(hindrance), "due_us": None}
            if one["recipient"] in good:
                one["known_good"] = 1
        missing = len(values) - book.load(connection, values)
        if missing:
            loaded.duplicates += missing
            self._note_duplicates(connection, values, loaded)

    def _note_duplicates(self, connection: sa.Connection, values: list[dict[str, Any]], loaded: Loaded) -> None:
        if len(loaded.examples) >= SHOWN:
            return
        first = book.numbers(connection, self.campaign.name, [one["recipient"] for one in values])
        for one in values:
            if first[one["recipient"]] != one["number"] and len(loaded.examples) < SHOWN:
                duplicate = Duplicate(line=one["number"], first=first[one["recipient"]], address=one["address"])
                loaded.examples.append(duplicate)


def _folded(key: str) -> str:
    """Who left as Taro@ gets no mail as taro@ either: here the risk is to write to somebody, not to forget somebody."""
    return key.lower()


def _encodable(rendered: Rendered, charset: Charset) -> None:
    if charset is Charset.UTF_8:
        return
    for part in (rendered.subject, rendered.text, rendered.html):
        encode(part or "", charset)


def _not_in_charset(error: CharsetError) -> Text:
    return text(
        'the character {character} does not exist in {charset}. Change it, or write charset = "utf-8".',
        character=Remote(error.character),
        charset=error.charset.value,
    )


def _chunks(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    while chunk := list(islice(rows, size)):
        yield chunk
