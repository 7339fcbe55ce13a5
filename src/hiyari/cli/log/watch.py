"""``hiyari log watch``: follows logs as they are written, and tells what is not normal."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.log.alone import alone
from hiyari.cli.log.apart import say_apart
from hiyari.cli.log.normal import place, place_options, zone_name
from hiyari.cli.log.redacting import redacted, redactor_of
from hiyari.cli.log.watch_words import (
    happened,
    say_ahead,
    say_begun,
    say_blind,
    say_crowded,
    say_hidden,
    say_journal,
    say_late,
    say_skipped,
    say_unjudged,
    show_alarm,
)
from hiyari.cli.log.watched import declared_logs, written_now
from hiyari.cli.log.watching import JOURNAL, Watch, begin
from hiyari.cli.messages import say, translator
from hiyari.cli.paper import FORMS
from hiyari.logfiles.follow import Batch, follow
from hiyari.logfiles.journal import journal_lines
from hiyari.maillog.baseline.alarm import Alarm
from hiyari.maillog.baseline.reviewing import BaselineFacts, findings
from hiyari.maillog.redact import Redactor
from hiyari.model.clock import system_clock
from hiyari.model.error import UserError
from hiyari.model.text import text

_MAIL: Final = ("SYSLOG_FACILITY=2",)
"""journalctl's word for the facility mail, which all mail servers log to."""
_SAVE: Final = 60.0
"""Seconds between two savings of the state, and between two looks for silence."""
_SAY: Final = 3600.0
"""Seconds between two complaints about the logs themselves."""
_QUIET: Final = 3.0
"""Seconds without a line after which everything is read."""
_QUIET_ONCE: Final = 1.0
_GRACE: Final = 3600 * 1_000_000
"""With --once an hour counts as silent this many microseconds after its end: logs may be brought by hourly jobs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What was asked for."""

    paths: tuple[Path, ...]
    journal: bool
    once: bool
    form: str
    redactor: Redactor | None


@click.command("watch")
@click.argument("files", nargs=-1, metavar="[FILE ...]")
@click.option("--journal", is_flag=True, help="Follow the systemd journal, too: everything of the facility mail.")
@click.option("--once", is_flag=True, help="Only what is new since the last run, for cron.")
@click.option("--zone", metavar="NAME", help="The time zone of classic stamps and of people.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it; json: a line each.")
@click.option("--redact", is_flag=True, help="Show tokens for the local parts of addresses.")
@place_options
def command(
    files: tuple[str, ...],
    *,
    journal: bool,
    once: bool,
    redact: bool,
    zone: str | None,
    form: str,
    state: str | None,
    config: str | None,
) -> int:
    """Follow logs as they are written, and tell what is not normal.

    Without FILE, the logs that the inventory names. What is normal comes from hiyari log baseline learn, and is learned
    further while it watches. With --once, exit code 1 for an alarm, 3 when mail came that could not be judged.
    """
    where = place(state, config)
    paths = tuple(written_now(one) for one in files or declared_logs(where.inventory))
    if not paths and not journal:
        raise UserError(text("There is nothing to watch. Name a log: hiyari log watch /var/log/mail.log"))
    redactor = redactor_of(state, where.inventory) if redact else None
    wanted = _Wanted(paths=paths, journal=journal, once=once, form=form, redactor=redactor)
    with alone(where):
        going = begin(where, zone_name(zone), system_clock(), socket.gethostname(), once=once)
        going.start(paths)
        say_begun(going, (*map(str, paths), *([JOURNAL] if journal else [])))
        whole = say_skipped(going.skipped) and say_journal(going, journal=journal)
        asyncio.run(_Run(going, wanted).run())
        unjudged = going.unjudged(system_clock().date())
        say_unjudged(unjudged, redactor)
    if not once:
        return ExitCode.FINE
    if going.told:
        return ExitCode.NEAR_MISS
    judged = whole and _ready(going) and not going.blind() and not unjudged and not going.losses()
    return ExitCode.FINE if judged else ExitCode.UNKNOWN


def _ready(going: Watch) -> bool:
    return any(track.profile.ready for track in going.site.tracks.values())


class _Run:
    """One run: gets lines from all sources, and gives them to the watch in turn."""

    def __init__(self, going: Watch, wanted: _Wanted) -> None:
        self._going = going
        self._wanted = wanted
        self._queue: asyncio.Queue[Batch | list[str]] = asyncio.Queue(maxsize=4)
        self._stop = asyncio.Event()
        self._words = translator()
        self._late, self._ahead = going.site.late, going.site.ahead
        self._said = -_SAY
        self._apart = False

    async def run(self) -> None:
        """Go on until SIGINT or SIGTERM; with --once, until nothing new comes."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        sources = [asyncio.create_task(self._files())] if self._wanted.paths else []
        sources += [asyncio.create_task(self._journal())] if self._wanted.journal else []
        try:
            await self._turns(sources)
        finally:
            for source in sources:
                source.cancel()
            await asyncio.gather(*sources, return_exceptions=True)
            self._write_down()

    async def _files(self) -> None:
        """Lines of files into the queue."""
        interval = 0.1 if self._wanted.once else 1.0
        async for batch in follow(self._wanted.paths, self._going.positions, interval=interval):
            await self._queue.put(batch)

    async def _journal(self) -> None:
        """Entries of the journal into the queue."""
        going = not self._wanted.once
        begin = () if self._going.cursor or going else ("--since", "now")
        lines: AsyncIterator[list[str]] = journal_lines((*_MAIL, *begin), after=self._going.cursor, follow=going)
        async for some in lines:
            await self._queue.put(some)

    async def _turns(self, sources: Sequence[asyncio.Task[None]]) -> None:
        quiet = _QUIET_ONCE if self._wanted.once else _QUIET
        last = saved = monotonic()
        while not self._stop.is_set():
            self._failed(sources)
            try:
                self._take(await asyncio.wait_for(self._queue.get(), timeout=0.2))
                last = monotonic()
            except TimeoutError:
                pass
            idle = monotonic() - last > quiet
            if self._wanted.once and idle and not self._reads_journal(sources):
                self._show(self._going.tick(_now_us() - _GRACE))
                self._show(self._going.finish(system_clock().date()))
                self._complain()
                return
            if monotonic() - saved > _SAVE:
                if idle or self._going.up_to(system_clock()):
                    self._show(self._going.tick(_now_us()))
                self._write_down()
                self._complain()
                saved = monotonic()

    def _write_down(self) -> None:
        """What is held back must be out before it is written down that its lines were read."""
        self._show(self._going.finish(system_clock().date()))
        self._going.save()

    def _complain(self) -> None:
        """What is wrong with the logs themselves: some of it once an hour, and what was declared once a run."""
        site = self._going.site
        say_late(site.late - self._late)
        say_ahead(site.ahead - self._ahead)
        self._late, self._ahead = site.late, site.ahead
        if monotonic() - self._said > _SAY:
            say_blind(self._going)
            say_crowded(self._going)
            self._said = monotonic()
        if site.clocks and not self._apart:
            say_apart(site, site.clocks)
            self._apart = True

    def _reads_journal(self, sources: Sequence[asyncio.Task[None]]) -> bool:
        return self._wanted.journal and not sources[-1].done()

    def _failed(self, sources: Sequence[asyncio.Task[None]]) -> None:
        """What ended a source ends the watch: it must not go on blind."""
        for source in sources:
            if source.done() and not source.cancelled():
                source.result()
                if not self._wanted.once:
                    raise UserError(text("journalctl ended by itself. Start hiyari log watch again, it goes on there."))

    def _take(self, some: Batch | list[str]) -> None:
        now = system_clock()
        if isinstance(some, list):
            self._show(self._going.entries(some, now))
            return
        if some.event is not None:
            say(happened(some.path, some.event))
        alarms = self._going.lines(str(some.path), some.lines, now)
        self._going.positions[some.path] = some.position
        self._show(alarms)

    def _show(self, alarms: Sequence[Alarm]) -> None:
        """Alarms on stdout, one block or one line of JSON each; written down after they are out."""
        for finding in redacted(findings(BaselineFacts(alarms=tuple(alarms))), self._wanted.redactor):
            show_alarm(finding, self._words, as_json=self._wanted.form == "json")
        say_hidden(self._going.limiter.missed())
        if alarms:
            self._going.save()


def _now_us() -> int:
    return int(system_clock().timestamp() * 1_000_000)
