"""Finds the smallest set of zone edits that lets every declared sender pass SPF, and proves it.

The proof is an evaluation of every sender that the edit could touch, over the edited records: all that shall pass do,
and nobody who passed fails. What cannot be proven is not proposed; the reason stands among the obstacles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hiyari.auth.spf.edit import Spot, new_record, split_strings, with_addresses
from hiyari.auth.spf.result import IPAddress, ProblemKind, Result, Step
from hiyari.dns.answer import Absent
from hiyari.dns.change import RrsetChange
from hiyari.dns.records import RdType, Txt
from hiyari.model.text import Text, text
from hiyari.preflight.planning.candidates import Candidate, candidates, spf_records
from hiyari.preflight.planning.cover import smallest_cover
from hiyari.preflight.planning.ground import Ground, owner_of
from hiyari.preflight.planning.ways import Judgements, Way, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One record's change, and whom it is for."""

    change: RrsetChange
    ways: tuple[Way, ...]
    """Who does not pass without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What was found."""

    edits: tuple[Edit, ...]
    obstacles: tuple[Text, ...]
    """Why some senders cannot be helped by an edit of ours."""
    unknowns: tuple[Text, ...]
    unhelped: frozenset[str]
    """The domains that those sentences are about."""
    smallest: bool
    """Whether it is proven that fewer records cannot do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """What one domain lacks, and the records that would help."""

    domain: str
    ways: tuple[Way, ...]
    options: dict[str, tuple[Candidate, Spot]]

    @property
    def addresses(self) -> tuple[IPAddress, ...]:
        return tuple(dict.fromkeys(way.address for way in self.ways))


def find_edits(ways: Iterable[Way], judged: Judgements, ground: Ground) -> Edits:
    """The edits that let every wanted way pass.

    Args:
        ways: All that are declared.
        judged: What receivers say to them over ``ground``'s records.
        ground: The records, other planned changes (addresses, MX) included.
    """
    obstacles: list[Text] = []
    unknowns: list[Text] = []
    fresh: list[Edit] = []
    needs: list[_Need] = []
    lost = {way.identity.domain: way for way in ways if judged.results[way].result is Result.TEMPERROR}
    unknowns.extend(_unknown(way, judged) for way in lost.values())
    unhelped: set[str] = set(lost)
    for domain, lacking in _lacking(ways, judged).items():
        if domain in lost:
            continue
        if all(judged.results[way].result is Result.NONE for way in lacking):
            found = _first_record(domain, lacking, ways, ground)
            if isinstance(found, Edit):
                fresh.append(found)
            else:
                obstacles.append(found)
                unhelped.add(domain)
            continue
        options = dict(_options(domain, lacking, judged, ground))
        if options:
            needs.append(_Need(domain=domain, ways=lacking, options=options))
        else:
            obstacles.append(_obstacle(domain, lacking, judged, ground))
            unhelped.add(domain)
    chosen, smallest = smallest_cover({need.domain: tuple(need.options) for need in needs}, _scores(needs, judged))
    edits, failed = _prove(needs, chosen, judged, ground)
    obstacles.extend(_no_edit(need.ways) for need in failed)
    return Edits(
        edits=(*edits, *fresh),
        obstacles=tuple(obstacles),
        unknowns=tuple(unknowns),
        unhelped=frozenset(unhelped) | {need.domain for need in failed},
        smallest=smallest,
    )


def _lacking(ways: Iterable[Way], judged: Judgements) -> dict[str, tuple[Way, ...]]:
    found: dict[str, tuple[Way, ...]] = {}
    for way in ways:
        if way.wanted and not way.satisfied(judged.results[way].result):
            found[way.identity.domain] = (*found.get(way.identity.domain, ()), way)
    return found


def _options(
    domain: str, lacking: tuple[Way, ...], judged: Judgements, ground: Ground
) -> Iterator[tuple[str, tuple[Candidate, Spot]]]:
    """Each record of ours that helps all of the domain's ways and hurts nobody, with the first place that does."""
    addresses = tuple(dict.fromkeys(way.address for way in lacking))
    for candidate in candidates(domain, ground):
        for spot in Spot:
            change = _inserted(candidate, addresses, spot, ground)
            if _helps(change, lacking, ground) and not broken((change,), judged, ground):
                yield candidate.owner, (candidate, spot)
                break


def _helps(change: RrsetChange, lacking: Iterable[Way], ground: Ground) -> bool:
    view = ground.with_changes((change,)).records
    return all(way.satisfied(judge(way, view).result) for way in lacking)


def _inserted(candidate: Candidate, addresses: Iterable[IPAddress], spot: Spot, ground: Ground) -> RrsetChange:
    edited = with_addresses(candidate.record, addresses, spot)
    return replaced(candidate, edited, ground)


def replaced(candidate: Candidate, edited: str, ground: Ground) -> RrsetChange:
    """The change of the RRset in which the SPF record gets another text; its neighbours stay."""
    new = Txt(split_strings(edited))
    after = tuple(new if record == candidate.txt else record for record in candidate.answer.records)
    return ground.change(candidate.answer, after)


def _scores(needs: list[_Need], judged: Judgements) -> dict[str, int]:
    """A record in which the domain's other senders already stand is where a person would look for the new one."""
    domains = {need.domain for need in needs}
    names = {option: candidate.name for need in needs for option, (candidate, _) in need.options.items()}
    scores = dict.fromkeys(names, 0)
    matched: dict[str, int] = {}
    for way, result in judged.results.items():
        if way.identity.domain in domains and result.result is Result.PASS:
            where = next((line.domain for line in result.trace if line.step is Step.MATCH), "")
            matched[where] = matched.get(where, 0) + 1
    for owner, name in names.items():
        scores[owner] = matched.get(name, 0)
    return scores


def _prove(
    needs: list[_Need], chosen: frozenset[str], judged: Judgements, ground: Ground
) -> tuple[tuple[Edit, ...], tuple[_Need, ...]]:
    """The edits that stand the proof, and the needs of those that do not."""
    edits: list[Edit] = []
    failed: list[_Need] = []
    for owner in sorted(chosen):
        served = [need for need in needs if owner == _best(need, chosen)]
        if not served:
            continue
        edit = _proven(owner, served, judged, ground)
        if edit is None:
            failed.extend(served)
        else:
            edits.append(edit)
    together = tuple(edit.change for edit in edits)
    if edits and broken(together, judged, ground):
        return (), tuple(needs)
    return tuple(edits), tuple(failed)


def _best(need: _Need, chosen: frozenset[str]) -> str:
    """The chosen record nearest to the domain's own."""
    return min((owner for owner in need.options if owner in chosen), key=lambda owner: need.options[owner][0].depth)


def _proven(owner: str, served: list[_Need], judged: Judgements, ground: Ground) -> Edit | None:
    addresses = tuple(dict.fromkeys(address for need in served for address in need.addresses))
    ways = tuple(way for need in served for way in need.ways)
    first = max(need.options[owner][1] for need in served)
    for spot in (spot for spot in Spot if spot >= first):
        change = _inserted(served[0].options[owner][0], addresses, spot, ground)
        if _helps(change, ways, ground) and not broken((change,), judged, ground):
            return Edit(change=change, ways=ways)
    return None


def broken(changes: tuple[RrsetChange, ...], judged: Judgements, ground: Ground) -> tuple[Way, ...]:
    """Who passes now and would not pass after the changes."""
    view = ground.with_changes(changes).records
    touched = (way for way in judged.affected(changes) if way.satisfied(judged.results[way].result))
    return tuple(way for way in touched if not way.satisfied(judge(way, view).result))


def _first_record(domain: str, lacking: tuple[Way, ...], ways: Iterable[Way], ground: Ground) -> Edit | Text:
    """A record for a domain without one, for every declared sender; those that retire still send for a while."""
    answer = ground.ask(domain, RdType.TXT)
    if isinstance(answer.outcome, Absent):
        return text(
            "{domain} does not exist in DNS, so that no record can be edited. Read hiyari explain DNS103.",
            domain=domain,
        )
    if not ground.is_ours(owner_of(answer)):
        return text(
            "{domain} has no SPF record, and its zone is not declared as yours. Declare it with [[zone]], or ask its "
            "owner.",
            domain=domain,
        )
    if not answer.records and not ground.may_hold(domain):
        return text(
            "{domain} is an alias (CNAME) and has no SPF record. Publish one at the name that it leads to.",
            domain=domain,
        )
    senders = [way.address for way in ways if way.identity.domain == domain]
    new = Txt(split_strings(new_record(senders)))
    return Edit(change=ground.change(answer, (*answer.records, new)), ways=lacking)


def _unknown(way: Way, judged: Judgements) -> Text:
    problem = judged.results[way].problem
    detail = problem.detail if problem else text("an answer was lost")
    return text("{way}: {problem}", way=str(way), problem=detail)


def _obstacle(domain: str, lacking: tuple[Way, ...], judged: Judgements, ground: Ground) -> Text:
    """Why no edit of ours helps, in one sentence that says what to do first."""
    problem = next((found.problem for way in lacking if (found := judged.results[way]).problem), None)
    if problem is not None and problem.kind is ProblemKind.SEVERAL_RECORDS:
        return text("{domain} has several SPF records. Merge them into one first.", domain=problem.domain)
    if problem is not None:
        sentence = text("{where}: {problem}. Mend that first.", where=problem.domain, problem=problem.detail)
        return text("nothing can be added for {domain}: {problem}", domain=domain, problem=sentence)
    if not any(spf_records(candidate.answer) for candidate in candidates(domain, ground)):
        return text(
            "the SPF of {domain} stands in a zone that is not yours. Ask its owner, or declare the zone with [[zone]].",
            domain=domain,
        )
    return _no_edit(lacking)


def _no_edit(ways: tuple[Way, ...]) -> Text:
    return text(
        "no edit was found that lets {ways} pass and nobody else fail. Look with hiyari spf at what matches them "
        "first.",
        ways=tuple(map(str, ways)),
    )
