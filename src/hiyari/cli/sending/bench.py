"""What one call of ``hiyari send`` works with."""

from __future__ import annotations

from dataclasses import dataclass

from hiyari.cli.sources import SourceOptions, make_source
from hiyari.cli.state import Opened
from hiyari.delivery.campaign import Campaign, RouteKind
from hiyari.dns.drive import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What one call of the command works with."""

    campaign: Campaign
    opened: Opened
    options: SourceOptions

    def source(self) -> Source | None:
        """DNS, inside a running loop; nobody for a smart host, which asks by itself."""
        if self.campaign.route.kind is RouteKind.SMART_HOST:
            return None
        return make_source(self.options, self.opened.inventory)
