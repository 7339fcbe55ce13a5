"""Facts of a fleet in ClickHouse: asked with the same queries as a folder, sent from a folder's Parquet files.

The queries are written for DuckDB and translated (`transpile`). ClickHouse is reached over its HTTP interface with the
standard library; sqlglot is an extra. What is sent twice counts once (`clickhouse_tables`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from hiyari.maillog.facts import TABLES, VERSION
from hiyari.maillog.store.asking import Value, sql
from hiyari.maillog.store.clickhouse_http import NoTableError, post
from hiyari.maillog.store.clickhouse_place import Place, parse_place
from hiyari.maillog.store.clickhouse_tables import SCHEMA, definitions, insertion
from hiyari.maillog.store.facts_folder import fact_files
from hiyari.maillog.store.parts import read_parts
from hiyari.maillog.store.sent import Sent
from hiyari.model.error import UserError
from hiyari.model.text import text

_READS: Final = {"readonly": 2, "output_format_json_quote_64bit_integers": 0, "max_result_rows": 10_000_000}
_WRITES: Final = {"max_partitions_per_insert_block": 0}
INSTALL: Final = "pip install 'hiyari[clickhouse]'"
"""The command that brings what ClickHouse needs."""


class ClickHouseFacts:
    """The facts in one database of ClickHouse."""

    def __init__(self, url: str) -> None:
        """Take the URL, see `clickhouse_place`; nothing is sent yet.

        Raises:
            UserError: The URL is not usable, or sqlglot is not installed.
        """
        try:
            from hiyari.maillog.store import transpile  # noqa: PLC0415 - needs an extra
        except ImportError:
            raise UserError(
                text("Asking ClickHouse needs sqlglot, which is not installed. Install it: {command}", command=INSTALL)
            ) from None
        self._place = parse_place(url)
        self._transpile = transpile
        self._checked = False

    def ask(self, query: str, **values: Value) -> list[tuple[Any, ...]]:
        """The rows of a query by its name, see `Asker`.

        Raises:
            UserError: ClickHouse cannot be reached, refuses, has no facts, or has facts of a newer hiyari.
        """
        if not self._checked:
            check_version(self._place)
            self._checked = True
        return _rows(self._place, self._transpile.to_clickhouse(sql(query), values), self._transpile.SETTINGS)


def send_facts(folder: Path, url: str) -> Mapping[str, int]:
    """Send every Parquet file of a folder of facts; tables that are missing are made.

    What the folder knows to have sent there is not sent again. Sending it again all the same, or another folder that
    was read from the same lines, changes nothing.

    Returns:
        How many files of each table were sent.

    Raises:
        UserError: The URL is not usable, ClickHouse cannot be reached or refuses, or has facts of a newer hiyari. What
            was sent before that stays, and counts once when all is sent again.
    """
    place = parse_place(url)
    with suppress(NoTableError):
        check_version(place)
    for statement in definitions(place.database):
        # The database may not be there yet, so none is named beside the statement.
        post(place, statement, {"database": "default"})
    parts = read_parts(folder)
    known, sent = Sent.load(folder, f"{place.name}/{place.database}"), Counter[str]()
    for table in TABLES.values():
        for file in fact_files(folder, table, parts):
            # Only readings have names that are never used again.
            if parts is not None and file in known:
                continue
            with file.open("rb") as data:
                post(place, insertion(place.database, table), _WRITES, data, file.stat().st_size)
            if parts is not None:
                known.add(file)
            sent[table.name] += 1
    return sent


def check_version(place: Place) -> None:
    """Refuse facts of a newer hiyari.

    Raises:
        UserError: They are; `NoTableError` where there are none.
    """
    ((written,),) = _rows(place, f"SELECT max(version) FROM {SCHEMA}", {})  # noqa: S608 - our own name
    if written > VERSION:
        raise UserError(
            text(
                "The facts in {folder} are of version {written}, and this hiyari knows {known}. Use a newer hiyari.",
                folder=place.name,
                written=written,
                known=VERSION,
            )
        )


def _rows(place: Place, statement: str, settings: Mapping[str, int]) -> list[tuple[Any, ...]]:
    body = post(place, f"{statement}\nFORMAT JSONCompact", {**_READS, **settings})
    try:
        return [tuple(row) for row in json.loads(body)["data"]]
    except (ValueError, KeyError, TypeError):
        raise UserError(
            text("{place} does not speak ClickHouse's HTTP. Look at the port and at TLS.", place=place.name)
        ) from None
