"""``hiyari demo``: an accident on loopback, and how it is prevented."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from hiyari.cli.messages import translator
from hiyari.model.error import ActionError, UserError
from hiyari.model.text import text


@click.command()
@click.argument("scenario", type=click.Choice(["relay", "campaign", "form"]), default="relay")
@click.option(
    "--serve",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="campaign: write an example into FOLDER and keep its carriers running, to try hiyari send on.",
)
@click.option(
    "--write",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="form: leave its logs and the complaint in FOLDER, to try hiyari log on.",
)
def command(scenario: str, serve: Path | None, write: Path | None) -> int:
    """Play an accident on loopback: a forgotten relay, a campaign that people get twice, a forgotten web form.

    Nothing leaves this machine. Exit code 0 when everything went as told.
    """
    if serve is not None and scenario != "campaign":
        raise UserError(text("--serve belongs to the campaign: hiyari demo campaign --serve FOLDER"))
    if write is not None and scenario != "form":
        raise UserError(text("--write belongs to the form: hiyari demo form --write FOLDER"))
    try:
        return asyncio.run(_play(scenario, serve and serve.absolute(), write and write.absolute()))
    except OSError as error:
        sentence = text(
            "The demo needs the loopback addresses 127.0.0.x, and this system does not give them: {reason}. "
            "It runs on Linux.",
            reason=error.strerror or "OSError",
        )
        raise ActionError(sentence) from None


async def _play(scenario: str, serve: Path | None, write: Path | None) -> int:
    words = translator()
    if scenario == "relay":
        from hiyari.cli.demos.relay import play as play_relay  # noqa: PLC0415 - one demo need not pay for the other

        return await play_relay(words)
    if scenario == "form":
        from hiyari.cli.demos.form import tell_form  # noqa: PLC0415

        return await tell_form(words, write)
    from hiyari.cli.demos.campaign import keep, play  # noqa: PLC0415

    return await (play(words) if serve is None else keep(words, serve))
