"""A killed sender sends nothing twice, loses nothing, and leaves in doubt only what was in flight.

`hiyari send` is killed with SIGKILL at random moments, while it starts, recovers and sends, and is started again with
the same command until the campaign is done; beside it a receiver of the lab records each message that it took.
``HIYARI_KILLS`` makes it as many kills as a night allows, ``HIYARI_SEED`` repeats a run.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from tests.campaigns import UNLIMITED, addresses, digest_in, send_arguments, write_campaign, write_zone
from tests.delivery.starter import Starter
from tests.receiver import Journal, receiver

KILLS: Final = int(os.environ.get("HIYARI_KILLS", "300"))
SEED: Final = int(os.environ.get("HIYARI_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
PAIRS: Final = 3
"""Senders with their receivers that run at once."""
SHARES: Final = {"plain": 0.4, "drops": 0.12, "drops-undelivered": 0.1, "storm": 0.23, "resets-content": 0.15}
"""How the kills are spread over the receivers' behaviours."""
DIRECT: Final = frozenset({"storm", "drops"})
"""To these the mail goes as to a carrier's own exchanger; to the others as to a smart host."""
DOMAIN: Final = "docomo.ne.jp"
CONNECTIONS: Final = 4
PER_KILL: Final = 10
"""Messages between two kills, about."""
FRESH: Final = 25
"""Every so many starts, a process that imports everything itself."""
ENOUGH: Final = 120.0
"""Seconds in which a campaign ends that nobody kills."""
ENDS: Final = frozenset({0, 1, 3})
"""Codes of a campaign that has ended: everybody has it, somebody was refused, somebody is uncertain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A delivery as the ledger's file has it."""

    address: str
    campaign: str
    state: str
    delivered: str


@dataclass(slots=True, kw_only=True)
class Story:
    """One sender, one receiver, and the kills between them."""

    folder: Path
    port: int
    direct: bool
    kills: int
    random: random.Random
    starter: Starter
    journal: Journal
    killed: int = 0
    started: int = 0
    campaigns: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    _lead: dict[bool, float] = field(default_factory=lambda: {False: 0.3, True: 1.5})
    """Seconds from the start of a process, forked or fresh, to its first message."""

    @property
    def state(self) -> Path:
        """The ledger's file."""
        return self.folder / "state.db"

    def tell(self) -> None:
        """Kill as often as wanted, in as many campaigns as that takes; the last one is let run to its end."""
        while self.killed < self.kills:
            name = f"c{len(self.campaigns)}"
            whom = [f"{name}.{one}" for one in addresses(PER_KILL * self.kills, [DOMAIN])]
            pace = {**UNLIMITED, "connections": CONNECTIONS, "closed_for": 0.1, "probe_interval": 0.01}
            zone = write_zone(self.folder, DOMAIN) if self.direct else None
            file = write_campaign(self.folder, name, self.port, whom, size=500, pace=pace, direct=self.direct)
            self.campaigns.append(name)
            self.recipients += whom
            digest = self._load(send_arguments(file, self.state, zone=zone))
            while not self._run(send_arguments(file, self.state, digest, zone=zone)):
                pass

    def _load(self, command: list[str]) -> str:
        """Load the campaign; sometimes it is killed in the middle and loaded again."""
        while True:
            self.starter.start(command)
            if self.killed < self.kills and self.random.random() < 0.5:
                self._kill_after(self.random.uniform(0, self._lead[False]))
            code = self.starter.wait(ENOUGH)
            if code >= 0:
                self._ended(code)
                return digest_in(self.starter.said())

    def _run(self, command: list[str]) -> bool:
        """Start the sender, and kill it at some moment; returns whether it has ended by itself."""
        self.started += 1
        fresh = self.started % FRESH == 0
        self.starter.start(command, fresh=fresh)
        if self.killed >= self.kills:
            pass
        elif self.random.random() < 0.3:
            self._kill_after(self.random.uniform(0, self._lead[fresh]))
        else:
            self._await(self.random.randrange(1, 2 * PER_KILL), fresh=fresh)
            self._kill_after(self.random.uniform(0, 0.004))
        code = self.starter.wait(ENOUGH)
        if code < 0:
            return False
        self._ended(code)
        return True

    def _await(self, messages: int, *, fresh: bool) -> None:
        """Until the receiver has so many more, or the sender has ended."""
        begun, before, first = time.monotonic(), self.journal.count(), True
        while (now := self.journal.count()) < before + messages and self.starter.code() is None:
            if first and now > before:
                first, self._lead[fresh] = False, time.monotonic() - begun
            assert time.monotonic() < begun + ENOUGH, self.starter.said()
            time.sleep(0.001)

    def _kill_after(self, seconds: float) -> None:
        time.sleep(seconds)
        self.killed += self.starter.kill()

    def _ended(self, code: int) -> None:
        assert code in ENDS, self.starter.said()

    def rows(self) -> list[Row]:
        """Every delivery of the ledger."""
        with closing(sqlite3.connect(self.state)) as database:
            found = database.execute("SELECT address, campaign, state, delivered FROM delivery").fetchall()
        return [Row(address=a, campaign=b, state=c, delivered=d) for a, b, c, d in found]

    def deaths(self) -> list[int]:
        """For each recovery, how many deliveries it found in flight."""
        with closing(sqlite3.connect(self.state)) as database:
            found = database.execute(
                "SELECT COUNT(*) FROM event WHERE move = 'node died' GROUP BY campaign, at_us"
            ).fetchall()
        return [count for (count,) in found]


def _story(behaviour: str, folder: Path, kills: int, seed: int) -> Story:
    folder.mkdir()
    journal = folder / "journal.jsonl"
    with receiver(behaviour, journal) as port, Starter(folder) as starter:
        story = Story(
            folder=folder,
            port=port,
            direct=behaviour in DIRECT,
            kills=kills,
            random=random.Random(seed),
            starter=starter,
            journal=Journal(path=journal),
        )
        story.tell()
    return story


@pytest.mark.parametrize("behaviour", SHARES)
def test_a_killed_sender_sends_nothing_twice_and_loses_nothing(behaviour: str, tmp_path: Path) -> None:
    """After any number of kills, every recipient has it at most once, and the ledger says of each what is true."""
    print(f"HIYARI_SEED={SEED}")  # noqa: T201 - shown when it fails
    kills = max(1, round(KILLS * SHARES[behaviour] / PAIRS))
    with ThreadPoolExecutor(PAIRS) as pool:
        told = [pool.submit(_story, behaviour, tmp_path / f"{n}", kills, SEED + n) for n in range(PAIRS)]
        stories = [one.result() for one in told]
    for story in stories:
        _check(story, behaviour)
    if kills > 20:
        assert any(story.deaths() for story in stories), "no kill has hit anything in flight: the moments are wrong"


def _check(story: Story, behaviour: str) -> None:
    taken, rows = story.journal.recipients(), story.rows()
    twice = [one for one, count in taken.items() if count > 1]
    assert not twice, f"sent twice: {twice}"
    assert Counter(row.address for row in rows) == Counter(story.recipients), "the ledger has not each exactly once"
    for row in rows:
        assert row.state in {"accepted", "uncertain", "doubted", "refused"}, f"not finished: {row}"
        if row.state == "accepted":
            assert taken[row.address] == 1, f"accepted and not delivered: {row}"
        if row.state == "refused" and behaviour != "storm":
            pytest.fail(f"nobody refuses here: {row}")
    deaths = story.deaths()
    assert all(count <= CONNECTIONS for count in deaths), f"more uncertain than was in flight: {deaths}"
    assert len(deaths) <= story.killed
    if behaviour == "plain":
        # It answers everything: only a kill leaves anything uncertain.
        uncertain = sum(row.state == "uncertain" for row in rows)
        assert uncertain == sum(deaths), f"{uncertain} are uncertain, and kills account for {sum(deaths)}"
