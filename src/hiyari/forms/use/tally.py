"""What was seen of one form, and of the logs."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from hiyari.model.text import Text

_RECENT: Final = 256
"""Uses of a form that may still turn out to be a machine's."""
_MAX_CLIENTS: Final = 20_000
_MAX_ENGINES: Final = 20
_MAX_ELSEWHERE: Final = 10
_MAX_GAPS: Final = 100
_DAY: Final = 86_400_000_000
_GAP: Final = 2 * _DAY
MINUTES: Final = 600_000_000
IN_MINUTES: Final = 15
"""Posts to one form from one address in ten minutes: more are a machine's, and all of these are probes."""
IN_A_DAY: Final = 60


@dataclass(slots=True, kw_only=True)
class Tally:
    """Of one form."""

    uses: int = 0
    before: int | None = None
    """The last use of those that are no longer looked at one by one."""
    recent: deque[tuple[int, str]] = field(default_factory=deque)
    """When, and by which address."""
    nearby: int = 0
    """Uses in which the post came from another address of the same network than the page was loaded from."""
    views: int = 0
    last_view: int | None = None
    probes: int = 0
    last_probe: int | None = None
    probe: Text | None = None
    clients: set[int] = field(default_factory=set)
    engines: dict[str, None] = field(default_factory=dict)
    loads: int = 0
    """Times that anybody loaded the form or a page that leads to it."""
    doubtful: int = 0
    """Posts with the right referer by clients that did not load the page: a cache may have answered."""
    elsewhere: dict[str, None] = field(default_factory=dict)
    """Other sites whose pages visitors came from."""

    def used(self, at: int, address: str) -> None:
        """Count a use."""
        self.uses += 1
        self.recent.append((at, address))
        if len(self.recent) > _RECENT:
            self.before = max(self.recent.popleft()[0], self.before or 0)

    def too_many(self, at: int, address: str) -> bool:
        """Whether an address posts more than people do; its uses of that time are then probes."""
        day = [when for when, who in self.recent if who == address and 0 <= at - when < _DAY]
        lately = sum(at - when < MINUTES for when in day)
        if lately < IN_MINUTES and len(day) < IN_A_DAY:
            return False
        kept = [(when, who) for when, who in self.recent if who != address or not 0 <= at - when < _DAY]
        revoked = len(self.recent) - len(kept)
        self.recent = deque(kept)
        self.uses -= revoked
        self.probes += revoked
        return True

    def probed(self, at: int, address: str, what: Text) -> None:
        """Count a probe."""
        self.probes += 1
        if self.last_probe is None or at >= self.last_probe:
            self.last_probe, self.probe = at, what
        if len(self.clients) < _MAX_CLIENTS:
            self.clients.add(hash(address))

    def viewed(self, at: int) -> None:
        """Count a look."""
        self.views += 1
        self.last_view = max(at, self.last_view or 0)

    def came_from(self, engine: str) -> None:
        """Remember a search engine."""
        if len(self.engines) < _MAX_ENGINES:
            self.engines.setdefault(engine)

    def sent_by(self, host: str) -> None:
        """Remember another site that has a link, or says so."""
        if len(self.elsewhere) < _MAX_ELSEWHERE:
            self.elsewhere.setdefault(host[:100])

    @property
    def last_use(self) -> int | None:
        """When it was last used."""
        return max((when for when, _ in self.recent), default=self.before)


@dataclass(slots=True)
class Coverage:
    """Which time the logs tell of."""

    since: int | None = None
    until: int | None = None
    gaps: list[tuple[int, int]] = field(default_factory=list)
    """Stretches of two days or more without any request: even a small site is asked by robots every day."""
    missing: int = 0
    """Microseconds of all gaps together."""
    _from: int = 0
    """When the log began, or began again."""

    def request(self, at: int) -> None:
        """Note that there was a request. In about ascending order."""
        if self.until is None or self.since is None:
            self.since = self.until = self._from = at
        elif at > self.until:
            if at - self.until >= _GAP:
                self.missing += at - self.until
                self._from = at
                if len(self.gaps) < _MAX_GAPS:
                    self.gaps.append((self.until, at))
            self.until = at
        elif at < self.since:
            self.since = at

    def begun(self, at: int, window: int) -> bool:
        """Whether the log tells of the whole window before a moment."""
        return at - self._from >= window

    @property
    def told(self) -> timedelta:
        """How much time the logs tell of, without the gaps."""
        if self.since is None or self.until is None:
            return timedelta()
        return timedelta(microseconds=self.until - self.since - self.missing)


def moment(at: int | None) -> datetime | None:
    """Microseconds since the epoch as a moment."""
    return None if at is None else datetime.fromtimestamp(0, UTC) + timedelta(microseconds=at)
