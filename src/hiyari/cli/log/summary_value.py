"""A summary for the envelope of JSON: the figures as they are, null for what is not known, times in UTC."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from hiyari.cli.log.summary_times import by_day, by_hour
from hiyari.cli.paper import stamp
from hiyari.locale.translate import Translator
from hiyari.maillog.summary.figures import Listing
from hiyari.maillog.summary.unusual import unknown, unusual, unusual_everywhere
from hiyari.maillog.summary.whole import HostSummary, Summary
from hiyari.maillog.summary.words import what_to_do
from hiyari.model.text import Text


def value(summary: Summary, words: Translator, clock: Callable[[int], datetime]) -> dict[str, Any]:
    """Its keys: ``summary``, ``unusual`` by host, and ``hosts`` as a list."""
    problem = unknown(summary)
    return {
        "summary": {
            "hosts": list(summary.names),
            "together": summary.together,
            "unknown": words.render(problem) if problem is not None else None,
            "unusual": sum(len(found) for _, found in unusual_everywhere(summary)),
            "understanding": asdict(summary.understanding) | {"share": summary.understanding.share},
        },
        "unusual": [
            {"host": host.host, "text": words.render(what)}
            for host, found in unusual_everywhere(summary)
            for what in found
        ],
        "hosts": [_host(host, summary.top, words, clock) for host in summary.hosts],
    }


def _host(host: HostSummary, top: int, words: Translator, clock: Callable[[int], datetime]) -> dict[str, Any]:
    return {
        "host": host.host,
        "since": stamp(host.earliest),
        "until": stamp(host.latest),
        "unusual": [words.render(one) for one in unusual(host)],
        "received": [asdict(one) for one in host.intake.values()],
        "attempts": [asdict(one) for one in host.attempts.values()],
        "parties": None if host.parties is None else asdict(host.parties),
        "rejected": host.rejected,
        "held": host.stopped.get("held", 0),
        "discarded": host.stopped.get("discarded", 0),
        "warned": host.stopped.get("warned", 0),
        "days": {day.isoformat(): asdict(one) for day, one in by_day(host.quarters, clock).items()},
        "hours_of_day": {f"{hour:02}": asdict(one) for hour, one in by_hour(host.quarters, clock).items()},
        "destinations": _listing(host.destinations.first(top)),
        "injectors": _listing(host.injectors),
        "senders": _listing(host.senders),
        "recipients": _listing(host.recipients),
        "reasons": {
            "total": host.reasons.total,
            "shown": [
                asdict(one) | {"next": _rendered(what_to_do(one.cause, one.sample), words)}
                for one in host.reasons.first(top).shown
            ],
        },
        "rejects": _listing(host.rejects),
        "failed_logins": {"count": host.failed_logins, **_listing(host.logins)},
        "complaints": {"severities": dict(host.severities), **_listing(host.complaints)},
        "without_known_end": {
            "total": host.endless.total,
            "shown": [
                asdict(one) | {"first_at": stamp(one.first_at), "last_at": stamp(one.last_at)}
                for one in host.endless.shown
            ],
        },
    }


def _listing(listing: Listing[Any]) -> dict[str, Any]:
    return {"total": listing.total, "shown": [asdict(one) for one in listing.shown]}


def _rendered(sentence: Text | None, words: Translator) -> str | None:
    return None if sentence is None else words.render(sentence)
