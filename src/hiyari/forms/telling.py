"""Findings about forms: what the rules of this room share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from types import MappingProxyType

from hiyari.forms.evidence import Ability, Action, Caught, Flow, Judged, Runs, Scan, Spot
from hiyari.locale.shell import quoted
from hiyari.model.cause import Other
from hiyari.model.finding import Evidence, Finding
from hiyari.model.rule import Rule
from hiyari.model.text import Command, Param, Remote, Text, text
from hiyari.model.verdict import NearMiss, Pass, Unknown


def place(spot: Spot, path: str) -> str:
    """Where, as editors understand it: ``FILE:LINE``."""
    return f"{spot.path or path}:{spot.line}"


def flow_evidence(flow: Flow, path: str, at: datetime) -> Evidence:
    """The source line where a way ends."""
    return Evidence(asked=flow.sink.name, of=place(flow.sink.spot, path), at=at, answer=flow.sink.spot.source)


def caught_evidence(caught: Caught, at: datetime) -> Evidence:
    """What the sandbox received."""
    return Evidence(asked=caught.field, of="sandbox", at=at, answer=caught.shown)


def abused(rule: Rule, scan: Scan, ability: Ability) -> Iterator[Finding]:
    """One near miss for each file with this ability that a visitor can reach, and one pass for every other."""
    for judged in scan.files:
        if judged.evidence.file.runs is Runs.NO:
            continue  # Nobody can do anything with it; that its source is shown is WEB106's.
        flows = tuple(one for one in judged.evidence.reading.flows if one.ability is ability)
        proof = judged.evidence.confirmation
        caught = tuple(one for one in proof.caught if one.ability is ability) if proof is not None else ()
        if (flows or caught) and judged.action is Action.WATCH:
            # Not near and not fine: nobody knows whether a visitor comes to it, or who is let in.
            yield unsure(rule, judged, flows)
        elif flows or caught:
            yield _near_miss(rule, scan, judged, flows, caught)
        elif not judged.evidence.reading.blind:
            yield Finding(rule=rule, verdict=Pass(), object=judged.evidence.file.path, params=_params(judged))


def _near_miss(rule: Rule, scan: Scan, judged: Judged, flows: tuple[Flow, ...], caught: tuple[Caught, ...]) -> Finding:
    path = judged.evidence.file.path
    details = [judged.reason]
    details += [_way(flow, path) for flow in flows[:3]]
    details += [_proven(one) for one in caught[:3]]
    return Finding(
        rule=rule,
        verdict=NearMiss(),
        object=path,
        params=_params(judged, flows),
        details=tuple(details),
        evidence=(
            *(flow_evidence(flow, path, scan.at) for flow in flows[:3]),
            *(caught_evidence(one, scan.at) for one in caught[:3]),
        ),
        next=next_step(judged),
    )


def _way(flow: Flow, path: str) -> Text:
    return text(
        "{argument} of {sink} ({place}) comes from the request: {start}.",
        argument=flow.argument,
        sink=flow.sink.name,
        place=place(flow.sink.spot, path),
        start=flow.path[0].what if flow.path else flow.argument,
    )


def _proven(caught: Caught) -> Text:
    return text(
        "Proven in the sandbox: the field {field} came into {where}: {shown}",
        field=Remote(caught.field),
        where=caught.where,
        shown=Remote(caught.shown),
    )


def next_step(judged: Judged) -> Text:
    """What to do now: a command to copy, where there is one."""
    path = Command(quoted(judged.evidence.file.path))
    match judged.action:
        case Action.REMOVE:
            return text("hiyari forms remove {path}", path=path)
        case Action.FIX:
            return text("Mend it, or take it away: hiyari forms remove {path}", path=path)
        case Action.WATCH | Action.KEEP:
            return text("hiyari forms scan --show {path}", path=path)


def _params(judged: Judged, flows: tuple[Flow, ...] = ()) -> MappingProxyType[str, Param]:
    file = judged.evidence.file
    params: dict[str, Param] = {"path": file.path, "url": file.url or "", "action": judged.action.value}
    line = _line(flows[0], file.path) if flows else None
    if line is not None:
        params["line"] = line
    return MappingProxyType(params)


def _line(flow: Flow, path: str) -> int | None:
    """Where the way ends in the file itself: the mail may be sent by one that it includes."""
    spots = (flow.sink.spot, *(hop.spot for hop in reversed(flow.path)))
    return next((spot.line for spot in spots if spot.path in {None, path}), None)


def unsure(rule: Rule, judged: Judged, flows: tuple[Flow, ...] = ()) -> Finding:
    """An unknown about one file, for the reason that it was judged by."""
    return Finding(
        rule=rule,
        verdict=Unknown(cause=Other(sentence=judged.reason)),
        object=judged.evidence.file.path,
        params=_params(judged, flows),
        next=next_step(judged),
    )


def about(rule: Rule, judged: Judged, *details: Text, evidence: tuple[Evidence, ...] = (), **more: Param) -> Finding:
    """A near miss about one file."""
    return Finding(
        rule=rule,
        verdict=NearMiss(),
        object=judged.evidence.file.path,
        params=MappingProxyType({**_params(judged), **more}),
        details=(judged.reason, *details),
        evidence=evidence,
        next=next_step(judged),
    )
