"""How a baseline is shown: as lines and charts for a person, as values for JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import click

from hiyari.cli.inventory_source import inventory_read
from hiyari.cli.log.chart import DAYS, days, drawn, marks, number
from hiyari.cli.log.normal import Place
from hiyari.cli.paper import Paper
from hiyari.cli.render.fold import columns
from hiyari.locale.translate import printable
from hiyari.maillog.baseline.keep import Kept
from hiyari.maillog.baseline.profile import Profile
from hiyari.maillog.baseline.series import Series
from hiyari.maillog.baseline.site import Site
from hiyari.maillog.baseline.telling import normal_range
from hiyari.maillog.baseline.week import DAY, WEEK, hour_of, start_of
from hiyari.maillog.baseline.words import series_words
from hiyari.model.clock import system_clock
from hiyari.model.text import ntext, text

_MICRO: Final = 1_000_000


def now_us() -> int:
    """The moment, in microseconds."""
    return int(system_clock().timestamp() * _MICRO)


def ordered(site: Site) -> list[tuple[Series, Profile]]:
    """Those with the most mail first."""
    found = [(series, track.profile) for series, track in site.tracks.items()]
    return sorted(found, key=lambda one: (-_mean(one[1]), one[0]))


def _mean(profile: Profile) -> float:
    return sum(profile.sums) / max(1.0, sum(profile.weights))


def ready(site: Site) -> bool:
    """Whether anything can be judged."""
    return any(track.profile.ready for track in site.tracks.values())


def say_learned(kept: Kept, where: Place) -> None:
    """What was learned, and what to do with it."""
    paper = Paper()
    say_head(paper, kept)
    if ready(kept.site):
        paper.say(text("Judge logs by it, or watch them as they are written:"))
        paper.command("hiyari log baseline test FILE ...")
        paper.command("hiyari log watch FILE ...")
    paper.say(text("It is kept in {path}.", path=str(where.baseline)))
    paper.write()


def say_head(paper: Paper, kept: Kept) -> None:
    """From when on it was learned, and how much of it is enough."""
    site = kept.site
    paper.say(
        text(
            "Learned from {since} to {until} ({days} days), by the clock of {zone}.",
            since=start_of(kept.since),
            until=start_of(kept.until),
            days=(kept.until - kept.since) // DAY,
            zone=site.zone,
        )
    )
    learning = sum(not track.profile.ready for track in site.tracks.values())
    paper.say(
        text(
            "{series} series; {known} known injectors that send outside.",
            series=len(site.tracks),
            known=len(site.known.injectors),
        )
    )
    if learning:
        paper.say(
            ntext(
                "{count} series is still learning: with less than 14 days nothing about it is called normal.",
                "{count} series are still learning: with less than 14 days nothing about them is called normal.",
                learning,
            )
        )
    paper.gap()


def say_table(paper: Paper, site: Site, found: Sequence[tuple[Series, Profile]]) -> None:
    """Two lines for each series: its name as WORDs find it; its working day, its mean, and what is normal now."""
    characters = marks()
    place_now = site.calendar.place(hour_of(now_us()))
    for series, profile in found:
        day = [sum(one) / 5 for one in zip(*days(profile)[:5], strict=True)]
        low, high = normal_range(profile.expect(place_now))
        paper.lines.append(printable(str(series)))
        cells = drawn(day, max(day), characters), number(_mean(profile))
        if profile.ready:
            beside = text("{mean} an hour; normal in this hour: {low} to {high}", mean=cells[1], low=low, high=high)
        else:
            beside = text("{mean} an hour; still learning: {days} of 14 days", mean=cells[1], days=profile.hours // DAY)
        paper.lines.append(f"  {cells[0]}  {paper.words.render(beside)}")
    paper.gap()
    paper.say(text("Recipients; the line is a working day from 0 to 24 h. The whole week of one series:"))
    paper.command("hiyari log baseline show WORD ...")


def say_week(paper: Paper, site: Site, series: Series, profile: Profile) -> None:
    """A line for each day of one series."""
    by_day, characters = days(profile), marks()
    most = max(max(one) for one in by_day)
    paper.say(series_words(series))
    names = [paper.words.message(one) for one in DAYS]
    wide = max(map(columns, names))
    paper.lines.append(" " * (wide + 4) + "0     6     12    18    24")
    for name, hours in zip(names, by_day, strict=True):
        cells = " " * (wide - columns(name)), drawn(hours, most, characters), number(max(hours))
        paper.lines.append(f"  {name}{cells[0]}  {cells[1]}  {cells[2]:>6}")
    low, high = normal_range(profile.expect(site.calendar.place(hour_of(now_us()))))
    if profile.ready:
        paper.say(
            text(
                "Recipients in the busiest hour at the right. Normal in this hour: {low} to {high}.", low=low, high=high
            ),
            2,
        )
    else:
        paper.say(text("Still learning: {days} of 14 days.", days=profile.hours // DAY), 2)
    paper.gap()


def summary_of(kept: Kept) -> dict[str, Any]:
    """For JSON."""
    site = kept.site
    return {
        "since": start_of(kept.since).isoformat(),
        "until": start_of(kept.until).isoformat(),
        "zone": site.zone,
        "series": len(site.tracks),
        "learning": sum(not track.profile.ready for track in site.tracks.values()),
        "known": len(site.known.injectors),
    }


def value_of(series: Series, profile: Profile) -> dict[str, Any]:
    """A series for JSON: its means and normal ranges by the hour of the week."""
    return {
        "host": series.host,
        "injector": series.injector,
        "way": series.way.value,
        "ready": profile.ready,
        "hours": profile.hours,
        "dispersion": round(profile.dispersion, 4),
        "means": [round(profile.mean(place), 3) for place in range(WEEK)],
        "normal": [normal_range(profile.expect(place)) for place in range(WEEK)],
    }


def write_json(command: str, summary: dict[str, Any], **parts: object) -> None:
    """The one envelope."""
    known = {"hiyari": 1, "command": command, "summary": summary, "inventory": inventory_read()}
    envelope = {**known, **parts, "findings": []}
    click.echo(json.dumps(envelope, ensure_ascii=False, indent=2))
