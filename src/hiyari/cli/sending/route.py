"""What receivers will say to a campaign's route."""

from __future__ import annotations

from hiyari.cli.sending.bench import Bench
from hiyari.delivery.prepare import Prepared
from hiyari.delivery.preview import Preview
from hiyari.model.finding import Finding


async def judge_route(bench: Bench, prepared: Prepared, preview: Preview) -> tuple[Finding, ...]:
    """Findings."""
    return ()
