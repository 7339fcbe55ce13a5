"""``hiyari log baseline``: learns what is normal for the mail of this site, shows it, and judges logs by it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.log.chart import DAYS, days, drawn, marks, number
from hiyari.cli.log.normal import Place, place, place_options, zone_name
from hiyari.cli.log.sources import LogOptions, log_options, open_logs
from hiyari.cli.messages import say, translator
from hiyari.cli.paper import FORMS, SHOWN, Paper
from hiyari.cli.render.fold import columns
from hiyari.cli.render.json import as_json
from hiyari.cli.render.text import as_text
from hiyari.cli.report import Report
from hiyari.locale.translate import printable
from hiyari.maillog.baseline.examples import exemplified
from hiyari.maillog.baseline.history import Past, feed, learn, read_past, rewound
from hiyari.maillog.baseline.keep import Kept, keep
from hiyari.maillog.baseline.profile import Profile
from hiyari.maillog.baseline.reviewing import facts_of, findings
from hiyari.maillog.baseline.series import Series
from hiyari.maillog.baseline.site import Site
from hiyari.maillog.baseline.telling import normal_range
from hiyari.maillog.baseline.week import DAY, WEEK, hour_of, start_of
from hiyari.maillog.baseline.words import series_words
from hiyari.model.clock import system_clock
from hiyari.model.error import UserError
from hiyari.model.rule import Severity
from hiyari.model.text import ntext, text
from hiyari.model.verdict import Unknown

_MICRO: Final = 1_000_000


@click.group("baseline")
def command() -> None:
    """Learn what mail is normal here, show it, and judge logs by it."""


@command.command("learn")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@log_options
def learn_command(options: LogOptions, form: str) -> int:
    """Learn what is normal from old logs: four weeks or more, at least two.

    Exit code 3 when the history is too short to judge anything by, or too little of the logs was understood.
    """
    where, name, now = place(options.state, options.config), zone_name(options.zone), _now()
    with open_logs(options) as opened:
        past = read_past(opened.facts, opened.since, opened.until)
    if any(isinstance(one.verdict, Unknown) for one in opened.read):
        # What is missing from a log would become normal.
        click.echo(_shown(Report(command="log baseline learn", findings=opened.read), form))
        say(text("Nothing was learned. A baseline of half a log would call the other half an alarm."))
        return ExitCode.UNKNOWN
    _needed(past)
    site = learn(past, name, where.groups(), now)
    since, until = min(one[0] for one in past.spans.values()), max(one[1] for one in past.spans.values())
    kept = Kept(site=site, since=hour_of(since), until=hour_of(until) + 1, learned_us=now)
    keep(where.baseline, kept)
    if form == "json":
        _write("log baseline learn", _summary(kept), series=[_value(*one) for one in _ordered(site)])
    else:
        _say_learned(kept, where)
    return ExitCode.FINE if _ready(site) else ExitCode.UNKNOWN


@command.command("show")
@click.argument("words", nargs=-1, metavar="[WORD ...]")
@click.option("--all", "everything", is_flag=True, help="Show every series.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@place_options
def show(words: tuple[str, ...], *, everything: bool, form: str, state: str | None, config: str | None) -> int:
    """Show what is normal: the day of each series, and what counts as normal now.

    With WORDs only the series whose names hold all of them, each with its whole week.
    """
    kept = place(state, config).learned()
    found = [one for one in _ordered(kept.site) if all(word in str(one[0]) for word in words)]
    if words and not found:
        raise UserError(text("No series is called so. See all of them: hiyari log baseline show --all"))
    if form == "json":
        _write("log baseline show", _summary(kept), series=[_value(*one) for one in found])
        return ExitCode.FINE if _ready(kept.site) else ExitCode.UNKNOWN
    paper = Paper()
    _head(paper, kept)
    shown = found if everything or words else found[:SHOWN]
    if words:
        for series, profile in shown:
            _week(paper, kept.site, series, profile)
    else:
        _table(paper, kept.site, shown)
    if len(shown) < len(found):
        paper.say(text("{count} more: hiyari log baseline show --all", count=len(found) - len(shown)))
    paper.write()
    return ExitCode.FINE if _ready(kept.site) else ExitCode.UNKNOWN


@command.command("test")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@log_options
def test(options: LogOptions, form: str) -> int:
    """Judge logs by what is normal. Exit code 1 for an alarm, 3 while nothing can be judged."""
    where = place(options.state, options.config)
    site = rewound(where.learned().site)
    site.groups, site.frozen = where.groups() or site.groups, True
    with open_logs(options) as opened:
        past = read_past(opened.facts, opened.since, opened.until)
        alarms = list(exemplified(opened.facts, site, list(feed(site, past))))
    _needed(past)
    hosts = set(past.spans)
    site.tracks = {series: track for series, track in site.tracks.items() if series.host in hosts}
    judged = tuple(findings(facts_of(site, alarms)))
    report = Report(command="log baseline test", findings=(*opened.read, *judged))
    click.echo(_shown(report, form))
    return report.exit_code(Severity.NOTICE)


def _shown(report: Report, form: str) -> str:
    return (as_json if form == "json" else as_text)(report, translator())


def _needed(past: Past) -> None:
    if not past.spans:
        raise UserError(text("There is no mail in what was read. Name the logs of a mail server."))


def _now() -> int:
    return int(system_clock().timestamp() * _MICRO)


def _ordered(site: Site) -> list[tuple[Series, Profile]]:
    """Those with the most mail first."""
    found = [(series, track.profile) for series, track in site.tracks.items()]
    return sorted(found, key=lambda one: (-_mean(one[1]), one[0]))


def _mean(profile: Profile) -> float:
    return sum(profile.sums) / max(1.0, sum(profile.weights))


def _ready(site: Site) -> bool:
    return any(track.profile.ready for track in site.tracks.values())


def _say_learned(kept: Kept, where: Place) -> None:
    paper = Paper()
    _head(paper, kept)
    if _ready(kept.site):
        paper.say(text("Judge logs by it, or watch them as they are written:"))
        paper.command("hiyari log baseline test FILE ...")
        paper.command("hiyari log watch FILE ...")
    paper.say(text("It is kept in {path}.", path=str(where.baseline)))
    paper.write()


def _head(paper: Paper, kept: Kept) -> None:
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


def _table(paper: Paper, site: Site, found: Sequence[tuple[Series, Profile]]) -> None:
    """Two lines for each series: its name as WORDs find it; its working day, its mean, and what is normal now."""
    characters = marks()
    place_now = site.calendar.place(hour_of(_now()))
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


def _week(paper: Paper, site: Site, series: Series, profile: Profile) -> None:
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
    low, high = normal_range(profile.expect(site.calendar.place(hour_of(_now()))))
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


def _summary(kept: Kept) -> dict[str, Any]:
    site = kept.site
    return {
        "since": start_of(kept.since).isoformat(),
        "until": start_of(kept.until).isoformat(),
        "zone": site.zone,
        "series": len(site.tracks),
        "learning": sum(not track.profile.ready for track in site.tracks.values()),
        "known": len(site.known.injectors),
    }


def _value(series: Series, profile: Profile) -> dict[str, Any]:
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


def _write(command: str, summary: dict[str, Any], **parts: object) -> None:
    envelope = {"hiyari": 1, "command": command, "summary": summary, **parts, "findings": []}
    click.echo(json.dumps(envelope, ensure_ascii=False, indent=2))
