"""The tables of facts in ClickHouse, made from the same schema as the Parquet files.

A table of facts is two things there: ``deliveries_kept``, in which every row has a key, and the view ``deliveries``,
which shows each key once and only the columns of the schema. So the same files can be sent any number of times, and
overlapping logs can be read, without anything being counted twice.

What makes a row the same row: host, moment and a hash of all its cells, and beside them the number of its copy within
one file, as a log with whole seconds does hold two equal lines that are two events. A message and a reading are the
same by their own key, and the later state of them wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hiyari.maillog.facts import TABLES, VERSION, Table, Type

SCHEMA: Final = "hiyari_schema"
"""The table that holds the version of the schema."""
_TYPES: Final = {Type.TEXT: "Nullable(String)", Type.WHOLE: "Nullable(Int64)", Type.YES_NO: "Nullable(Bool)"}
_KEYS: Final = {"messages": ("message",), "readings": ("source", "format")}
"""The tables whose rows change, and the columns that tell such a row beside its host and moment."""
_STATES: Final = {
    # A message may be removed in the second in which it was last told of.
    "messages": "ifNull(last_at, 0) * 2 + ifNull(ending = 'removed', 0)",
    "readings": "ifNull(lines, 0)",
}
"""What grows in them: the row with more of it wins."""


def definitions(database: str) -> Iterator[str]:
    """The statements that make what is missing, and nothing twice.

    Args:
        database: A checked name.
    """
    yield f"CREATE DATABASE IF NOT EXISTS {_name(database)}"
    yield (
        f"CREATE TABLE IF NOT EXISTS {_name(database)}.{SCHEMA} (version UInt32) "
        "ENGINE = ReplacingMergeTree ORDER BY version"
    )
    for table in TABLES.values():
        yield from _table(database, table)
    yield f"INSERT INTO {_name(database)}.{SCHEMA} VALUES ({VERSION})"  # noqa: S608 - our own names


def _table(database: str, table: Table) -> Iterator[str]:
    kept = f"{_name(database)}.{_name(f'{table.name}_kept')}"
    yield (
        f"CREATE TABLE IF NOT EXISTS {kept} ({_structure(table)}, fact UInt64, copy UInt64, state UInt64) "
        f"ENGINE = ReplacingMergeTree(state) PARTITION BY {_month(table)} "
        f"ORDER BY (ifNull(host, ''), ifNull({_name(_moment(table))}, 0), fact, copy)"
    )
    # A table of an older version lacks columns.
    added = ", ".join(f"ADD COLUMN IF NOT EXISTS {_name(one.name)} {_TYPES[one.type]}" for one in table.columns)
    yield f"ALTER TABLE {kept} {added}"
    columns = ", ".join(map(_name, table.names))
    # The names are the schema's own.
    yield f"CREATE OR REPLACE VIEW {_name(database)}.{_name(table.name)} AS SELECT {columns} FROM {kept} FINAL"  # noqa: S608


def insertion(database: str, table: Table) -> str:
    """The statement whose data is one Parquet file of this table."""
    kept = f"{_name(database)}.{_name(f'{table.name}_kept')}"
    columns = ", ".join(map(_name, table.names))
    moment, key = _name(_moment(table)), _KEYS.get(table.name)
    hashed = ", ".join(map(_name, key)) if key else columns
    state = f"toUInt64(greatest({_STATES[table.name]}, 0))" if key else "0"
    copy = "0" if key else f"row_number() OVER (PARTITION BY ifNull(host, ''), ifNull({moment}, 0), fact)"
    return (
        f"INSERT INTO {kept} ({columns}, fact, copy, state) "  # noqa: S608 - the names are the schema's own
        f"SELECT {columns}, fact, {copy} AS copy, state FROM "
        f"(SELECT {columns}, sipHash64(toString(tuple({hashed}))) AS fact, {state} AS state "
        f"FROM input('{_structure(table)}')) FORMAT Parquet"
    )


def _structure(table: Table) -> str:
    return ", ".join(f"{_name(column.name)} {_TYPES[column.type]}" for column in table.columns)


def _moment(table: Table) -> str:
    return "at" if "at" in table.names else "first_at"


def _month(table: Table) -> str:
    return f"toYYYYMM(toDateTime(intDiv(ifNull({_name(_moment(table))}, 0), 1000000), 'UTC'))"


def _name(name: str) -> str:
    return f"`{name}`"
