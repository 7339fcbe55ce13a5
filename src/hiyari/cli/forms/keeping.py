"""Where removed files are kept, and what an interrupted command has left there: settled before anything else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from hiyari.cli.acting import person
from hiyari.cli.forms.sources import FormOptions
from hiyari.cli.forms.states import ITEM_STATES, REMOVAL_STATES
from hiyari.cli.messages import say
from hiyari.cli.paper import Paper
from hiyari.cli.state import state_place
from hiyari.forms.inventory.site import Site
from hiyari.forms.removal.moving import Moving
from hiyari.forms.removal.place import FOLDER, removal_place, what_is_wrong
from hiyari.forms.removal.plan import Place
from hiyari.forms.removal.recover import Recovered, recover
from hiyari.forms.removal.removal import taken_other
from hiyari.forms.removal.states import ItemState
from hiyari.model.clock import system_clock
from hiyari.model.error import SafetyError, UserError
from hiyari.model.text import Text, text

T = TypeVar("T")


def kept_at(named: str | None, state: str | None, config: str | None) -> Path:
    """The folder that was named, else the one beside the state.

    Raises:
        UserError: The inventory cannot be read.
    """
    return Path(named) if named is not None else state_place(state, config) / FOLDER


def folder_of(options: FormOptions, named: str | None) -> Path:
    """The same, for commands that look at web roots."""
    return kept_at(named, options.state, options.config)


def moving() -> Moving:
    """Whoever runs this, by the system's clock."""
    return Moving(by=person(), clock=system_clock)


def place_for(folder: Path, site: Site) -> Place:
    """The place for files of this site, with what is wrong with it.

    Raises:
        UserError: It cannot be looked at.
    """
    roots = tuple(root.path for root in site.roots if not root.single)
    return _looked(folder, lambda: removal_place(folder, roots, site.url_of))


def _looked(folder: Path, look: Callable[[], T]) -> T:
    try:
        return look()
    except PermissionError as error:
        sentence = text(
            "{path}, where removed files are kept, cannot be looked at: {reason}. Run hiyari as its owner or as root.",
            path=str(folder),
            reason=error.strerror or os.strerror(error.errno or 13),
        )
        raise UserError(sentence) from None
    except OSError as error:
        sentence = text(
            "{path} can be no place for removed files: {reason}. Name another one.",
            path=str(folder),
            reason=error.strerror or os.strerror(error.errno or 5),
        )
        raise UserError(sentence) from None


def settled(folder: Path) -> tuple[str, Recovered]:
    """Settle what was interrupted; gives the real folder too.

    Raises:
        SafetyError: The folder is not one's own: what stands in it may be anybody's. Or another hiyari is at work.
        UserError: It cannot be used.
    """
    base = os.path.realpath(folder)
    problems = _looked(folder, lambda: what_is_wrong(base))
    if problems:
        raise SafetyError(*problems)
    return base, recover(base, moving())


def show_settled(paper: Paper, recovered: Recovered) -> None:
    """Say what had been interrupted, and how it stands now."""
    for one in recovered.settled:
        manifest = one.removal.manifest
        state = Text(message=REMOVAL_STATES[one.removal.state])
        paper.say(text("Removal {id} had been interrupted, and is settled now: {state}.", id=manifest.id, state=state))
        for item, came in one.changed:
            paper.say(text("{path}: {state}", path=item.path, state=Text(message=ITEM_STATES[came])), 2)
            if came is ItemState.TAKEN_OTHER:
                paper.say(taken_other(one.removal, item), 4)
    if recovered.settled:
        paper.gap()
    for problem in recovered.problems:
        say(problem)


def settled_value(recovered: Recovered) -> list[dict[str, Any]]:
    """The same for other programs."""
    return [
        {
            "id": one.removal.manifest.id,
            "state": one.removal.state.value,
            "files": [{"path": item.path, "state": came.value} for item, came in one.changed],
        }
        for one in recovered.settled
    ]
