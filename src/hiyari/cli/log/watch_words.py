"""What the watch says: at its start, about its files, and its alarms."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import Final, assert_never

import click

from hiyari.cli.log.watched import lines_before
from hiyari.cli.log.watching import JOURNAL, Watch
from hiyari.cli.messages import say
from hiyari.cli.paper import Paper
from hiyari.cli.render.json import finding_value
from hiyari.locale.translate import Translator
from hiyari.logfiles.follow import Event, Position
from hiyari.maillog.baseline.known import MOST_KNOWN
from hiyari.maillog.baseline.series import Origin, Series
from hiyari.maillog.baseline.site import MOST_HOSTS
from hiyari.maillog.baseline.week import DAY, start_of
from hiyari.maillog.baseline.words import injector_words
from hiyari.maillog.redact import Redactor
from hiyari.model.clock import system_clock
from hiyari.model.finding import Finding
from hiyari.model.text import Remote, Text, ntext, text

_NAMED: Final = 5
"""Injectors that a sentence names."""


def say_begun(going: Watch, names: tuple[str, ...]) -> None:
    """What is watched, and what is known at the start."""
    say(text("Watching {names}.", names=names))
    missing = tuple(one for one in names if one != JOURNAL and not Path(one).exists())
    if missing:
        say(text("Not there yet, and waited for: {names}.", names=missing))
    site = going.site
    if not site.tracks:
        say(
            text(
                "Nothing is known yet: for 14 days it learns and judges nothing. Teach it old logs: "
                "hiyari log baseline learn FILE ..."
            )
        )
        return
    since, until = going.kept.since, going.kept.until
    say(
        text(
            "Known: {series} series of {days} days since {since}, and {known} injectors that send outside.",
            series=len(site.tracks),
            days=(until - since) // DAY,
            since=start_of(since),
            known=len(site.known.injectors),
        )
    )
    learning = sum(not track.profile.ready for track in site.tracks.values())
    if learning:
        say(
            ntext(
                "{count} series is still learning: nothing about it is judged.",
                "{count} series are still learning: nothing about them is judged.",
                learning,
            )
        )


def say_skipped(skipped: Mapping[Path, Position]) -> bool:
    """Which files begin at their end, and what of them is not judged; whether there are none."""
    for path, position in skipped.items():
        said = str(path)
        say(
            ntext(
                "The watch begins at the end of {path}: its {count} earlier line is not judged. "
                "Judge it with {command}",
                "The watch begins at the end of {path}: its {count} earlier lines are not judged. "
                "Judge them with {command}",
                lines_before(path, position.offset),
                path=said,
                command=f"hiyari log baseline test {quote(said)}",
            )
        )
    return not skipped


def say_journal(going: Watch, *, journal: bool) -> bool:
    """That a journal is read from now on, when it is for the first time; whether it is not."""
    if not journal or going.cursor:
        return True
    say(text("The watch begins at the end of the journal: its earlier entries are not judged."))
    return False


def say_unjudged(unjudged: Sequence[Series], redactor: Redactor | None) -> None:
    """Who got mail and has too little history."""
    if not unjudged:
        return
    names = dict.fromkeys((one.host, _named(one, redactor)) for one in unjudged)
    say(
        ntext(
            "{count} injector with mail has less than 14 days of history, and is not judged by it: {injectors}.",
            "{count} injectors with mail have less than 14 days of history, and are not judged by it: {injectors}.",
            len(names),
            injectors=(
                *(text("{injector} on {host}", injector=injector_words(one), host=host) for host, one in names),
            )[:_NAMED],
        )
    )


def _named(series: Series, redactor: Redactor | None) -> str:
    """The injector, without the person where that is wanted."""
    if redactor is None:
        return series.injector
    kind, colon, name = series.injector.partition(":")
    return f"{kind}{colon}{redactor.address(name) if series.origin is Origin.ACCOUNT else redactor.words(name)}"


def happened(path: Path, event: Event) -> Text:
    """What happened to a file before the lines at hand."""
    match event:
        case Event.ROTATED:
            return text("{path} was rotated; the new file is read.", path=str(path))
        case Event.TRUNCATED:
            return text("{path} was cut and begins anew; what was written just before may be lost.", path=str(path))
        case Event.LOST:
            return text("Lines of {path} are gone before they were read: what they held is not judged.", path=str(path))
        case _:
            assert_never(event)


def _block(finding: Finding) -> None:
    paper = Paper()
    paper.gap()
    paper.say(
        text(
            "{at}  near miss  {rule}  {title}",
            at=system_clock().astimezone().strftime("%Y-%m-%d %H:%M:%S"),
            rule=finding.rule.id,
            title=finding.title,
        )
    )
    for detail in finding.details:
        paper.say(detail, 4)
    if finding.next is not None:
        paper.say(text("Next: {step}", step=finding.next), 4)
    paper.lines.append("")
    paper.write()


def show_alarm(finding: Finding, words: Translator, *, as_json: bool) -> None:
    """An alarm on stdout, as a block or as one line of JSON."""
    if as_json:
        line = {"hiyari": 1, "command": "log watch", "findings": [finding_value(finding, words)]}
        click.echo(json.dumps(line, ensure_ascii=False))
    else:
        _block(finding)


def say_hidden(count: int) -> None:
    """How many alarms were not shown."""
    if count:
        say(
            ntext(
                "{count} more alarm of this hour is not shown. All of them: hiyari log baseline test",
                "{count} more alarms of this hour are not shown. All of them: hiyari log baseline test",
                count,
            )
        )


def say_blind(going: Watch) -> None:
    """That the watch does not understand what it reads."""
    if going.blind():
        counts = going.reading.counts
        say(
            text(
                "Only {understood} of {mail} lines about mail are understood: what is in the others is not watched. "
                "The first of them: {line}",
                understood=counts.understood,
                mail=counts.mail,
                line=Remote(next(iter(counts.strange), "")),
            )
        )


def say_crowded(going: Watch) -> None:
    """That somebody invents hosts or injectors, or that there really are too many."""
    if going.site.crowded:
        say(text("The logs name more than {count} hosts: those that came last are not watched.", count=MOST_HOSTS))
    if going.site.known.full:
        say(text("More than {count} injectors send outside: new ones are no longer told.", count=MOST_KNOWN))


def say_ahead(count: int) -> None:
    """How many rows have stamps of the future."""
    if count:
        say(
            ntext(
                "{count} line is from the future, and is not judged. Are the clocks and the time zone right?",
                "{count} lines are from the future, and are not judged. Are the clocks and the time zone right?",
                count,
            )
        )


def say_late(count: int) -> None:
    """How many deliveries came after their hour was judged."""
    if count:
        say(
            ntext(
                "{count} delivery came too late to be judged: its hour was over. Are the clocks right?",
                "{count} deliveries came too late to be judged: their hours were over. Are the clocks right?",
                count,
            )
        )
