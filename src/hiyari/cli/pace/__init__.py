"""``hiyari pace``: how fast each provider is sent to, and why."""

from __future__ import annotations

import click

from hiyari.cli.pace.explain import explain
from hiyari.cli.pace.providers import providers


@click.group()
def command() -> None:
    """See how fast each provider is sent to, and where each limit comes from."""


command.add_command(explain)
command.add_command(providers)
