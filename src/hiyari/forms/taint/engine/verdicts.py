"""From the mails that a script sends to what a visitor can do with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from hiyari.forms.evidence import Ability, Blind, Flow, Hop, Sink, Stop
from hiyari.forms.taint.engine.report import Mail, Place, Report, Touch
from hiyari.forms.taint.engine.values import Barrier, Taint
from hiyari.forms.taint.tables import BREAKS, Power
from hiyari.model.text import Remote, Text, text

MOST_FLOWS = 40
MOST_STOPS = 60
_COPIES: Final = frozenset({"cc", "bcc"})
"""Arguments for further recipients of a mail: with a fixed one in To, a copy."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from a run."""

    sinks: tuple[Sink, ...]
    flows: tuple[Flow, ...]
    stops: tuple[Stop, ...]
    blind: tuple[Blind, ...]
    bounded: bool = False
    """Whether a part of the code was not looked at."""


def verdict(report: Report) -> Verdict:
    """Flows, stops and blind spots of all mails, each once."""
    sinks = {
        place: Sink(name=place.name, spot=report.spot(place.at, place.file), reached=reached)
        for place, reached in sorted(report.places.items(), key=lambda item: (item[0].file or "", item[0].at))
    }
    flows: dict[object, Flow] = {}
    stops: dict[Stop, None] = {}
    blind: dict[Blind, None] = dict.fromkeys(report.blinds())
    for mail in report.mails:
        sink = sinks[mail.place]
        if not mail.reached:
            continue
        if mail.login is not None and mail.login.takes:
            stops.setdefault(_login(report, mail, mail.login))
            continue
        maybe = mail.maybe or (mail.login.what if mail.login is not None else None)
        if maybe is not None:
            if mail.found or mail.recipients or mail.unclear or mail.nobody:
                blind.setdefault(Blind(why=maybe, spot=sink.spot))
            continue
        for why in mail.unclear:
            blind.setdefault(Blind(why=why, spot=sink.spot))
        for flow in _flows(report, mail, sink, stops):
            key = (flow.ability, sink.spot, flow.argument, flow.path[0].what if flow.path else None)
            before = flows.get(key)
            if before is None or (flow.repeats and not before.repeats):
                flows[key] = flow
        for touch in mail.stopped:
            for stop in _stops(report, touch, mail.place):
                stops.setdefault(stop)
    blind |= dict.fromkeys(Blind(why=_NOBODY, spot=sinks[place].spot) for place in _to_nobody(report))
    kept = sorted(flows.values(), key=lambda flow: (flow.sink.spot.path or "", flow.sink.spot.line, flow.ability))
    return Verdict(
        sinks=tuple(sinks.values()),
        flows=tuple(kept[:MOST_FLOWS]),
        stops=tuple(stops)[:MOST_STOPS],
        blind=tuple(blind)[:MOST_STOPS],
        bounded=report.bounded,
    )


_NOBODY: Final = text("where the mail goes was not found out")


def _to_nobody(report: Report) -> Iterator[Place]:
    """Places from which no mail goes to anybody, though mail is sent there."""
    open_to_all = [mail for mail in report.mails if mail.reached and mail.login is None and mail.maybe is None]
    known = {mail.place for mail in open_to_all if not mail.nobody}
    for mail in open_to_all:
        if mail.place not in known:
            yield mail.place


def _flows(report: Report, mail: Mail, sink: Sink, stops: dict[Stop, None]) -> Iterator[Flow]:
    for found in mail.found:
        yield _flow(report, found.ability, sink, found.touch)
    for touch in mail.recipients:
        yield from _recipient(report, mail, sink, touch, stops)


def _recipient(report: Report, mail: Mail, sink: Sink, touch: Touch, stops: dict[Stop, None]) -> Iterator[Flow]:
    """A stranger's data as an address: any address, one that gets a copy, or none."""
    left = touch.left
    if not left & Power.ADDRESS and not left & Power.SEVERAL:
        for stop in _stops(report, touch, mail.place):
            stops.setdefault(stop)
        return
    repeats = any(_other(taint, touch.taint) for taint in mail.texts)
    one = not left & (Power.SEVERAL | BREAKS)
    second = mail.fixed and (touch.beside or touch.argument.lower() in _COPIES)
    copy = _is_copy(report.mails, mail, touch.taint) or (second and repeats)
    if one or copy:
        if repeats:
            yield _flow(report, Ability.AUTOREPLY, sink, touch, repeats=True)
        elif one:
            for stop in _stops(report, touch, mail.place):
                stops.setdefault(stop)
            what = text(
                "the text is fixed: nothing of the visitor's is sent to the address in {argument}",
                argument=touch.argument,
            )
            stops.setdefault(Stop(spot=sink.spot, what=what))
    if not one and (left & Power.SEVERAL or not copy):
        yield _flow(report, Ability.RECIPIENT, sink, touch)


def _is_copy(mails: Iterable[Mail], mail: Mail, taint: Taint) -> bool:
    """Whether the script also mails the same field to an address of its own, on the same way: this one is a copy."""
    for other in mails:
        together = other.number in mail.before or mail.number in other.before
        if together and other.fixed and not other.recipients and any(_same(taint, each) for each in _held(other)):
            return True
    return False


def _held(mail: Mail) -> Iterator[Taint]:
    yield from mail.texts
    for touch in mail.stopped:
        yield touch.taint
    for found in mail.found:
        yield found.touch.taint


def _root(taint: Taint) -> tuple[str, str | None]:
    return taint.origin.name, taint.origin.field


def _same(one: Taint, other: Taint) -> bool:
    mine, theirs = _root(one), _root(other)
    return mine == theirs or theirs[1] is None or mine[1] == theirs[1]


def _other(taint: Taint, recipient: Taint) -> bool:
    """Whether it is text of the visitor's besides the address itself."""
    mine, theirs = _root(taint), _root(recipient)
    if taint.origin.file:
        return False
    return mine != theirs or (mine[1] is None and taint.ids[-1] != recipient.ids[-1])


def _flow(report: Report, ability: Ability, sink: Sink, touch: Touch, *, repeats: bool = False) -> Flow:
    hops: list[Hop] = [report.hop(step) for step in touch.taint.steps]
    what = text("given to {sink} as {argument}", sink=sink.name, argument=touch.argument)
    hops.append(Hop(spot=sink.spot, what=what))
    return Flow(ability=ability, sink=sink, argument=touch.argument, path=tuple(hops), repeats=repeats)


def _stops(report: Report, touch: Touch, place: Place) -> Iterator[Stop]:
    """One sentence for each thing that took something from the data."""
    shown = _named(touch.taint)
    for barrier in touch.barriers or (
        Barrier(place.at, text("nothing can be done with it there"), Power(0), place.file),
    ):
        what = text(
            "{data} reaches {argument} of {sink}, but {why}",
            data=shown,
            argument=touch.argument,
            sink=place.name,
            why=barrier.what,
        )
        yield Stop(spot=report.spot(barrier.at, barrier.file), what=what)


def _named(taint: Taint) -> Text:
    if taint.origin.field is None:
        return text("what comes in by {name}", name=taint.origin.name)
    return text("the field {field} of the request", field=Remote(taint.origin.field))


def _login(report: Report, mail: Mail, login: Barrier) -> Stop:
    at = login.at or mail.place.at
    what = text("only somebody who has logged in comes to {sink}", sink=mail.place.name)
    return Stop(spot=report.spot(at, login.file if login.at else mail.place.file), what=what)
