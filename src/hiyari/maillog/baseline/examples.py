"""Examples for alarms that come from hourly counts: the facts are asked again which messages were in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from hiyari.maillog.baseline.alarm import Alarm, Examples, What
from hiyari.maillog.baseline.history import name
from hiyari.maillog.baseline.series import REST, Series, Way
from hiyari.maillog.baseline.site import Site
from hiyari.maillog.baseline.week import MICROSECONDS
from hiyari.maillog.store.asking import Asker

_WITHOUT: Final = frozenset({What.SILENCE, What.PEER})


def exemplified(asker: Asker, site: Site, alarms: Iterable[Alarm]) -> Iterator[Alarm]:
    """The alarms, each with some of the mail that it is about."""
    for alarm in alarms:
        if alarm.what in _WITHOUT:
            yield alarm
            continue
        examples = Examples()
        for queue_id, sender, domain, injector, recipients in _mail(asker, alarm):
            if injector == alarm.name or (alarm.name == REST and _is_rest(site, alarm, injector)):
                examples.take(queue_id, sender, domain, recipients)
        yield replace(alarm, examples=examples.shown())


def _is_rest(site: Site, alarm: Alarm, injector: str) -> bool:
    return Series(alarm.host, injector, Way(alarm.way)) not in site.tracks


def _mail(asker: Asker, alarm: Alarm) -> Iterator[tuple[str, str | None, str | None, str, int]]:
    way = "outside" if alarm.way == Way.OUTSIDE else "local"
    rows = asker.ask(
        "baseline_examples",
        host=alarm.host,
        way=way,
        since=alarm.since * MICROSECONDS,
        until=(alarm.hour + 1) * MICROSECONDS,
    )
    for queue_id, sender, domain, origin, uid, login, sasl, address, forwarded, recipients in rows:
        injector = name(origin, uid, login, sasl, address, way, forwarded=bool(forwarded))
        yield queue_id, sender, domain, injector, int(recipients)
