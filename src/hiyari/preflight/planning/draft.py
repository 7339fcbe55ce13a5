"""Makes the plan: what to change, proven; then the steps in their order; then the states before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hiyari.auth.spf.lint import lint
from hiyari.auth.spf.result import Result
from hiyari.dns.answer import Origin, Question
from hiyari.dns.drive import run
from hiyari.dns.records import RdType, Txt
from hiyari.dns.settle import Known
from hiyari.model.inventory import HostState, Inventory
from hiyari.model.plan import Forecast, Plan, Stage
from hiyari.model.text import Text, text
from hiyari.preflight.planning.authorise import find_edits
from hiyari.preflight.planning.forecast import forecast, passages
from hiyari.preflight.planning.ground import Ground, make_ground
from hiyari.preflight.planning.material import Material
from hiyari.preflight.planning.size import size_notes
from hiyari.preflight.planning.steps import make_steps
from hiyari.preflight.planning.ways import Judgements, Way, ways_of
from hiyari.preflight.planning.wishes import find_wishes
from hiyari.preflight.planning.withdraw import find_withdrawals


def make_plan(inventory: Inventory, known: Known) -> Plan:
    """From declared and observed state to a plan.

    Run it by `hiyari.dns.settle.settle`: it asks ``known`` for what it needs and has no other effect.
    """
    ground = make_ground(inventory, known, known.at)
    material = _gather(ground)
    forecasts = tuple(_forecasts(material))
    proof = (*_unsafe(material, forecasts), *_unfinished(material, forecasts))
    obstacles = (*material.wishes.obstacles, *material.edits.obstacles, *proof)
    return Plan(
        target=", ".join(_targets(inventory)),
        at=known.at,
        steps=tuple(make_steps(material)),
        forecasts=forecasts,
        obstacles=tuple(dict.fromkeys(obstacles)),
        unknowns=tuple(dict.fromkeys((*material.wishes.unknowns, *material.edits.unknowns, *_hearsay(material)))),
        notes=tuple(dict.fromkeys(_notes(material))),
        basis=tuple(sorted(_basis(material))),
    )


def _gather(ground: Ground) -> Material:
    ways = ways_of(ground.inventory)
    wishes = find_wishes(ground)
    # The new host's addresses and MX records may authorise it already ("a", "mx"): SPF is judged over them.
    wished = ground.with_changes(tuple(change for _, change in (*wishes.addresses, *wishes.joins)))
    judged = Judgements(ways, wished.records)
    edits = find_edits(ways, judged, wished)
    later = wished.with_changes(tuple(edit.change for edit in edits.edits))
    closed = later.with_changes(tuple(change for _, change in wishes.leaves))
    withdrawal = find_withdrawals(ways, Judgements(ways, closed.records) if _retires(ways) else judged, closed)
    return Material(ground=ground, ways=ways, judged=judged, wishes=wishes, edits=edits, withdrawal=withdrawal)


def _retires(ways: Iterable[Way]) -> bool:
    return any(way.host.state is HostState.RETIRING for way in ways)


def _forecasts(material: Material) -> Iterator[Forecast]:
    gone = frozenset({Stage.CLOSE, Stage.WITHDRAW} if material.closes_late else {Stage.WITHDRAW})
    through = passages(material.stages, material.ground)
    for way in material.ways:
        yield forecast(way, through, material.ground, gone)


def _unsafe(material: Material, forecasts: Iterable[Forecast]) -> Iterator[Text]:
    """Senders in service that would fail while caches disagree, or afterwards."""
    for way, cast in zip(material.ways, forecasts, strict=True):
        if way.host.state is not HostState.PLANNED and way.satisfied(Result(cast.now)):
            words = (*cast.during, cast.after) if way.wanted else cast.during
            worse = tuple(word for word in words if not way.satisfied(Result(word)))
            if worse:
                yield text(
                    "{way} passes now and would get {results} on the way. Split the change, and plan it in two steps.",
                    way=str(way),
                    results=worse,
                )


def _unfinished(material: Material, forecasts: Iterable[Forecast]) -> Iterator[Text]:
    """The last proof: whoever shall pass does when everything is published, unless it is said already why not."""
    for way, cast in zip(material.ways, forecasts, strict=True):
        told = way.identity.domain in material.edits.unhelped
        if way.wanted and not told and not way.satisfied(Result(cast.after)):
            yield text(
                "{way} would still get {result} when all is done. See why: hiyari spf --planned.",
                way=str(way),
                result=cast.after,
            )


def _hearsay(material: Material) -> Iterator[Text]:
    """Records to be changed that only a resolver told of: its TTL runs down, and the answer may be old."""
    changes = (change for _, some in material.stages for change in some)
    seen = (material.ground.records.find(change.question) for change in changes)
    told = tuple(dict.fromkeys(str(answer.question) for answer in seen if answer.origin is Origin.LIVE))
    if told:
        yield text(
            "the authoritative servers could not be asked for {questions}: only a resolver's answer is known, and its "
            "TTL runs down",
            questions=told,
        )


def _notes(material: Material) -> Iterator[Text]:
    yield from material.withdrawal.notes
    for _, changes in material.stages:
        for change in changes:
            yield from size_notes(change)
    if not material.edits.smallest:
        yield text("More than 12 records could be edited: the choice is good, and not proven to be the smallest.")


def _targets(inventory: Inventory) -> tuple[str, ...]:
    moving = tuple(host.name for host in inventory.hosts if host.state is not HostState.ACTIVE)
    return moving or tuple(domain.name for domain in inventory.domains[:5])


def _basis(material: Material) -> set[tuple[str, ...]]:
    """What was seen: the RRsets to be changed, the serials of their zones, and every SPF record on the way."""
    ground = material.ground
    basis: set[tuple[str, ...]] = set()
    for _, changes in material.stages:
        for change in changes:
            question = change.question
            seen = ground.ask(*question)
            basis.add((question.name, question.rdtype.name, *sorted(map(str, seen.records))))
            found = ground.soa(question.name)
            if found is not None:
                basis.add((found[0], "SOA serial", str(found[1].serial)))
    for domain in dict.fromkeys(way.identity.domain for way in material.ways):
        for branch in run(lint(domain), ground.records).branches:
            answer = ground.records.find(Question(branch.domain, RdType.TXT))
            texts = sorted(str(record) for record in answer.records if isinstance(record, Txt))
            basis.add((branch.domain, "TXT", *(shown for shown in texts if shown.lower().startswith('"v=spf1'))))
    return basis
