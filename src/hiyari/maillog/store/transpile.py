"""DuckDB's SQL in ClickHouse's words, by way of sqlglot, with the parameters written in as literals.

Most of it sqlglot knows. What it passes on under a name or with a meaning that ClickHouse does not share is mended
here: whole division (sqlglot divides as floating point and cuts), ``median`` (ClickHouse estimates it from a sample
above 8,192 values), counts (unsigned there, so that a UNION with a signed column has no type) and the names of tables.
What ClickHouse must be told besides stands in `SETTINGS`: without it an unmatched join and an empty sum are zero there,
and *unknown* would look like *none*.

It fails with `ValueError` on a statement that is not one SELECT, on a parameter without a value, and on a value that no
literal can carry.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from hiyari.maillog.store.asking import Value

SETTINGS: Final = {
    "join_use_nulls": 1,
    "aggregate_functions_null_for_empty": 1,
}
"""ClickHouse's settings under which it answers as DuckDB does."""


def to_clickhouse(statement: str, values: Mapping[str, Value], table: Callable[[str], str] = lambda name: name) -> str:
    """The statement as ClickHouse understands it.

    Args:
        statement: One SELECT in DuckDB's dialect, with parameters as ``$name``.
        values: The parameters.
        table: The name of a table of the facts in ClickHouse's database; it may have its database before a dot.

    Raises:
        ValueError: It is not one SELECT, or a parameter has no value, or a value has no literal.
    """
    mended = _parsed(statement).copy()
    for place in list(mended.find_all(exp.Placeholder, exp.Parameter)):
        place.replace(_literal(place.name, values))
    common = {one.alias_or_name for one in mended.find_all(exp.CTE)}
    for named in list(mended.find_all(exp.Table)):
        if named.name not in common and isinstance(named.this, exp.Identifier):
            named.replace(_renamed(named, table(named.name)))
    # The innermost first, as one may stand in another.
    for node in reversed(list(mended.find_all(exp.IntDiv, exp.Median, exp.Count, exp.RowNumber))):
        _mend(node)
    return mended.sql("clickhouse", comments=False)


def _mend(node: exp.Expression) -> None:
    match node:
        case exp.IntDiv():
            node.replace(_call("intDiv", node.this.unnest(), node.expression.unnest()))
        case exp.Median():
            node.replace(_call("quantileExactInclusive", node.this))
        case _:
            whole = node.parent if isinstance(node.parent, exp.Window) else node
            whole.replace(_call("toInt64", whole.copy()))


def _call(name: str, *arguments: exp.Expression) -> exp.Anonymous:
    return exp.Anonymous(this=name, expressions=list(arguments))


@lru_cache(maxsize=256)
def _parsed(statement: str) -> exp.Query:
    try:
        found = sqlglot.parse(statement, read="duckdb")
    except SqlglotError as error:
        raise ValueError(str(error).partition("\n")[0]) from None
    match [one for one in found if one is not None]:
        case [exp.Query() as only]:
            return only
        case _:
            raise ValueError("a query is one SELECT")


def _literal(name: str, values: Mapping[str, Value]) -> exp.Expression:
    if name not in values:
        raise ValueError(f"the parameter ${name} has no value")
    match values[name]:
        case None:
            return exp.null()
        case bool() as value:
            return exp.true() if value else exp.false()
        case float() as value if not math.isfinite(value):
            raise ValueError(f"the parameter ${name} is {value}")
        case int() | float() as value:
            return exp.Literal.number(value)
        case str() as value:
            return exp.Literal.string(value)


def _renamed(node: exp.Table, name: str) -> exp.Table:
    database, _, own = name.rpartition(".")
    renamed = node.copy()
    renamed.set("this", exp.to_identifier(own, quoted=True))
    renamed.set("db", exp.to_identifier(database, quoted=True) if database else None)
    if not node.alias:
        renamed.set("alias", exp.TableAlias(this=exp.to_identifier(node.name)))
    return renamed
