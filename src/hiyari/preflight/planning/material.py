"""Everything that the steps of a plan are made from."""

from __future__ import annotations

from dataclasses import dataclass

from hiyari.dns.change import RrsetChange
from hiyari.model.inventory import Host, HostState
from hiyari.model.plan import Stage
from hiyari.preflight.planning.authorise import Edits, broken
from hiyari.preflight.planning.ground import Ground
from hiyari.preflight.planning.ways import Judgements, Way
from hiyari.preflight.planning.wishes import Wishes
from hiyari.preflight.planning.withdraw import Withdrawal


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Declared and observed state, and what was found between them."""

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

    @property
    def closes_late(self) -> bool:
        """Whether a retiring host passes SPF only because it is an exchange.

        Then its MX record must stay until its queue is empty, or what is still in the queue would be refused.
        """
        leaves = tuple(change for _, change in self.wishes.leaves)
        return any(not way.wanted for way in broken(leaves, self.judged, self.ground))

    def hosts(self, state: HostState) -> tuple[Host, ...]:
        """The hosts in one state that receivers see."""
        return tuple(host for host in self.ground.inventory.hosts if host.state is state and host.sends_outside)
