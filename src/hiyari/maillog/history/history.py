"""The histories of every host in a log, or in a piece of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hiyari.maillog.history.emitting import Emit, valued
from hiyari.maillog.history.host import HostHistory
from hiyari.maillog.history.seam import Seam

MOST_HOSTS: Final = 4000
"""Hosts in one log. More are invented, and share one name."""
_REST: Final = "?"


class History:
    """Finds each host's history, and ends them together."""

    def __init__(self, emit: Mapping[str, Emit], log_format: str, *, inside: bool = False, texts: bool = False) -> None:
        """Begin.

        Args:
            emit: By table, what takes a row of it.
            log_format: Stands in the rows.
            inside: Whether other pieces of the same log stand before this one.
            texts: Whether rows of messages and deliveries may be `Texts`, which is quicker.
        """
        self._emit = emit if texts else valued(emit)
        self._format = log_format
        self._inside = inside
        self._hosts: dict[str, HostHistory] = {}

    def host(self, name: str) -> HostHistory:
        """The history of a host."""
        found = self._hosts.get(name)
        if found is None:
            if len(self._hosts) >= MOST_HOSTS:
                name = _REST
            found = self._hosts.setdefault(name, HostHistory(name, self._emit, self._format, inside=self._inside))
        return found

    def seam(self) -> Seam:
        """End the piece, and give what its edges leave open."""
        seams = [one.seam() for one in self._hosts.values()]
        return Seam(
            front={name: life for one in seams for name, life in one.front.items()},
            back={name: life for one in seams for name, life in one.back.items()},
            seen={name for one in seams for name in one.seen},
            until={host: at for one in seams for host, at in one.until.items()},
        )
