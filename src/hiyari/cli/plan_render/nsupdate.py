"""The DNS changes as a script for ``nsupdate``; each zone changes whole, and only if nobody changed it since."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.model.plan import RrsetEdit


def as_nsupdate(edits: tuple[RrsetEdit, ...]) -> str:
    """One transaction for each zone, with the RRsets as they were as prerequisites (RFC 2136 section 2.4).

    Rdata is in master-file notation already, in which no octet of a zone can end a line or a string.
    """
    return "\n".join(line for zone in dict.fromkeys(edit.zone for edit in edits) for line in _zone(zone, edits))


def _zone(zone: str, edits: tuple[RrsetEdit, ...]) -> Iterator[str]:
    yield f"zone {zone}."
    own = [edit for edit in edits if edit.zone == zone]
    for edit in own:
        if not edit.before:
            yield f"prereq nxrrset {edit.name}. IN {edit.rdtype}"
        for rdata in edit.before:
            yield f"prereq yxrrset {edit.name}. IN {edit.rdtype} {rdata}"
    for edit in own:
        if edit.before:
            yield f"update delete {edit.name}. IN {edit.rdtype}"
        for rdata in edit.after:
            yield f"update add {edit.name}. {edit.ttl} IN {edit.rdtype} {rdata}"
    yield "show"
    yield "send"
