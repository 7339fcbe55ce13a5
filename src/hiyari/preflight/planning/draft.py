"""Makes the plan: what to change, proven; then the steps in their order; then the states before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hiyari.auth.spf.lint import lint
from hiyari.auth.spf.result import Result
from hiyari.dns.answer import Question
from hiyari.dns.change import RrsetChange
from hiyari.dns.drive import run
from hiyari.dns.records import RdType, Txt
from hiyari.dns.settle import Known
from hiyari.model.inventory import HostState, Inventory
from hiyari.model.plan import Forecast, Plan, Stage
from hiyari.model.text import Text, text
from hiyari.preflight.planning.authorise import Edits, find_edits
from hiyari.preflight.planning.forecast import forecast
from hiyari.preflight.planning.ground import Ground
from hiyari.preflight.planning.size import size_notes
from hiyari.preflight.planning.steps import make_steps
from hiyari.preflight.planning.ways import Judgements, Way, ways_of
from hiyari.preflight.planning.wishes import Wishes, find_wishes
from hiyari.preflight.planning.withdraw import Withdrawal, find_withdrawals


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything that the steps are made from."""

    ground: Ground
    ways: tuple[Way, ...]
    judged: Judgements
    wishes: Wishes
    edits: Edits
    withdrawal: Withdrawal

    @property
    def stages(self) -> tuple[tuple[Stage, tuple[RrsetChange, ...]], ...]:
        """The DNS changes by stage, in order; stages without any are left out."""
        wishes = self.wishes
        found = {
            Stage.PREPARE: (
                *(change for _, change in (*wishes.addresses, *wishes.pointers)),
                *(edit.change for edit in self.edits.edits),
            ),
            Stage.OPEN: tuple(change for _, change in wishes.joins),
            Stage.CLOSE: tuple(change for _, change in wishes.leaves),
            Stage.WITHDRAW: self.withdrawal.changes,
        }
        return tuple((stage, changes) for stage, changes in found.items() if changes)


def make_plan(inventory: Inventory, known: Known) -> Plan:
    """From declared and observed state to a plan.

    Run it by `hiyari.dns.settle.settle`: it asks ``known`` for what it needs and has no other effect.
    """
    ground = Ground(inventory=inventory, records=known, at=known.at)
    draft = _draft(ground)
    forecasts = tuple(_forecasts(draft))
    obstacles = (*draft.wishes.obstacles, *draft.edits.obstacles, *_unsafe(draft, forecasts))
    return Plan(
        target=", ".join(_targets(inventory)),
        at=known.at,
        steps=tuple(make_steps(draft)),
        forecasts=forecasts,
        obstacles=tuple(dict.fromkeys(obstacles)),
        unknowns=tuple(dict.fromkeys((*draft.wishes.unknowns, *draft.edits.unknowns))),
        notes=tuple(dict.fromkeys(_notes(draft))),
        basis=tuple(sorted(_basis(draft))),
    )


def _draft(ground: Ground) -> Draft:
    ways = ways_of(ground.inventory)
    wishes = find_wishes(ground)
    # The new host's addresses and MX records may authorise it already ("a", "mx"): SPF is judged over them.
    wished = ground.with_changes(tuple(change for _, change in (*wishes.addresses, *wishes.joins)))
    judged = Judgements(ways, wished.records)
    edits = find_edits(ways, judged, wished)
    later = wished.with_changes(tuple(edit.change for edit in edits.edits))
    closed = later.with_changes(tuple(change for _, change in wishes.leaves))
    withdrawal = find_withdrawals(ways, Judgements(ways, closed.records) if _retires(ways) else judged, closed)
    return Draft(ground=ground, ways=ways, judged=judged, wishes=wishes, edits=edits, withdrawal=withdrawal)


def _retires(ways: Iterable[Way]) -> bool:
    return any(way.host.state is HostState.RETIRING for way in ways)


def _forecasts(draft: Draft) -> Iterator[Forecast]:
    for way in draft.ways:
        yield forecast(way, draft.stages, draft.ground)


def _unsafe(draft: Draft, forecasts: Iterable[Forecast]) -> Iterator[Text]:
    """Senders in service that would fail while caches disagree, or afterwards."""
    for way, cast in zip(draft.ways, forecasts, strict=True):
        if way.host.state is HostState.ACTIVE and way.satisfied(Result(cast.now)):
            worse = tuple(word for word in (*cast.during, cast.after) if not way.satisfied(Result(word)))
            if worse:
                yield text("{way} passes now and would get {results} on the way", way=str(way), results=worse)


def _notes(draft: Draft) -> Iterator[Text]:
    yield from draft.withdrawal.notes
    for _, changes in draft.stages:
        for change in changes:
            yield from size_notes(change)
    if not draft.edits.smallest:
        yield text("More than 12 records could be edited: the choice is good, and not proven to be the smallest.")


def _targets(inventory: Inventory) -> tuple[str, ...]:
    moving = tuple(host.name for host in inventory.hosts if host.state is not HostState.ACTIVE)
    return moving or tuple(domain.name for domain in inventory.domains[:5])


def _basis(draft: Draft) -> set[tuple[str, ...]]:
    """What was seen: the RRsets to be changed, the serials of their zones, and every SPF record on the way."""
    ground = draft.ground
    basis: set[tuple[str, ...]] = set()
    for _, changes in draft.stages:
        for change in changes:
            question = change.question
            seen = ground.ask(*question)
            basis.add((question.name, question.rdtype.name, *sorted(map(str, seen.records))))
            found = ground.soa(question.name)
            if found is not None:
                basis.add((found[0], "SOA serial", str(found[1].serial)))
    for domain in dict.fromkeys(way.identity.domain for way in draft.ways):
        for branch in run(lint(domain), ground.records).branches:
            answer = ground.records.find(Question(branch.domain, RdType.TXT))
            texts = sorted(str(record) for record in answer.records if isinstance(record, Txt))
            basis.add((branch.domain, "TXT", *(shown for shown in texts if shown.lower().startswith('"v=spf1'))))
    return basis
