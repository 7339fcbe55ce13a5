"""``hiyari log explain``: what a reply in a log line means, which list it names, and what to do about it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import click

from hiyari.carriers.replies.cause import Outcome
from hiyari.carriers.replies.classes import code_words, enhanced_words
from hiyari.carriers.replies.events import EVENT_MEANS, EVENT_STEPS
from hiyari.carriers.replies.reading import ReplyReading
from hiyari.carriers.replies.telling import PLACES, about_recipient, known_from, meaning, steps, which_list
from hiyari.cli.exit import ExitCode
from hiyari.cli.inventory_source import inventory_read, load_inventory
from hiyari.cli.log.explain_kinds import Kind, Told, tell
from hiyari.cli.log.redacting import redactor_of
from hiyari.cli.paper import FORMS, Paper
from hiyari.model.error import UserError
from hiyari.model.text import Remote, Text, ntext, text

_MOST_LINE: Final = 65536
_GOES_ON: Final = re.compile(r"[245]\d\d-")
_MOST_JOINED: Final = 50


@click.command("explain")
@click.argument("line", nargs=-1, metavar="[LINE|-]")
@click.option("--relay", metavar="HOST", help="The server that said it, where the line does not name it.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day it was said; receivers change meanings.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@click.option("--redact", is_flag=True, help="Show tokens for the local parts of addresses.")
def command(line: tuple[str, ...], relay: str | None, day: datetime | None, form: str, *, redact: bool) -> int:
    """Explain LINE: a line of a mail log, or the bare reply of a server.

    Without LINE, or with -, lines are read from the standard input, and those that mean the same are told once.

    Exit code 3 when nothing that is known fits.
    """
    on = day.date() if day is not None else None
    lines = _standard_input() if line in {(), ("-",)} else iter((" ".join(line),))
    if redact:
        lines = map(redactor_of(None, load_inventory(None)).words, lines)
    told = tell(lines, relay, on)
    paper = Paper()
    if form == "json":
        _as_json(paper, told)
    else:
        _text(paper, told)
        paper.write()
    return _exit_code(told)


def _standard_input() -> Iterator[str]:
    """Lines, those joined that are one reply (``550-...``)."""
    if sys.stdin.isatty():
        raise UserError(text("There is no line to explain. Write it in quotes, or give lines on the standard input."))
    stream = sys.stdin.buffer
    joined: list[str] = []
    while octets := stream.readline(_MOST_LINE):
        one = octets.decode("utf-8", "backslashreplace").rstrip("\r\n")
        joined.append(one)
        if _GOES_ON.match(one) is None or len(joined) >= _MOST_JOINED:
            yield " ".join(joined)
            joined = []
    if joined:
        yield " ".join(joined)


def _exit_code(told: Told) -> ExitCode:
    understood = bool(told.kinds) and all(one.understood for one in told.kinds)
    return ExitCode.FINE if understood else ExitCode.UNKNOWN


def _text(paper: Paper, told: Told) -> None:
    for kind in told.kinds:
        paper.gap()
        _kind(paper, kind)
    paper.gap()
    if not told.kinds:
        paper.say(text("There is no reply to explain in what was given."))
    if told.without and told.kinds:
        paper.say(ntext("{count} line holds no reply.", "{count} lines hold no reply.", told.without))
    if told.more:
        paper.say(
            ntext(
                "{count} line more is of further kinds, which are not shown.",
                "{count} lines more are of further kinds, which are not shown.",
                told.more,
            )
        )


def _kind(paper: Paper, kind: Kind) -> None:
    reading = kind.reading
    paper.say(text("{reply}", reply=Remote(kind.found.text)))
    for sentence in _said_by(kind):
        paper.say(sentence, 2)
    if kind.count > 1:
        paper.say(ntext("{count} line says so.", "{count} lines say so; this is the first.", kind.count), 2)
    paper.gap()
    paper.say(text("What it means:"))
    for sentence in _means(kind):
        paper.say(sentence, 2)
    todo = _todo(kind)
    if todo:
        paper.gap()
        paper.say(text("What to do now:"))
        for number, step in enumerate(todo, 1):
            paper.beside(f"{number}.", step)
    if reading.outcome is not Outcome.ACCEPTED and kind.event is None:
        paper.gap()
        paper.say(known_from(reading))


def _said_by(kind: Kind) -> list[Text]:
    if kind.event is not None:
        return [text("Your own server wrote this line.")]
    place = PLACES.get(kind.reading.phase or "")
    if kind.found.ours:
        return [text("Your own server said so to a client. What follows is for those who run that client.")]
    if kind.host is None:
        return [text("Said {place}.", place=text(place))] if place else []
    if kind.reading.code is None:
        return [text("Said by the sending server itself about {host}.", host=kind.host)]
    if place is None:
        return [text("Said by {host}.", host=kind.host)]
    return [text("Said by {host} {place}.", host=kind.host, place=text(place))]


def _todo(kind: Kind) -> tuple[Text, ...]:
    if kind.event is not None:
        return tuple(text(step) for step in EVENT_STEPS[kind.event])
    return steps(kind.reading, ours=kind.found.ours)


def _means(kind: Kind) -> list[Text]:
    if kind.event is not None:
        return [text(EVENT_MEANS[kind.event])]
    reading = kind.reading
    found = [meaning(reading)]
    listed = which_list(reading)
    if listed is not None:
        found.append(text("List: {list}", list=listed))
    found.append(about_recipient(reading))
    return found + _classes(reading)


def _classes(reading: ReplyReading) -> list[Text]:
    code, enhanced = reading.code, reading.enhanced
    found = [] if code is None else [code_words(code)]
    if enhanced is not None:
        found.append(enhanced_words(enhanced, alone=code is None or str(code)[0] != enhanced[0]))
    return found


def _as_json(paper: Paper, told: Told) -> None:
    envelope = {
        "hiyari": 1,
        "command": "log explain",
        "summary": {
            "replies": sum(one.count for one in told.kinds) + told.more,
            "kinds": len(told.kinds),
            "not_understood": sum(one.count for one in told.kinds if not one.understood),
            "without_reply": told.without,
        },
        "inventory": inventory_read(),
        "replies": [_value(paper, one) for one in told.kinds],
        "findings": [],
    }
    click.echo(json.dumps(envelope, ensure_ascii=False, indent=2))


def _value(paper: Paper, kind: Kind) -> dict[str, Any]:
    reading, render = kind.reading, paper.words.render
    listed = which_list(reading)
    return {
        "text": kind.found.text,
        "lines": kind.count,
        "said_by": kind.host,
        "ours": kind.found.ours,
        "recipient": kind.found.recipient,
        "code": reading.code,
        "enhanced": reading.enhanced,
        "phase": reading.phase,
        "outcome": reading.outcome,
        "understood": kind.understood,
        "event": kind.event,
        "cause": None if reading.outcome is Outcome.ACCEPTED or kind.event else reading.cause,
        "about": reading.about,
        "blocklist": reading.blocklist,
        "listed_address": reading.listed_address,
        "link": reading.link,
        "advice": None if reading.outcome is Outcome.ACCEPTED or kind.event else reading.advice,
        "source": reading.source or None,
        "means": render(_means(kind)[0]),
        "list": render(listed) if listed is not None else None,
        "about_recipient": None if kind.event else render(about_recipient(reading)),
        "codes": [render(one) for one in _classes(reading)],
        "steps": [render(one) for one in _todo(kind)],
    }
