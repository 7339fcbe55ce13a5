"""Says which peers of the inventory no log names: they are compared with nobody, and silence would look like peace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hiyari.cli.messages import say
from hiyari.maillog.baseline.peers import missing
from hiyari.maillog.baseline.site import Site
from hiyari.maillog.baseline.words import shown
from hiyari.model.text import text

_MOST: Final = 5
"""Hosts of the log that are named."""


def say_apart(site: Site, seen: Iterable[str]) -> None:
    """Name the peers that the hosts of the logs are not, and those that several of them might be."""
    hosts = sorted(seen)
    if not hosts:
        return
    found = missing(site.groups, hosts)
    absent = tuple(one.name for one in found if not one.alike)
    if absent:
        say(
            text(
                "No log names {peers}, which the inventory declares as peers: they are compared with nobody. "
                "The logs name {hosts}; a host must be called the same in both, in full or by its first label.",
                peers=absent,
                hosts=tuple(map(shown, hosts[:_MOST])),
            )
        )
    for one in found:
        if one.alike:
            say(
                text(
                    "{peer} of the inventory may be any of {hosts}: they are counted as one. Write its full name.",
                    peer=one.name,
                    hosts=tuple(map(shown, one.alike[:_MOST])),
                )
            )
