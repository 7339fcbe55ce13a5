"""Groups whose commands are imported when they are wanted, because imports cost more than most commands."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from typing import Any, cast

import click

from hiyari.locale.translate import Translator, choose_language


class LazyGroup(click.Group):
    """Imports a command's module when the command is wanted, and shows its help in the reader's language."""

    def __init__(self, *args: Any, places: Mapping[str, str], **more: Any) -> None:  # noqa: ANN401 - click's own
        """Take the module of each command, which holds it as ``command``."""
        super().__init__(*args, **more)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every command by name."""
        return sorted(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None when there is none of this name."""
        module = self.places.get(cmd_name)
        if module is None:
            return None
        command: click.Command = importlib.import_module(module).command
        language = choose_language(ctx.find_root().params.get("lang"), os.environ)
        if language == "en":
            return command
        from hiyari.cli.help import translated  # noqa: PLC0415 - only readers of other languages pay for it

        return translated(command, Translator(language))

    def get_help(self, ctx: click.Context) -> str:
        """The list of commands, in the reader's language."""
        from hiyari.cli.help import translated  # noqa: PLC0415

        words = Translator(choose_language(ctx.find_root().params.get("lang"), os.environ))
        return click.Group.get_help(cast("click.Group", translated(self, words)), ctx)


def inner(group: click.Group) -> list[click.Command]:
    """Every command of a group, imported."""
    if isinstance(group, LazyGroup):
        return [importlib.import_module(group.places[name]).command for name in sorted(group.places)]
    return list(group.commands.values())
