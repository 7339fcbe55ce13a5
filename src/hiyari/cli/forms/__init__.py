"""``hiyari forms``: what on a web host can send mail, who uses it, what a stranger controls in it."""

from __future__ import annotations

from typing import Final

import click

from hiyari.cli.lazy import LazyGroup

_NAMES: Final = ("confirm", "remove", "scan", "undo", "watch")


@click.group(cls=LazyGroup, places={name: f"hiyari.cli.forms.{name}" for name in _NAMES})
def command() -> None:
    """Find forgotten mail forms on a web host, prove what they allow, take them away reversibly."""
