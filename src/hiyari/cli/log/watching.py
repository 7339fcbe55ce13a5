"""The watch between two looks at the logs: lines in, alarms out, and a state that survives everything.

What was read and what was told of it are written down together, after the alarms are out: whoever pulls the plug gets
an alarm twice at worst, and none is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from hiyari.cli.ignoring import unignored
from hiyari.cli.log.normal import Place
from hiyari.logfiles.follow import Position, end_of
from hiyari.logfiles.journal import entry_of
from hiyari.maillog.baseline.alarm import Alarm
from hiyari.maillog.baseline.batch import Batch
from hiyari.maillog.baseline.history import rewound
from hiyari.maillog.baseline.keep import Kept, keep, read_kept
from hiyari.maillog.baseline.limiter import Limiter, read_limiter
from hiyari.maillog.baseline.reading import Reading, read_logs
from hiyari.maillog.baseline.reviewing import BaselineFacts, findings
from hiyari.maillog.baseline.series import Series
from hiyari.maillog.baseline.site import AHEAD, Site
from hiyari.maillog.baseline.telling import newcomer_of
from hiyari.maillog.baseline.told import Counting, counting_values, read_counting
from hiyari.maillog.baseline.week import hour_of, zone
from hiyari.maillog.ingest.judging import ENOUGH
from hiyari.model.error import UserError
from hiyari.model.inventory import Inventory
from hiyari.model.text import text

JOURNAL: Final = "journal"
_ENOUGH_LINES: Final = 20
_LAG: Final = 120 * 1_000_000
"""A log whose last line is younger is read up to now."""


@dataclass(slots=True, kw_only=True)
class Watch:
    """Everything that goes on."""

    path: Path
    kept: Kept
    counting: Counting
    reading: Reading
    limiter: Limiter
    host: str
    """Whose lines are that do not say."""
    positions: dict[Path, Position] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()
    """Files that an earlier run watched, whether or not they were there."""
    cursor: str = ""
    """Of the journal's last entry."""
    inventory: Inventory | None = None
    """Says what may be ignored."""
    told: int = 0
    """Alarms of this run, shown or not; without those that are ignored."""
    held: list[Alarm] = field(default_factory=list)
    """Alarms that wait for the end of the batch; only where the site has one."""
    skipped: dict[Path, Position] = field(default_factory=dict)
    """Files that this run begins at their end, other than an empty one: what is before is not judged."""
    lost: int = 0
    """Rows that no hour was judged by, when this run began."""

    @property
    def site(self) -> Site:
        """What is known."""
        return self.counting.site

    def start(self, paths: Sequence[Path]) -> None:
        """Where files begin that have no place yet: new ones at their end, those that were waited for as a whole."""
        for path in paths:
            found = None if path in self.positions else _place(path, from_start=str(path) in self.seen)
            if found is not None:
                self.positions[path] = found
                if found.offset:
                    self.skipped[path] = found
        self.seen |= frozenset(map(str, paths))

    def lines(self, name: str, lines: Sequence[str], now: datetime) -> list[Alarm]:
        """Read some more lines of a log; the alarms that are to be shown."""
        self.site.not_after = _us(now) + AHEAD
        rows = self.reading.read(name, lines, host=self.host, now=_us(now))
        return self._limited(self.counting.take_all(rows), now.date())

    def entries(self, lines: Sequence[str], now: datetime) -> list[Alarm]:
        """Read some more lines of ``journalctl -o json``."""
        last = next((entry for entry in map(entry_of, reversed(lines)) if entry is not None), None)
        self.cursor = last.cursor if last is not None else self.cursor
        return self.lines(JOURNAL, lines, now)

    def tick(self, at: int) -> list[Alarm]:
        """Everything is read up to this moment, in microseconds."""
        return self._limited(self.counting.tick(at), datetime.fromtimestamp(at // 1_000_000, UTC).date())

    def blind(self) -> bool:
        """Whether too little of the lines about mail is understood to call anything normal."""
        counts = self.reading.counts
        return counts.mail >= _ENOUGH_LINES and counts.understood < counts.mail * ENOUGH

    def up_to(self, now: datetime) -> bool:
        """Whether every log was read nearly up to now, so that what has no lines has been silent."""
        ends = [log.at for log in self.reading.logs.values() if log.at is not None]
        return bool(ends) and min(ends) >= _us(now) - _LAG

    def unjudged(self, day: date) -> tuple[Series, ...]:
        """Who got mail in this batch and has too little history to be judged; without who may stay as new."""
        return tuple(one for one in sorted(self.site.batch.unjudged) if not self._ignored(newcomer_of(one), day))

    def losses(self) -> int:
        """Rows of this run that came too late, from the future, or of one host too many, and were not judged."""
        return _lost(self.site) - self.lost

    def finish(self, day: date) -> list[Alarm]:
        """The batch is over: its alarms that are to be shown, each with its last count."""
        found = tuple(self.site.batch.settled(self.held, self.site.clocks))
        self.held.clear()
        return self._shown(found, day)

    def save(self) -> None:
        """Write everything down.

        Raises:
            UserError: It cannot be written.
        """
        more = {
            "counting": counting_values(self.counting),
            "reading": self.reading.values(),
            "limiter": self.limiter.values(),
            "positions": {str(path): asdict(position) for path, position in self.positions.items()},
            "cursor": self.cursor,
            "seen": sorted({*self.seen, *map(str, self.positions)}),
        }
        kept = self.kept
        until = max((clock.open for clock in self.site.clocks.values()), default=kept.until)
        keep(
            self.path,
            Kept(
                site=self.site,
                since=kept.since,
                until=max(until, kept.until),
                learned_us=kept.learned_us,
                more=more,
            ),
        )

    def _limited(self, alarms: Iterator[Alarm], day: date) -> list[Alarm]:
        if not self.site.batch.on:
            return self._shown(alarms, day)
        self.held.extend(alarms)
        return []

    def _shown(self, alarms: Iterable[Alarm], day: date) -> list[Alarm]:
        found = [one for one in alarms if not self._ignored(one, day)]
        self.told += len(found)
        return list(self.limiter.take(found))

    def _ignored(self, alarm: Alarm, day: date) -> bool:
        """Whether the inventory says that it may be so. An alarm that nobody sees must take no other's place."""
        made = findings(BaselineFacts(alarms=(alarm,)))
        return not any(unignored(made, self.inventory, day))


def begin(where: Place, name: str | None, now: datetime, host: str, *, once: bool = False) -> Watch:
    """Go on where the last run ended, with a newer baseline if one was learned since; else begin with the baseline.

    With ``once`` alarms wait for `Watch.finish`.

    Raises:
        UserError: A file cannot be read, or there is no time zone of this name.
    """
    before, learned = read_kept(where.watch), read_kept(where.baseline)
    kept = _newer(before, learned, name or "UTC", now)
    more = before.more if before is not None else {}
    site = kept.site
    site.groups = where.groups() or site.groups
    site.batch = Batch(on=once)
    try:
        reading = Reading(zone(site.zone), read_logs(more.get("reading", {})))
        limiter = read_limiter(more["limiter"]) if "limiter" in more else Limiter()
        counting = Counting(site, reading)
        if "counting" in more:
            counting = read_counting(site, reading, more["counting"])
        positions = {Path(path): Position(**one) for path, one in more.get("positions", {}).items()}
    except (LookupError, TypeError, ValueError, AttributeError):
        sentence = text(
            "{path} is damaged, or not written by hiyari. Remove it: the watch begins anew at the end of the logs.",
            path=str(where.watch),
        )
        raise UserError(sentence) from None
    return Watch(
        path=where.watch,
        kept=kept,
        counting=counting,
        reading=reading,
        limiter=limiter,
        host=host,
        inventory=where.inventory,
        positions=positions,
        seen=frozenset(map(str, more.get("seen", ()))),
        cursor=str(more.get("cursor", "")),
        lost=_lost(site),
    )


def _lost(site: Site) -> int:
    return site.late + site.ahead + site.crowded


def _newer(before: Kept | None, learned: Kept | None, name: str, now: datetime) -> Kept:
    """The state to go on with: the last run's, unless something was learned since."""
    if before is not None and (learned is None or learned.learned_us <= before.learned_us):
        return before
    if learned is not None:
        rewound(learned.site)
        return learned
    hour = hour_of(_us(now))
    return Kept(site=Site(zone=name), since=hour, until=hour, learned_us=0)


def _place(path: Path, *, from_start: bool) -> Position | None:
    """The end of a file, or its beginning; None where it cannot be read."""
    try:
        end = end_of(path)
    except OSError:
        return None
    return replace(end, offset=0, head="", inside=False) if from_start else end


def _us(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
