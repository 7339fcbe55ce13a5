"""How many alarms are shown: each once, and not more than a person can read in an hour of the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from hiyari.maillog.baseline.alarm import Alarm

MOST_AN_HOUR: Final = 10
_REMEMBERED: Final = 2000
_Key = tuple[str, str, str, str, int, int]


@dataclass(slots=True)
class Limiter:
    """Decides which alarms are shown."""

    hour: int = 0
    shown: int = 0
    hidden: int = 0
    """Alarms that were not shown since the last one that was."""
    keys: dict[_Key, None] = field(default_factory=dict)

    def take(self, alarms: Iterable[Alarm]) -> Iterator[Alarm]:
        """Those that are to be shown."""
        for alarm in alarms:
            if alarm.key in self.keys:
                continue
            self.keys[alarm.key] = None
            if len(self.keys) > _REMEMBERED:
                del self.keys[next(iter(self.keys))]
            if alarm.hour > self.hour:
                self.hour, self.shown = alarm.hour, 0
            if self.shown >= MOST_AN_HOUR:
                self.hidden += 1
                continue
            self.shown += 1
            yield alarm

    def missed(self) -> int:
        """How many were not shown; asked once for each time that something is said about it."""
        hidden, self.hidden = self.hidden, 0
        return hidden

    def values(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"hour": self.hour, "shown": self.shown, "hidden": self.hidden, "keys": list(self.keys)}


def read_limiter(values: dict[str, Any]) -> Limiter:
    """The limiter of such values.

    Raises:
        KeyError, TypeError, ValueError: They are not such values.
    """
    keys: dict[_Key, None] = {}
    # Keys of older versions have no digits: nothing is the same as they are.
    for what, host, name, way, hour, *digits in values["keys"]:
        keys[str(what), str(host), str(name), str(way), int(hour), int(digits[0]) if digits else 0] = None
    return Limiter(int(values["hour"]), int(values["shown"]), int(values["hidden"]), keys)
