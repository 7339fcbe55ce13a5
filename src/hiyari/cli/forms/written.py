"""The envelope of JSON that commands about files write, in which file names of any octets survive."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from hiyari.cli.inventory_source import inventory_read
from hiyari.cli.render.octets import with_octets


def write_envelope(command: str, summary: Mapping[str, Any], **parts: object) -> None:
    """The one envelope of JSON."""
    known = {"hiyari": 1, "command": command, "summary": dict(summary), "inventory": inventory_read()}
    click.echo(written({**known, **parts, "findings": []}))


def written(value: Mapping[str, Any]) -> str:
    """JSON that can be printed and read by anybody, whatever octets its file names have."""
    return json.dumps(with_octets(value), ensure_ascii=False, indent=2)
