"""``hiyari ledger export``: every delivery as CSV or NDJSON, each row with whether it may be resent."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import click
import sqlalchemy as sa

from hiyari.cli.exit import ExitCode
from hiyari.cli.messages import say
from hiyari.cli.paper import needed_campaign, reading
from hiyari.cli.state import open_state, state_options
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.look import LOOKED_AT, pages
from hiyari.delivery.telling.exporting import COLUMNS, Exported, exported
from hiyari.locale.translate import printable
from hiyari.model.error import UserError
from hiyari.model.text import ntext, text

_MOST_CELL: Final = 2000


@click.command()
@click.argument("campaign", required=False, metavar="[CAMPAIGN]")
@click.option("--format", "form", type=click.Choice(("csv", "ndjson")), default="csv", help="How to write it.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="A new file; else standard output.")
@state_options
def export(campaign: str | None, form: str, output: Path | None, state: str | None, config: str | None) -> int:
    """Write every delivery of CAMPAIGN, or of all campaigns, for another program.

    The column may_be_resent is no wherever a recipient has it, may have it, opted out, or will still get it. In CSV a
    cell that a spreadsheet would take for a formula gets an apostrophe, and an address that begins with = + or - is
    written with quotes, which is the same mailbox; NDJSON has everything as it is.

    Exit code 1 when something is uncertain or doubted.
    """
    opened = open_state(state, config, must_exist=True)
    counts = Counter[str]()
    with reading(opened) as connection:
        names = [needed_campaign(connection, campaign).name] if campaign else _names(connection)
        with _open(output) as stream:
            writer = _csv if form == "csv" else _ndjson
            writer(stream, _counted(_rows(connection, names), counts))
    say(
        ntext(
            "{count} delivery; {may} may be resent. Never feed the others to another sender.",
            "{count} deliveries; {may} may be resent. Never feed the others to another sender.",
            counts.total(),
            may=counts["yes"],
        )
    )
    return ExitCode.NEAR_MISS if counts["near"] else ExitCode.FINE


def _names(connection: sa.Connection) -> list[str]:
    return [one.name for one in reversed(book.campaigns(connection))]


def _rows(connection: sa.Connection, names: list[str]) -> Iterator[Exported]:
    for name in names:
        for page in pages(connection, name):
            yield from map(exported, page)


def _counted(rows: Iterable[Exported], counts: Counter[str]) -> Iterator[Exported]:
    looked_at = {one.value for one in LOOKED_AT}
    for row in rows:
        near = row.state in looked_at
        counts["near" if near else row.may_be_resent] += 1
        yield row


def _csv(stream: TextIO, rows: Iterable[Exported]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(name, one) for name, one in zip(COLUMNS, row.cells(), strict=True)])


def _cell(name: str, value: str | int) -> str | int:
    """Replies come from outside and are made printable; an address is never touched."""
    return value if name == "address" or isinstance(value, int) else printable(value, _MOST_CELL)


def _ndjson(stream: TextIO, rows: Iterable[Exported]) -> None:
    stream.writelines(json.dumps(row.values(), ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)


@contextmanager
def _open(output: Path | None) -> Iterator[TextIO]:
    """UTF-8, whatever the locale. A file is new, whole, and its owner's alone: it holds addresses."""
    if output is None:
        stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="backslashreplace", newline="")
        try:
            yield stream
            stream.flush()
        finally:
            stream.detach()
        return
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UserError(text("{path} is there already. Name a new file with --output.", path=str(output))) from None
    except OSError as error:
        raise _unwritable(output, error) from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            yield stream
    except OSError as error:
        output.unlink(missing_ok=True)
        raise _unwritable(output, error) from None
    except BaseException:
        output.unlink(missing_ok=True)
        raise


def _unwritable(output: Path, error: OSError) -> UserError:
    return UserError(
        text(
            "{path} cannot be written: {reason}. Name another place with --output.",
            path=str(output),
            reason=error.strerror or "input/output error",
        )
    )
