"""Measures questions about ten million deliveries: ``script/bench facts [--millions 10]``.

The facts are made by DuckDB: two relays, 1,000 destinations, one of which refuses a relay; a web host whose user sends
one message in a hundred. What is timed is the whole command, from its start to its end; the best of three counts.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import duckdb

from hiyari.maillog.facts import TABLES
from hiyari.maillog.store.facts_folder import prepare

_MESSAGES = """
SELECT i AS message,
    CASE WHEN i % 100 = 0 THEN 'www' WHEN i % 2 = 0 THEN 'relay1' ELSE 'relay2' END AS host,
    upper(to_hex(i + 68719476736)) AS queue_id, {start} + i * {step} AS first_at, {start} + i * {step} + 2000000 AS last_at,
    'removed' AS ending, true AS complete, CASE WHEN i % 100 = 0 THEN 'local' ELSE 'network' END AS origin,
    CASE WHEN i % 100 = 0 THEN 33 + (i // 100) % 400 END AS uid,
    CASE WHEN i % 100 <> 0 THEN '192.0.2.' || (i % 200) END AS address,
    's' || (i % 5000) || '@example.jp' AS sender, 'example.jp' AS sender_domain, i || '@example.jp' AS message_id,
    4000 AS size, 1 AS recipients, 'syslog' AS format
FROM range({count}) AS t(i)
"""
_DELIVERIES = """
SELECT i AS message,
    CASE WHEN i % 100 = 0 THEN 'www' WHEN i % 2 = 0 THEN 'relay1' ELSE 'relay2' END AS host,
    upper(to_hex(i + 68719476736)) AS queue_id, {start} + i * {step} + 1000000 AS "at", 'smtp' AS program, 'outside' AS way,
    'u' || (i % 99991) || '@d' || (hash(i) % 1000) || '.example' AS recipient, 'd' || (hash(i) % 1000) || '.example' AS domain,
    'mx.d' || (hash(i) % 1000) || '.example' AS relay, '198.51.100.7' AS relay_address, 25 AS port,
    'd' || (hash(i) % 1000) || '.example' AS provider,
    CASE WHEN bad THEN 'bounced' ELSE 'sent' END AS status, CASE WHEN bad THEN 'refused' ELSE 'accepted' END AS outcome,
    CASE WHEN bad THEN 550 ELSE 250 END AS code, CASE WHEN bad THEN '5.7.23' ELSE '2.0.0' END AS enhanced,
    CASE WHEN bad THEN 'spf' END AS cause, CASE WHEN bad THEN '550 5.7.23 SPF' ELSE '250 Ok' END AS reply,
    900 AS delay_ms, CASE WHEN bad THEN 'the line' END AS line
FROM (SELECT i, i % 2 = 1 AND hash(i) % 1000 = 7 AS bad FROM range({count}) AS t(i))
"""
_START = 1_793_577_600_000_000
_MONTH = 30 * 86_400_000_000


def make(folder: Path, count: int) -> None:
    """Write the facts."""
    prepare(folder)
    words = {"start": _START, "step": _MONTH // count, "count": count}
    with duckdb.connect(":memory:") as engine:
        for name, statement in (("messages", _MESSAGES), ("deliveries", _DELIVERIES)):
            (folder / name).mkdir()
            given = statement.format(**words)
            known = {column[0] for column in engine.execute(f"DESCRIBE {given}").fetchall()}
            columns = ", ".join(
                f'"{one.name}"' if one.name in known else f'CAST(NULL AS {one.type}) AS "{one.name}"'
                for one in TABLES[name].columns
            )
            target = folder / name / "made.parquet"
            engine.execute(f"COPY (SELECT {columns} FROM ({given})) TO '{target}' (FORMAT parquet)")  # noqa: S608


def main() -> None:
    """Make the facts, ask, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--millions", type=float, default=10)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    count = int(asked.millions * 1_000_000)
    program = str(Path(sys.executable).with_name("hiyari"))
    with TemporaryDirectory(prefix="hiyari-bench-", dir="/var/tmp") as made:
        folder = Path(made) / "facts"
        make(folder, count)
        queue_id = f"{count // 2 // 100 * 100 + 68_719_476_736:X}"
        questions = {
            "log compare --hosts relay1,relay2": ["compare", "--hosts", "relay1,relay2", "--no-check"],
            "log trace --queue-id": ["trace", "--queue-id", queue_id],
            "log summary": ["summary"],
            "log query (count by host and outcome)": [
                "query",
                "SELECT host, outcome, count(*) FROM deliveries GROUP BY ALL",
            ],
        }
        print(f"{count:,} deliveries\n\n| command | seconds |\n| --- | ---: |")
        for name, words in questions.items():
            best = min(
                _time([program, "log", *words, "--facts", str(folder), "--zone", "UTC"]) for _ in range(asked.runs)
            )
            print(f"| `{name}` | {best:.1f} |")


def _time(command: list[str]) -> float:
    began = monotonic()
    ended = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - our own
    if ended.returncode not in {0, 1, 3}:
        raise SystemExit(f"{command} ended with {ended.returncode}")
    return monotonic() - began


if __name__ == "__main__":
    main()
