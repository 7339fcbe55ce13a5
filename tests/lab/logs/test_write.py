"""Logs of the lab: what was planted in them is what reading finds."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hiyari.lab.logs.plan import FormAbuse, LogPlan
from hiyari.lab.logs.write import write_logs
from hiyari.maillog.ingest.ingest import ingest_once
from hiyari.maillog.store.facts_folder import open_facts
from tests.maillog.ingest.growing import dated, sources

_PLANS = {
    "short": LogPlan(seed=3, hours=12, messages=2000, domains=40, form=FormAbuse(messages=60, first_minute=100)),
    "long": LogPlan(seed=4, hours=30, messages=2000, long_ids=True, rfc3339=True, relays=("a", "b", "c")),
    "calm": LogPlan(seed=5, hours=2, messages=300, refusing=(), form=None, pages_per_hour=5),
}


@pytest.fixture(scope="module", params=sorted(_PLANS))
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A plan, its truth, and its facts."""
    folder, plan = tmp_path_factory.mktemp(request.param), _PLANS[request.param]
    written = write_logs(plan, folder)
    after = datetime(2026, 11, 20, tzinfo=UTC)
    found = sources(dated(written.mail_log, after), dated(written.access_log, after), host=plan.web)
    result = ingest_once(folder / "facts", found, UTC, processes=1)
    assert (result.total().missed, result.problems) == (0, [])
    return plan, json.loads(written.truth.read_text()), folder / "facts"


def ask(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Plain SQL."""
    with open_facts(folder) as facts:
        return facts.engine.execute(query).fetchall()


def test_outcomes_by_relay_and_domain_are_those_of_the_truth(world: Any) -> None:
    """How each message ended, counted by the host that sent it and its destination."""
    _, truth, folder = world
    counts: dict[str, Counter[str]] = {}
    for host, domain, status, count in ask(
        folder,
        "SELECT d.host, d.domain, d.status, count(*) FROM deliveries AS d WHERE d.status <> 'deferred' GROUP BY ALL",
    ):
        counts.setdefault(f"{host} {domain}", Counter())[status] = count
    assert counts == truth["outcomes"]


def test_only_the_last_relay_is_refused_for_spf(world: Any) -> None:
    """At the destinations of the plan, and nowhere else."""
    plan, truth, folder = world
    refused = ask(folder, "SELECT d.host, d.domain FROM deliveries AS d WHERE d.cause = 'spf' GROUP BY 1, 2")
    assert {host for host, _ in refused} <= {plan.relays[-1]}
    assert {domain for _, domain in refused} <= set(truth["refusing"])
    assert bool(refused) == bool(plan.refusing)


def test_the_forms_messages_are_found(world: Any) -> None:
    """Every Message-ID of the abuse comes from the form's user, and each stands beside a request for the form."""
    plan, truth, folder = world
    rows = ask(
        folder,
        "SELECT m.message_id, m.first_at, m.host FROM messages AS m WHERE m.origin = 'local' AND m.uid IS NOT NULL",
    )
    assert sorted(row[0] for row in rows) == sorted(truth["form_message_ids"])
    assert {row[2] for row in rows} <= {plan.web}
    if plan.form is None:
        assert rows == []
        return
    uids = ask(folder, "SELECT DISTINCT m.uid FROM messages AS m WHERE m.origin = 'local'")
    assert uids == [(truth["form"]["uid"],)]
    asked = ask(
        folder,
        f"SELECT r.at, r.client FROM requests AS r WHERE r.method = 'POST' AND r.path = '{plan.form.url}'",  # noqa: S608
    )
    assert len(asked) == len(rows)
    assert {client for _, client in asked} == set(truth["form"]["clients"])
    assert all(any(0 <= at - request <= 1_200_000 for request, _ in asked) for _, at, _ in rows)


def test_every_delivery_has_its_message_and_every_message_its_end(world: Any) -> None:
    """Whole lives, although short ids come again."""
    plan, truth, folder = world
    count = plan.messages + len(truth["form_message_ids"])
    assert ask(
        folder,
        "SELECT count(*), count(DISTINCT m.message), count(DISTINCT m.message_id), "
        "sum(CASE WHEN m.complete THEN 1 ELSE 0 END) FROM messages AS m",
    ) == [(count, count, count, count)]
    lost = (
        "SELECT count(*) FROM deliveries AS d LEFT JOIN messages AS m ON m.message = d.message WHERE m.message IS NULL"
    )
    assert ask(folder, lost) == [(0,)]


def test_the_same_plan_gives_the_same_logs(tmp_path: Path) -> None:
    """To the last byte; another seed gives others."""
    plans = (_PLANS["calm"], _PLANS["calm"], LogPlan(seed=6, hours=2, messages=300, form=None, pages_per_hour=5))
    contents = []
    for number, plan in enumerate(plans):
        (tmp_path / str(number)).mkdir()
        written = write_logs(plan, tmp_path / str(number))
        contents.append([one.read_bytes() for one in (written.mail_log, written.access_log, written.truth)])
    assert contents[0] == contents[1]
    assert contents[0][0] != contents[2][0]


def test_lines_are_in_the_order_of_their_time(tmp_path: Path) -> None:
    """As a daemon writes them."""
    written = write_logs(_PLANS["long"], tmp_path)
    stamps = [line.partition(" ")[0] for line in written.mail_log.read_text().splitlines()]
    assert stamps == sorted(stamps)
