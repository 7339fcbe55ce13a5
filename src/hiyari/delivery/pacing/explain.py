"""A lane's limits and rules in words, each limit with its value, its unit and where it comes from. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from hiyari.carriers.provider import FOLKLORE, Limit, Limits
from hiyari.delivery.pacing.hours import Hours
from hiyari.delivery.pacing.lane import FIRST_PAUSE, GROWTH, NETWORK_PAUSE, PROBES
from hiyari.model.text import Duration, Text, ntext, text

_LABELS: Final = {
    "connections": text("parallel connections"),
    "messages": text("messages of one connection"),
    "recipients": text("recipients of one message"),
    "interval": text("least time between two messages"),
    "per_minute": text("messages per minute"),
    "per_hour": text("messages per hour"),
    "per_day": text("messages per day"),
    "warm_up": text("messages on the first day of an egress, doubled daily"),
    "unknown_budget": text("unknown users that are taken without suspicion"),
    "probe_interval": text("time between two messages while it is probed"),
    "closed_for": text("how long it stays closed"),
    "avoid_before": text("nothing is sent before each full hour"),
    "avoid_after": text("nothing is sent after each full hour"),
    "retry": text("first wait of what is deferred, doubled each time"),
}
_SECONDS: Final = frozenset({"interval", "probe_interval", "closed_for", "retry"})
_MINUTES: Final = frozenset({"avoid_before", "avoid_after"})
_UNLIMITED_AT_ZERO: Final = frozenset({"per_minute", "per_hour", "per_day", "warm_up"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """One limit, to be shown."""

    key: str
    """As the data and a campaign's ``[pace]`` call it."""
    label: Text
    value: Text
    number: float
    unit: str
    """``messages``, ``connections``, ``seconds``, ``minutes``, ``share`` or ``recipients``."""
    source: str

    @property
    def folklore(self) -> bool:
        """Whether its source is, or contains, what the field repeats and nobody documents."""
        return FOLKLORE in self.source


def limit_lines(limits: Limits) -> tuple[LimitLine, ...]:
    """Every limit, in the order of the data."""
    return tuple(_line(one.name, getattr(limits, one.name)) for one in fields(Limits))


def _line(key: str, limit: Limit) -> LimitLine:
    return LimitLine(
        key=key,
        label=_LABELS[key],
        value=_value(key, limit.value),
        number=limit.value,
        unit=_unit(key),
        source=limit.source,
    )


def _unit(key: str) -> str:
    if key in _SECONDS:
        return "seconds"
    if key in _MINUTES:
        return "minutes"
    return {"unknown_budget": "share", "connections": "connections", "recipients": "recipients"}.get(key, "messages")


def _value(key: str, value: float) -> Text:
    if key in _UNLIMITED_AT_ZERO and not value:
        return text("none is known")
    if key in _SECONDS | _MINUTES:
        seconds = value * 60 if key in _MINUTES else value
        return text("{time}", time=Duration(seconds)) if seconds else text("none")
    if key == "unknown_budget":
        return text("{percent} %", percent=value * 100)
    return text("{count}", count=int(value))


def hours_words(hours: Hours) -> Iterator[Text]:
    """When the campaign sends at all."""
    if hours.begin is not None:
        yield text("Not before {begin}.", begin=hours.begin)
    if hours.end is not None:
        yield text("Not after {end}; what is left then expires.", end=hours.end)
    if hours.daily_from is not None and hours.daily_until is not None:
        yield text(
            "Daily from {begin} until {end} ({zone}); quiet outside of that.",
            begin=hours.daily_from.strftime("%H:%M"),
            end=hours.daily_until.strftime("%H:%M"),
            zone=str(hours.zone),
        )


def door_words(limits: Limits) -> Iterator[Text]:
    """What slows the lane down and closes it, and what opens it again (see `lane`)."""
    closed = Duration(limits.closed_for.value)
    yield text(
        "An answer that is about us (rate, block, policy, spam), or a receiver in trouble, halves the connections. The "
        "second in a row closes it for {first}, the next for twice as long, up to {closed}; a time that the answer "
        "names counts instead. After failures of the network it is never longer than {network}.",
        first=Duration(FIRST_PAUSE),
        closed=closed,
        network=Duration(min(NETWORK_PAUSE, limits.closed_for.value)),
    )
    yield text(
        "When more recipients are called unknown than this lane's history can explain, it is doubted: closed for "
        "{closed}, and what was called unknown is kept and not believed.",
        closed=closed,
    )
    yield ntext(
        "After that it is probed: one message every {probe}. {count} taken opens it.",
        "After that it is probed: one message every {probe}. {count} taken in a row open it.",
        PROBES,
        probe=Duration(limits.probe_interval.value),
    )
    yield ntext(
        "Every {count} message taken in a row brings back one connection; after doubt it halves the pause instead.",
        "Every {count} messages taken in a row bring back one connection; after doubt they halve the pause instead.",
        GROWTH,
    )
    yield text("A refusal or a full mailbox of one recipient does not slow the others down.")
