"""The words of a removal: where it stands as a whole, and where each of its files does."""

from __future__ import annotations

from typing import Final

from hiyari.forms.removal.states import ItemState, RemovalState
from hiyari.model.text import N_

REMOVAL_STATES: Final = {
    RemovalState.REMOVED: N_("removed"),
    RemovalState.PARTLY_REMOVED: N_("partly removed"),
    RemovalState.RESTORED: N_("put back"),
    RemovalState.LEFT: N_("nothing was moved"),
    RemovalState.INTERRUPTED: N_("interrupted"),
    RemovalState.DAMAGED: N_("a file is missing"),
    RemovalState.TAKEN_OTHER: N_("another file was taken by mistake"),
}
ITEM_STATES: Final = {
    ItemState.PLANNED: N_("not moved"),
    ItemState.MOVING: N_("about to be moved"),
    ItemState.REMOVED: N_("removed"),
    ItemState.LEFT: N_("not moved"),
    ItemState.RESTORING: N_("about to be put back"),
    ItemState.RESTORED: N_("put back"),
    ItemState.MISSING: N_("missing: neither at its place nor kept"),
    ItemState.TAKEN_OTHER: N_("another file was taken instead of it, and is kept"),
}
