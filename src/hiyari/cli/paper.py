"""What commands about the ledger share: reading it, lines of text in the reader's width, and the envelope of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from hiyari.cli.inventory_source import inventory_read
from hiyari.cli.messages import translator
from hiyari.cli.render.fold import columns, width, wrap
from hiyari.locale.translate import Translator, printable
from hiyari.model.error import UserError
from hiyari.model.text import Text, text

if TYPE_CHECKING:  # Commands that need no database use this paper too, and start in half the time.
    import sqlalchemy as sa

    from hiyari.cli.state import Opened
    from hiyari.delivery.ledger.book import CampaignRow

FORMS: Final = ("text", "json")
SHOWN: Final = 12
"""Lines of a long list; ``--all`` shows the rest."""
_NAMES: Final = 20
_SECOND: Final = 1_000_000


@contextmanager
def reading(opened: Opened) -> Iterator[sa.Connection]:
    """A transaction that only reads: everything in it is of one moment."""
    engine = opened.engine
    if engine.dialect.name == "postgresql":
        # Its usual level sees what is committed between two statements.
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    try:
        with engine.connect().execution_options(reads_only=True) as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def needed_campaign(connection: sa.Connection, name: str) -> CampaignRow:
    """The campaign of this name.

    Raises:
        UserError: The ledger has none.
    """
    from hiyari.delivery.ledger import book  # noqa: PLC0415 - see above

    found = book.find_campaign(connection, name)
    if found is not None:
        return found
    names = tuple(one.name for one in book.campaigns(connection))
    if not names:
        raise UserError(text("The ledger has no campaign yet. Load one: hiyari send CAMPAIGN.toml"))
    sentence = text(
        'The ledger has no campaign "{name}". It has {names}. See them all: hiyari ledger status',
        name=name,
        names=names[:_NAMES],
    )
    raise UserError(sentence)


@dataclass(slots=True)
class Paper:
    """Lines for a person."""

    words: Translator = field(default_factory=translator)
    lines: list[str] = field(default_factory=list)
    _written: bool = False

    def say(self, sentence: Text, indent: int = 0) -> None:
        """A sentence, folded."""
        self.lines += wrap(self.words.render(sentence), width(), " " * indent, " " * (indent + 2))

    def beside(self, head: str, sentence: Text, indent: int = 2) -> None:
        """A sentence beside what it belongs to, its lines below one another."""
        first = f"{' ' * indent}{head}  "
        self.lines += wrap(self.words.render(sentence), width(), first, " " * columns(first))

    def command(self, line: str, indent: int = 4) -> None:
        """A command in a line of its own, never folded, so that it can be copied."""
        self.lines.append(" " * indent + printable(line))

    def inventory(self) -> None:
        """Which inventory was read, where one was: it may lie in the folder by chance. Never folded."""
        path = inventory_read()
        if path is not None:
            self.lines.append(self.words.render(text("Inventory: {path}", path=path)))

    def gap(self) -> None:
        """An empty line between two parts."""
        if self.lines[-1] if self.lines else self._written:
            self.lines.append("")

    def write(self) -> None:
        """Give it out, and keep nothing of it: a long list goes out bit by bit."""
        click.echo("\n".join(self.lines))
        self.lines.clear()
        self._written = True


def write_json(name: str, summary: Mapping[str, Any], **parts: object) -> None:
    """The one envelope; what a command shows beside findings has a key of its own."""
    envelope = {"hiyari": 1, "command": f"ledger {name}", "summary": dict(summary), **parts, "findings": []}
    click.echo(json.dumps(envelope, ensure_ascii=False, indent=2))


def stamp(at_us: int | None) -> str | None:
    """A time of the ledger for JSON, in UTC."""
    return None if at_us is None else datetime.fromtimestamp(at_us / _SECOND, UTC).isoformat()
