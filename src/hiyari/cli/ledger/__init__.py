"""``hiyari ledger``: what was sent to whom, what that proves, and what a person decides about the rest."""

from __future__ import annotations

import click

from hiyari.cli.ledger.cancel import cancel
from hiyari.cli.ledger.export import export
from hiyari.cli.ledger.resolve import resolve
from hiyari.cli.ledger.show import show
from hiyari.cli.ledger.status import status
from hiyari.cli.ledger.uncertain import uncertain
from hiyari.cli.ledger.why import why


@click.group()
def command() -> None:
    """See what was sent to whom, and decide about what is not known."""


for _one in (cancel, export, resolve, show, status, uncertain, why):
    command.add_command(_one)
