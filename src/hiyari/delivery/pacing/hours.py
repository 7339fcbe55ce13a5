"""When mail may go out at all: the campaign's window and hours, and the minutes that a provider wants for itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

_STEPS: Final = 64
"""Looks at the calendar until it is given up: where so many days in a row have no opening, none has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The campaign's times."""

    zone: tzinfo
    begin: datetime | None = None
    end: datetime | None = None
    """After it nothing is sent any more."""
    daily_from: time | None = None
    daily_until: time | None = None
    """Quiet outside of these; ``daily_until`` before ``daily_from`` goes over midnight."""

    def over(self, now: datetime) -> bool:
        """Whether the window has closed for good."""
        return self.end is not None and now >= self.end

    def opening(self, now: datetime, avoid_before: float = 0, avoid_after: float = 0) -> datetime | None:
        """The first moment from now on at which mail may go out; None when there is none.

        Args:
            now: The present.
            avoid_before: Minutes before each full hour in which nothing goes out.
            avoid_after: Minutes after each full hour in which nothing goes out.
        """
        # In UTC throughout: arithmetic on local times forgets the hour that is left out or comes twice.
        moment = (max(now, self.begin) if self.begin is not None else now).astimezone(UTC)
        for _ in range(_STEPS):
            if self.over(moment):
                return None
            following = self._after_quiet(moment)
            following = self._after_full_hour(following, avoid_before * 60, avoid_after * 60)
            if following == moment:
                return moment.astimezone(now.tzinfo)
            moment = following
        return None

    def _after_quiet(self, moment: datetime) -> datetime:
        if self.daily_from is None or self.daily_until is None or self.daily_from == self.daily_until:
            return moment
        local = moment.astimezone(self.zone)
        clock = local.time()
        if self.daily_from < self.daily_until:
            open_now = self.daily_from <= clock < self.daily_until
        else:
            open_now = clock >= self.daily_from or clock < self.daily_until
        if open_now:
            return moment
        opening = local.replace(
            hour=self.daily_from.hour, minute=self.daily_from.minute, second=self.daily_from.second, microsecond=0
        )
        if opening <= local:
            opening += timedelta(days=1)
        return opening.astimezone(UTC)

    def _after_full_hour(self, moment: datetime, before: float, after: float) -> datetime:
        local = moment.astimezone(self.zone)
        past = local.minute * 60 + local.second + local.microsecond / 1_000_000
        if past < after:
            return moment + timedelta(seconds=after - past)
        if past >= 3600 - before:
            return moment + timedelta(seconds=3600 - past + after)
        return moment
