"""``hiyari demo campaign``: prize results to mobile phones, as the accident went and as hiyari does it."""

from __future__ import annotations

import asyncio
import shlex
import shutil
import signal
import tempfile
from pathlib import Path

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.sending.outcome import state_words
from hiyari.delivery.ledger.states import State
from hiyari.lab.campaign_accident import Careful, Played, play_careful, play_naive
from hiyari.lab.campaign_world import COUNTS, world, write_campaign
from hiyari.locale.translate import Translator
from hiyari.model.clock import system_clock
from hiyari.model.error import ActionError, UserError
from hiyari.model.text import Param, text


async def play(words: Translator) -> ExitCode:
    """Play both ways beside each other.

    Raises:
        ActionError: It did not go as told.
        OSError: There are no addresses 127.0.0.x here.
    """

    def tell(message: str, /, **params: Param) -> None:
        click.echo(words.render(text(message, **params)))

    async with world(system_clock) as stage:
        places = tuple(f"{count} {domain}" for domain, count in COUNTS.items())
        tell("Prize results go out to {places}.", places=places)
        tell("docomo's filter answers User Unknown to everybody who is too fast, and delivers half of it all the same;")
        tell("au's server takes every {nth}th message and closes the connection without an answer.", nth=15)
        click.echo()
        tell("1. A list server sends as fast as it can. What failed is exported and sent again, one by one:")
        naive = await play_naive(stage)
        tell("   {count} failures, sent again with pauses. It looks as if it had worked.", count=naive.refused)
        _mailboxes(naive, words)
        click.echo()
        tell("2. hiyari sends the same, with a ledger:")
        stage.calm()
        with tempfile.TemporaryDirectory(prefix="hiyari-demo-") as folder:
            careful = await play_careful(stage, Path(folder), system_clock)
        tell("   {states}", states=state_words(careful.states))
        for lane, unknown, results in careful.alarms:
            tell(
                "   {lane}: {unknown} of {results} answers said unknown. Not believed: closed, then tried slowly.",
                lane=lane,
                unknown=unknown,
                results=results,
            )
        _mailboxes(careful, words)
        click.echo()
    if not _as_told(naive, careful):
        raise ActionError(text("The demo did not go as it should have. Report it with the output above."))
    tell("Nobody got it twice. Doubted and uncertain are not sent again before a person has decided.")
    tell("Try it by hand: hiyari demo campaign --serve FOLDER")
    return ExitCode.FINE


def _mailboxes(played: Played, words: Translator) -> None:
    for count, sentence in (
        (0, text("nothing")),
        (1, text("one message")),
        (2, text("the same message twice or more")),
    ):
        click.echo(f"   {played.having(count):>5}  {words.render(sentence)}")


def _as_told(naive: Played, careful: Careful) -> bool:
    unsettled = careful.states[State.DOUBTED] + careful.states[State.UNCERTAIN] + careful.states[State.REFUSED]
    return (
        naive.having(2) > 0
        and careful.having(2) == 0
        and careful.having(0) <= unsettled
        and bool(careful.alarms)
        and careful.states[State.UNCERTAIN] > 0
        and sum(careful.states.values()) == len(careful.everybody)
    )


async def keep(words: Translator, folder: Path) -> ExitCode:
    """Write the example campaign, and keep its carriers running until Ctrl-C.

    Raises:
        UserError: The folder cannot be written to, or holds a campaign.
    """

    def tell(message: str, /, **params: Param) -> None:
        click.echo(words.render(text(message, **params)))

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with world(system_clock) as stage:
        _make(folder)
        write_campaign(folder, stage)
        tell("The carriers run, and {folder} holds an example. In another terminal:", folder=str(folder))
        click.echo()
        program = "hiyari" if shutil.which("hiyari") else "script/hiyari"
        for line in (
            f"export HIYARI_CONFIG={shlex.quote(str(folder / 'hiyari.toml'))}",
            f"{program} send {shlex.quote(str(folder / 'campaign.toml'))}",
            f"{program} ledger status",
        ):
            click.echo(f"    {line}")
        click.echo()
        tell("Ctrl-C ends them, and says what really reached the mailboxes.")
        await stop.wait()
        copies = stage.copies()
        click.echo()
        tell(
            "{messages} messages reached {people} people; {twice} of them got it twice or more.",
            messages=sum(copies.values()),
            people=len(copies),
            twice=sum(1 for count in copies.values() if count > 1),
        )
    return ExitCode.FINE


def _make(folder: Path) -> None:
    """A folder that holds no campaign yet; nothing is overwritten."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = next((one for one in ("campaign.toml", "hiyari.toml", "ledger.db") if (folder / one).exists()), None)
    except OSError as error:
        sentence = text(
            "{folder} cannot be made: {reason}. Name another folder.",
            folder=str(folder),
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None
    if taken is not None:
        sentence = text(
            "{folder} holds {file} already. Name a new folder: the example overwrites nothing.",
            folder=str(folder),
            file=taken,
        )
        raise UserError(sentence)
