"""Every query gives the same rows on DuckDB and, translated, on ClickHouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

from hiyari.maillog.facts import TABLES, Row
from hiyari.maillog.store.asking import Value, queries, sql
from hiyari.maillog.store.clickhouse import ClickHouseFacts, send_facts
from hiyari.maillog.store.facts_folder import open_facts, prepare, write_facts
from hiyari.maillog.store.transpile import SETTINGS, to_clickhouse
from tests.maillog.store.clickhouse_server import ClickHouse, clickhouse, rows
from tests.maillog.store.sample import START, sample

_HOUR: Final = 3_600_000_000
HOSTS: Final = ("relay1.example.jp", "relay2.example.jp")

VALUES: Final[dict[str, tuple[Value, ...]]] = {
    "account": ("account ö 日本", "login a"),
    "address": ("192.0.2.1", None),
    "again": (1, 0),
    "apart": ("", " gmail/例え.jp gmail/example.com "),
    "destinations": ("", " gmail example.com 例え.jp "),
    "domain": ("例え.jp", None),
    "fewest": (1, 2),
    "fresh": (START + 25 * _HOUR,),
    "host": (HOSTS[0], HOSTS[1]),
    "local": ("account a", "account b"),
    "login": (None, "login a"),
    "method": ("POST",),
    "moments": (f" {HOSTS[0]} {START} ",),
    "most": (3, 1000),
    "origin": (None, "local"),
    "path": ("/お問い合わせ/send",),
    "places": (" ".join(("", *(f"gmail {host} {fate}" for host in HOSTS for fate in range(6)), "")),),
    "recipient": ("次郎@例え.jp", "o'neil@example.org"),
    "sasl": (None, "sasl ö 日本"),
    "sender": ("", "花子@例え.jp"),
    "since": (START, START + 10 * _HOUR),
    "site": ("site a",),
    "together": (0, 1),
    "top": (5, 1000),
    "uid": (None, 7),
    "until": (START + 50 * _HOUR, START + 20 * _HOUR),
    "way": ("outside", "filter"),
}
"""Values for every parameter that a query has, by its name."""
_KEY: Final = re.compile(r"k(\d{1,2})")
"""The parameters of a long IN: queue ids and the like, or keys of messages."""
_WORDS_OF_KEYS: Final = ("3A1B2C", "Ö1", "message_id ö 日本", "back\\slash@example.net")
_PARAMETER: Final = re.compile(r"\$([a-z_][a-z_0-9]*)")
_COMMENT: Final = re.compile(r"^--.*$", re.MULTILINE)


def parameters(query: str, turn: int) -> dict[str, Value]:
    """The values for one query; another turn, other values."""
    names = set(_PARAMETER.findall(_COMMENT.sub("", sql(query))))
    keys = {name: int(found[1]) for name in names if (found := _KEY.fullmatch(name))}
    unknown = sorted(names - set(VALUES) - set(keys))
    assert not unknown, f"{query}.sql: add a value for {unknown} to VALUES in {__file__}"
    of_messages = "message IN (" in sql(query)
    return {name: VALUES[name][turn % len(VALUES[name])] for name in names - set(keys)} | {
        name: number if of_messages else _WORDS_OF_KEYS[number % len(_WORDS_OF_KEYS)] for name, number in keys.items()
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    """One engine for all."""
    with clickhouse(tmp_path_factory.mktemp("clickhouse")) as running:
        yield running


def _facts(folder: Path, content: dict[str, list[Row]]) -> Path:
    prepare(folder)
    write_facts(folder, content)
    return folder


WORLDS: Final = {
    "empty": {},
    "lonely": {"deliveries": sample(3)["deliveries"], "logins": sample(3)["logins"][:1]},
    "full": sample(1),
    "other": sample(2, 200),
}


@pytest.fixture(scope="module", params=WORLDS)
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server: ClickHouse
) -> tuple[Path, ClickHouseFacts]:
    """The same facts in a folder and in a database of their own."""
    folder = _facts(tmp_path_factory.mktemp(request.param) / "facts", WORLDS[request.param])
    url = server.url.replace("fleet", request.param)
    send_facts(folder, url)
    return folder, ClickHouseFacts(url)


def _as_set(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    plain = [tuple(round(cell, 6) if isinstance(cell, float) else cell for cell in row) for row in found]
    return sorted(plain, key=lambda row: [(cell is None, str(cell)) for cell in row])


@pytest.mark.parametrize("query", queries())
def test_both_engines_give_the_same_rows(query: str, world: tuple[Path, ClickHouseFacts]) -> None:
    """With empty tables, joins without a partner, NULL in any column, and text that is not ASCII."""
    folder, fleet = world
    for turn in (0, 1):
        values = parameters(query, turn)
        with open_facts(folder) as facts:
            expected = facts.ask(query, **values)
        assert _as_set(fleet.ask(query, **values)) == _as_set(expected)


@pytest.mark.parametrize("table", TABLES)
def test_rows_arrive_as_they_were_sent(table: str, world: tuple[Path, ClickHouseFacts], server: ClickHouse) -> None:
    """Every cell of every table, NULL as NULL."""
    folder, fleet = world
    statement = f"SELECT * FROM {table}"  # noqa: S608 - a table of the schema
    with open_facts(folder) as facts:
        expected = facts.engine.execute(statement).fetchall()
    place = fleet._place.database
    given = {"database": place, "output_format_json_quote_64bit_integers": "0"}
    found = rows(server.run(given, f"{statement} FORMAT JSONCompact".encode()))
    assert _as_set(found) == _as_set(expected)


@pytest.mark.parametrize(
    "said", ["a'b", "\\", "\\'", "日本\n\t\0x", "'; DROP TABLE x; --", "{a}", "$1", "%s", "\x1b", ""]
)
def test_a_parameter_cannot_leave_its_literal(said: str, server: ClickHouse) -> None:
    """Whatever a text holds comes back as that text."""
    statement = to_clickhouse("SELECT $said AS said", {"said": said})
    assert rows(server.run({"database": "default"}, f"{statement} FORMAT JSONCompact".encode())) == [(said,)]


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DROP TABLE messages", "one SELECT"),
        ("SELECT 1; SELECT 2", "one SELECT"),
        ("SELECT FROM WHERE", "."),
        ("SELECT $other", "no value"),
        ("SELECT $endless", "inf"),
    ],
)
def test_what_is_no_query_is_refused(statement: str, problem: str) -> None:
    """Nothing but one SELECT with all its parameters is translated."""
    with pytest.raises(ValueError, match=problem):
        to_clickhouse(statement, {"endless": float("inf")})


def test_names_of_tables_go_through_the_adapter() -> None:
    """A table of the facts is renamed and keeps its name as alias; a common table expression is left alone."""
    statement = "WITH mine AS (SELECT message FROM messages) SELECT mine.message FROM mine"
    translated = to_clickhouse(statement, {}, lambda name: f"fleet.{name}_kept")
    assert translated == (
        'WITH mine AS (SELECT message FROM "fleet"."messages_kept" AS messages) SELECT mine.message FROM mine'
    )


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT ($a - $b) // 100 // 7 AS x, -7 // 2 AS y", [(1_428_571, -3)]),
        ("SELECT count(*) AS x FROM (SELECT 1 AS y) AS d UNION ALL SELECT CAST(NULL AS BIGINT) AS x", [(1,), (None,)]),
        ("SELECT median(d.x // $c) AS x FROM (SELECT 8 AS x UNION ALL SELECT 5 AS x) AS d", [(3.0,)]),
        (
            (
                "SELECT count(DISTINCT CASE WHEN d.x > $c THEN d.x // $c ELSE NULL END) AS x, "
                "sum(count(*)) OVER () AS y, count(*) OVER () AS z, row_number() OVER (ORDER BY d.x) AS w "
                "FROM (SELECT 8 AS x) AS d GROUP BY d.x"
            ),
            [(1, 1, 1, 1)],
        ),
    ],
)
def test_what_stands_in_another_is_mended_too(
    statement: str, expected: list[tuple[Any, ...]], server: ClickHouse
) -> None:
    """Division, counts, medians and parameters, one within the other, and a count beside an unknown number."""
    given = {name: value for name, value in {"a": 10**9, "b": -5, "c": 2}.items() if f"${name}" in statement}
    assert duckdb.execute(statement, given or None).fetchall() == expected
    asked = f"{to_clickhouse(statement, given)} FORMAT JSONCompact".encode()
    settings = {"database": "default", "output_format_json_quote_64bit_integers": "0"}
    assert _as_set(rows(server.run(settings, asked))) == _as_set(expected)


def test_a_median_is_exact(server: ClickHouse) -> None:
    """Also of more values than ClickHouse would take a sample of."""
    statement = "SELECT median(n.number) AS middle FROM (SELECT s.number FROM numbers AS s LIMIT 100002) AS n"
    translated = to_clickhouse(statement, {}, lambda name: f"system.{name}")
    assert rows(server.run({"database": "default"}, f"{translated} FORMAT JSONCompact".encode())) == [(50000.5,)]


def test_without_the_settings_unknown_would_be_zero(server: ClickHouse) -> None:
    """What the settings are for: a missing partner and an empty maximum are NULL, not 0."""
    statement = (
        "SELECT b.x, (SELECT max(d.x) FROM (SELECT 1 AS x) AS d WHERE d.x > 1) AS y "
        "FROM (SELECT 1 AS x) AS a LEFT JOIN (SELECT 2 AS x) AS b ON a.x = b.x"
    )
    asked = f"{to_clickhouse(statement, {})} FORMAT JSONCompact".encode()
    given = {"database": "default", **{key: str(value) for key, value in SETTINGS.items()}}
    assert rows(server.run(given, asked)) == [(None, None)]
    assert rows(server.run({"database": "default"}, asked)) == [(0, 0)]


def test_questions_bring_the_settings(world: tuple[Path, ClickHouseFacts], server: ClickHouse) -> None:
    """The settings go with every query."""
    _, fleet = world
    fleet.ask("summary_readings")
    assert SETTINGS.items() <= {key: int(value) for key, value in server.given.items() if value.isdigit()}.items()
