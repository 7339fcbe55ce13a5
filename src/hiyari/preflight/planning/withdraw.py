"""What comes out when hosts retire: the terms that only they need, proven to hurt nobody who stays."""

from __future__ import annotations

from dataclasses import dataclass

from hiyari.auth.spf.edit import without
from hiyari.auth.spf.result import Result
from hiyari.dns.change import RrsetChange
from hiyari.model.inventory import HostState
from hiyari.model.text import Text, text
from hiyari.preflight.planning.authorise import broken, replaced
from hiyari.preflight.planning.candidates import candidates
from hiyari.preflight.planning.ground import Ground
from hiyari.preflight.planning.ways import Judgements, Way, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """The edits of the last stage."""

    changes: tuple[RrsetChange, ...]
    notes: tuple[Text, ...]
    """What stays, and why."""


def find_withdrawals(ways: tuple[Way, ...], judged: Judgements, ground: Ground) -> Withdrawal:
    """Which terms may go when the retiring hosts have sent their last mail.

    Args:
        ways: All that are declared.
        judged: What receivers say to them over ``ground``'s records.
        ground: The records as they will be when everything else of the plan is published.
    """
    leaving = [way for way in ways if way.host.state is HostState.RETIRING]
    if not leaving:
        return Withdrawal(changes=(), notes=())
    needed = {way.address for way in ways if way.wanted}
    addresses = {way.address for way in leaving} - needed
    names = {way.host.name for way in leaving} | {way.host.helo for way in leaving}
    names -= {way.host.name for way in ways if way.wanted}
    changes: dict[str, RrsetChange] = {}
    notes: list[Text] = []
    for domain in dict.fromkeys(way.identity.domain for way in ways):
        for candidate in candidates(domain, ground):
            edited = without(candidate.record, addresses, names)
            if edited is None or candidate.owner in changes:
                continue
            change = replaced(candidate, edited, ground)
            hurt = [way for way in broken((change,), judged, ground) if way.wanted]
            if hurt:
                notes.append(
                    text(
                        "the record of {owner} keeps its terms for {addresses}: without them {ways} would not pass",
                        owner=candidate.owner,
                        addresses=tuple(sorted(map(str, addresses))),
                        ways=tuple(map(str, hurt)),
                    )
                )
            else:
                changes[candidate.owner] = change
    found = tuple(changes.values())
    view = ground.with_changes(found).records
    still = tuple(str(way) for way in leaving if way.address in addresses and judge(way, view).result is Result.PASS)
    if still:
        sentence = text("{ways} still pass afterwards, by terms that cover more than their address", ways=still)
        notes.append(sentence)
    return Withdrawal(changes=found, notes=tuple(notes))
