"""The changed RRsets as octoDNS zone files, to be merged into yours: one YAML document for each zone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from hiyari.model.plan import RrsetEdit

_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(\d{3}|.)", re.DOTALL)


def as_octodns(edits: tuple[RrsetEdit, ...]) -> str:
    """Every string is written as JSON writes it, which is YAML too, so that no zone data can become markup."""
    return "\n".join(line for zone in dict.fromkeys(edit.zone for edit in edits) for line in _zone(zone, edits))


def _zone(zone: str, edits: tuple[RrsetEdit, ...]) -> Iterator[str]:
    yield f"--- # {zone}.yaml"
    own = [edit for edit in edits if edit.zone == zone]
    for name in dict.fromkeys(edit.name for edit in own):
        relative = name.removesuffix(zone).removesuffix(".")
        yield f"{json.dumps(relative)}:"
        for edit in own:
            if edit.name == name:
                yield from _rrset(edit)


def _rrset(edit: RrsetEdit) -> Iterator[str]:
    if not edit.after:
        yield f"  # {edit.rdtype}: remove it"
        return
    yield f"  - type: {edit.rdtype}"
    yield f"    ttl: {edit.ttl}"
    yield "    values:"
    for rdata in edit.after:
        yield from _value(edit.rdtype, rdata)


def _value(rdtype: str, rdata: str) -> Iterator[str]:
    if rdtype == "MX":
        preference, _, exchange = rdata.partition(" ")
        yield f"      - preference: {preference}"
        yield f"        exchange: {json.dumps(exchange)}"
    elif rdtype == "TXT":
        # octoDNS joins and splits the strings itself, and wants each semicolon behind a backslash.
        whole = "".join(_unescape(found) for found in _STRING.findall(rdata))
        yield f"      - {json.dumps(whole.replace(';', chr(92) + ';'))}"
    else:
        yield f"      - {json.dumps(rdata)}"


def _unescape(inside: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1])) if found[1].isdigit() else found[1], inside)
