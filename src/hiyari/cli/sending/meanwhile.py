"""Shows how far a campaign is: a table that is renewed on a terminal, a line now and then in a pipe."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Self

from hiyari.cli.messages import say
from hiyari.cli.sending.words import rough
from hiyari.delivery.ledger.states import State
from hiyari.delivery.node.runner import Runner
from hiyari.delivery.pacing.lane import Door, Lane
from hiyari.locale.translate import Translator
from hiyari.model.clock import system_clock
from hiyari.model.text import Text, text

if TYPE_CHECKING:
    from rich.table import Table

_QUICK: Final = 0.5
_SELDOM: Final = 30.0
"""Seconds between two lines in a pipe."""
_ROWS: Final = 12
"""Lanes that are shown; the rest is added up."""


class Meanwhile:
    """``async with Meanwhile(runner, words)``: shows until the block ends."""

    def __init__(self, runner: Runner, words: Translator) -> None:
        self._runner = runner
        self._words = words

    async def __aenter__(self) -> Self:
        """Begin."""
        self._task = asyncio.create_task(self._table() if sys.stderr.isatty() else self._lines())
        return self

    async def __aexit__(self, *_: object) -> None:
        """End, and leave the screen as it was."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _lines(self) -> None:
        while True:
            await asyncio.sleep(_SELDOM)
            say(self._summary())

    async def _table(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - a tenth of a second that a pipe need not pay
        from rich.live import Live  # noqa: PLC0415

        with Live(console=Console(stderr=True), auto_refresh=False, transient=True) as live:
            while True:
                live.update(self._draw(), refresh=True)
                await asyncio.sleep(_QUICK)

    def _summary(self) -> Text:
        progress = self._runner.progress
        left = sum(progress.left.values())
        now = system_clock().timestamp()
        rate = progress.rate(now)
        if rate > 0 and left:
            return text(
                "{done} done, {left} left, {rate} a second, about {time} to go",
                done=progress.total,
                left=left,
                rate=rate,
                time=rough(max(left / rate, self._slowest(now))),
            )
        return text("{done} done, {left} left", done=progress.total, left=left)

    def _slowest(self, now: float) -> float:
        """Seconds until the last lane is done at the pace that it has now."""
        lanes: dict[str, list[Lane]] = {}
        for lane in self._runner.lanes:
            lanes.setdefault(lane.name, []).append(lane)
        left = self._runner.progress.left
        return max(
            (
                min(max(lane.closed_until - now, 0.0) for lane in same)
                + left[name] * min(lane.interval for lane in same) / len(same)
                for name, same in lanes.items()
                if left[name] > 0
            ),
            default=0.0,
        )

    def _draw(self) -> Table:
        from rich.table import Table  # noqa: PLC0415

        render = self._words.render
        table = Table(title=render(self._summary()), title_justify="left", box=None, pad_edge=False)
        table.add_column(render(text("provider")))
        for heading in (text("left"), text("accepted"), text("refused"), text("unsure")):
            table.add_column(render(heading), justify="right")
        table.add_column(render(text("lane")), overflow="fold")
        by_name: dict[str, list[Lane]] = {}
        for lane in self._runner.lanes:
            by_name.setdefault(lane.name, []).append(lane)
        left = self._runner.progress.left
        shown = sorted(by_name, key=lambda name: (-left[name], name))
        for name in shown[:_ROWS]:
            table.add_row(*self._row(name, by_name[name]))
        if len(shown) > _ROWS:
            rest = sum(left[name] for name in shown[_ROWS:])
            table.add_row(render(text("{count} more", count=len(shown) - _ROWS)), str(rest), "", "", "", "")
        return table

    def _row(self, name: str, lanes: list[Lane]) -> tuple[str, ...]:
        ended: Counter[State] = Counter()
        for (lane, state), count in self._runner.progress.ended.items():
            if lane == name:
                ended[state] += count
        unsure = ended[State.UNCERTAIN] + ended[State.DOUBTED]
        doors = dict.fromkeys(self._words.render(door_words(lane)) for lane in lanes)
        return (
            name,
            str(self._runner.progress.left[name]),
            str(ended[State.ACCEPTED]),
            str(ended[State.REFUSED]),
            str(unsure),
            ", ".join(doors),
        )


def door_words(lane: Lane) -> Text:
    """Whether a lane lets anything through, and why not."""
    match lane.door:
        case Door.OPEN:
            return text("open")
        case Door.PROBING:
            return text("probing")
        case Door.CLOSED:
            moment = datetime.fromtimestamp(lane.closed_until, UTC).astimezone().strftime("%H:%M:%S")
            return text("closed until {moment}: {why}", moment=moment, why=lane.why[:60])
