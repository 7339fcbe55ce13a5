"""``hiyari log``: reads mail logs, and answers what they knew all along."""

from __future__ import annotations

from typing import Final

import click

from hiyari.cli.lazy import LazyGroup

_NAMES: Final = ("baseline", "compare", "explain", "ingest", "query", "summary", "trace", "watch")


@click.group(cls=LazyGroup, places={name: f"hiyari.cli.log.{name}" for name in _NAMES})
def command() -> None:
    """Read mail logs: compare relays, trace a complaint, learn what is normal, sum up a day."""
