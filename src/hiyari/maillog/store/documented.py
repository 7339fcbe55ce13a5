"""The page that documents the facts, made from their schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hiyari.maillog.facts import TABLES, VERSION, Table

_HEAD: Final = """# Facts of mail logs

`hiyari log ingest` reads logs into tables of facts (version {version}), which everything else asks: `log compare`,
`log trace`, `log baseline`, `log summary`, and your own SQL by `hiyari log query`. On one machine they are Parquet
files that any program may read; for a fleet the same tables are views in ClickHouse.

Three rules hold for all of them. NULL means that the log does not tell; it is never zero and never an empty text. A
moment is a whole number of microseconds since 1970 in UTC. A column is only ever added, with a new version.

`at` is a word of SQL in DuckDB: write it with its table (`deliveries.at`) or in double quotes (`"at"`).

```sql
SELECT d.provider, d.cause, count(*) AS attempts
FROM deliveries AS d
WHERE d.outcome = 'refused'
GROUP BY ALL
ORDER BY attempts DESC
```
"""


def facts_page() -> str:
    """The page in Markdown, for docs/log-facts.md."""
    return (
        "\n".join([_HEAD.format(version=VERSION), *(line for table in TABLES.values() for line in _table(table))])
        + "\n"
    )


def _table(table: Table) -> Iterator[str]:
    yield from (f"## {table.name}", "", table.row, "", "| column | type | meaning |", "| --- | --- | --- |")
    for column in table.columns:
        yield f"| `{column.name}` | {column.type} | {column.meaning.replace('|', '/')} |"
    yield ""
