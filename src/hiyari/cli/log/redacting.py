"""The redactor of this site, as commands use it."""

from __future__ import annotations

import os

from hiyari.maillog.redact import Redactor
from hiyari.model.inventory import Inventory
from hiyari.store.place import key_folder, make_private, site_key, state_url


def redactor_of(state: str | None, inventory: Inventory | None) -> Redactor:
    """A redactor with the site's key, which is made on first use.

    Args:
        state: What ``--state`` said.
        inventory: What is declared, if anything is.

    Raises:
        UserError: The key cannot be read or made.
    """
    root = os.geteuid() == 0
    url = state_url(state, inventory.state_url if inventory is not None else None, os.environ, root=root)
    folder = key_folder(url, os.environ, root=root)
    make_private(folder)
    return Redactor(site_key(folder))
