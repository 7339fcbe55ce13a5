"""``hiyari demo``: an accident on loopback, and how it is prevented."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from hiyari.cli.messages import translator
from hiyari.model.error import ActionError, UserError
from hiyari.model.text import text


@click.command()
@click.argument("scenario", type=click.Choice(["relay", "campaign"]), default="relay")
@click.option(
    "--serve",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="campaign: write an example into FOLDER and keep its carriers running, to try hiyari send on.",
)
def command(scenario: str, serve: Path | None) -> int:
    """Play an accident on loopback, and prevent it: a forgotten relay, or a campaign that people get twice.

    Nothing leaves this machine. Exit code 0 when everything went as told.
    """
    if serve is not None and scenario != "campaign":
        raise UserError(text("--serve belongs to the campaign: hiyari demo campaign --serve FOLDER"))
    try:
        return asyncio.run(_play(scenario, serve.absolute() if serve is not None else None))
    except OSError as error:
        sentence = text(
            "The demo needs the loopback addresses 127.0.0.x, and this system does not give them: {reason}. "
            "It runs on Linux.",
            reason=error.strerror or "OSError",
        )
        raise ActionError(sentence) from None


async def _play(scenario: str, serve: Path | None) -> int:
    words = translator()
    if scenario == "relay":
        from hiyari.cli.demos.relay import play as play_relay  # noqa: PLC0415 - one demo need not pay for the other

        return await play_relay(words)
    from hiyari.cli.demos.campaign import keep, play  # noqa: PLC0415

    return await (play(words) if serve is None else keep(words, serve))
