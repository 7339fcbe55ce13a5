"""The DNS changes as a diff of master-file lines, one part for each zone."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.model.plan import RrsetEdit


def as_bind(edits: tuple[RrsetEdit, ...]) -> str:
    """Lines with absolute names: those with ``-`` go, those with ``+`` come; the serial is yours to raise."""
    return "\n".join(line for zone in dict.fromkeys(edit.zone for edit in edits) for line in _zone(zone, edits))


def _zone(zone: str, edits: tuple[RrsetEdit, ...]) -> Iterator[str]:
    yield f"--- {zone}."
    yield f"+++ {zone}."
    for edit in edits:
        if edit.zone != zone:
            continue
        lines = [(rdata, "-" if rdata not in edit.after else " ") for rdata in edit.before]
        lines += [(rdata, "+") for rdata in edit.after if rdata not in edit.before]
        yield f"@@ -1,{len(edit.before)} +1,{len(edit.after)} @@ {edit.name}. {edit.rdtype}"
        for rdata, mark in lines:
            yield f"{mark}{edit.name}.\t{edit.ttl}\tIN\t{edit.rdtype}\t{rdata}"
