"""Confirmations between two commands: ``confirm`` keeps them, ``scan`` shows them."""

from __future__ import annotations

from collections.abc import Sequence

from hiyari.cli.forms.looking import Confirmed
from hiyari.cli.forms.sources import FormOptions
from hiyari.cli.messages import say
from hiyari.cli.state import open_state, open_state_if_there
from hiyari.forms.confirmed import keep, kept
from hiyari.forms.evidence import Confirmation
from hiyari.model.text import text


def keep_confirmations(options: FormOptions, proofs: Sequence[Confirmation]) -> None:
    """Keep what the sandbox showed.

    Raises:
        UserError: The state database cannot be opened.
    """
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
    opened, _ = open_state_if_there(options.state, options.config, needed=False)
    if opened is None:
        if options.state is not None:
            say(text("There is no state database at {path} yet: no run in the sandbox is known.", path=options.state))
        return lambda _path, _sha256: None
    engine = opened.engine

    def confirmed(path: str, sha256: str) -> Confirmation | None:
        with engine.connect() as connection:
            return kept(connection, path, sha256)

    return confirmed
