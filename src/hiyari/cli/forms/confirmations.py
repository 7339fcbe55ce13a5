"""Confirmations between two commands: ``confirm`` keeps them, ``scan`` shows them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from hiyari.cli.forms.looking import Confirmed
from hiyari.cli.forms.sources import FormOptions
from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.messages import say
from hiyari.forms.evidence import Confirmation
from hiyari.model.text import text
from hiyari.store.place import named_state


def keep_confirmations(options: FormOptions, proofs: Sequence[Confirmation]) -> None:
    """Keep what the sandbox showed.

    Raises:
        UserError: The state database cannot be opened.
    """
    from hiyari.cli.state import open_state  # noqa: PLC0415 - see `kept_confirmations`
    from hiyari.forms.confirmed import keep  # noqa: PLC0415

    opened = open_state(options.state, options.config)
    try:
        with opened.engine.begin() as connection:
            keep(connection, proofs)
    finally:
        opened.engine.dispose()


def kept_confirmations(options: FormOptions) -> Confirmed:
    """What was kept; nothing where there is no state database yet, which is said where one was named.

    Raises:
        UserError: The state database cannot be opened.
    """
    inventory = load_inventory(options.config)
    declared = inventory.state_url if inventory is not None else None
    named = named_state(options.state, declared, os.environ, root=os.geteuid() == 0)
    if "://" not in named and not Path(named).exists():
        return _nothing_kept(options)
    # Who has no state database need not wait until the library that reads it is there.
    from hiyari.cli.state import open_state_if_there  # noqa: PLC0415
    from hiyari.forms.confirmed import kept  # noqa: PLC0415

    opened, _ = open_state_if_there(options.state, options.config, needed=False)
    if opened is None:
        return _nothing_kept(options)
    engine = opened.engine

    def confirmed(path: str, sha256: str) -> Confirmation | None:
        with engine.connect() as connection:
            return kept(connection, path, sha256)

    return confirmed


def _nothing_kept(options: FormOptions) -> Confirmed:
    if options.state is not None:
        say(text("There is no state database at {path} yet: no run in the sandbox is known.", path=options.state))
    return lambda _path, _sha256: None
