"""``hiyari doctor``: what of this machine hiyari can use, and what to do about the rest."""

from __future__ import annotations

import asyncio
import importlib.metadata
import json
import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.messages import translator
from hiyari.cli.render.words import NAMES, word
from hiyari.cli.sources import SourceOptions, make_resolver, resolver_options
from hiyari.dns.answer import Question
from hiyari.dns.records import RdType
from hiyari.model.cause import Other
from hiyari.model.error import UserError
from hiyari.model.inventory import Inventory
from hiyari.model.text import Remote, Text, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict

_LIBRARIES: Final = ("click", "dnspython", "idna", "rich")
_LOOPBACK: Final = "127.0.0.12"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One thing that was looked at."""

    verdict: Verdict
    about: Text
    what: Text


@click.command()
@click.option("--config", metavar="FILE", help="The inventory; else ./hiyari.toml or /etc/hiyari/hiyari.toml.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to show it.")
@resolver_options
def command(config: str | None, form: str, **others: object) -> int:
    """Look at what hiyari needs: Python, libraries, the inventory, a resolver, loopback, language, terminal.

    The resolver is asked one question, for the root's name servers.
    """
    looks = tuple(_looks(config, SourceOptions(**others)))  # type: ignore[arg-type]
    words = translator()
    if form == "json":
        rows = [
            {"about": words.render(one.about), "verdict": NAMES[type(one.verdict)], "text": words.render(one.what)}
            for one in looks
        ]
        click.echo(json.dumps({"hiyari": 1, "command": "doctor", "looks": rows}, ensure_ascii=False, indent=2))
    else:
        for one in looks:
            click.echo(f"{words.message(word(one.verdict))}  {words.render(one.about)}: {words.render(one.what)}")
    if any(isinstance(one.verdict, NearMiss) for one in looks):
        return ExitCode.NEAR_MISS
    return ExitCode.UNKNOWN if any(isinstance(one.verdict, Unknown) for one in looks) else ExitCode.FINE


def _looks(config: str | None, options: SourceOptions) -> Iterator[Look]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Look(verdict=Pass(), about=text("Python"), what=text("{version}", version=version))
    yield _libraries()
    inventory, look = _inventory(config)
    yield look
    yield asyncio.run(_resolver(options, inventory))
    yield _loopback()
    yield _language()
    yield _terminal()


def _libraries() -> Look:
    found = tuple(f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES)
    return Look(verdict=Pass(), about=text("libraries"), what=text("{libraries}", libraries=found))


def _inventory(config: str | None) -> tuple[Inventory | None, Look]:
    about = text("inventory")
    try:
        inventory = load_inventory(config)
    except UserError as error:
        return None, Look(verdict=NearMiss(), about=about, what=error.problems[0])
    if inventory is None:
        what = text("none is here; hiyari init writes a first one, and hiyari check works without")
        return None, Look(verdict=Pass(), about=about, what=what)
    return inventory, Look(verdict=Pass(), about=about, what=text("{path} is right", path=inventory.path))


async def _resolver(options: SourceOptions, inventory: Inventory | None) -> Look:
    about = text("resolver")
    try:
        source = make_resolver(options, inventory)
    except UserError as error:
        return Look(verdict=NearMiss(), about=about, what=error.problems[0])
    answer = await source.ask(Question("", RdType.NS))
    if answer.lost is not None:
        cause = answer.lost.describe()
        what = text("{cause}. Name another with --resolver ADDRESS.", cause=cause)
        return Look(verdict=Unknown(cause=Other(sentence=cause)), about=about, what=what)
    return Look(verdict=Pass(), about=about, what=text("{server} answers", server=answer.of))


def _loopback() -> Look:
    about = text("loopback addresses")
    try:
        with socket.socket() as probe:
            probe.bind((_LOOPBACK, 0))
    except OSError as error:
        what = text(
            "the demo needs 127.0.0.x, and this system does not give it: {reason}", reason=Remote(str(error.strerror))
        )
        return Look(verdict=NearMiss(), about=about, what=what)
    return Look(verdict=Pass(), about=about, what=text("the demo can use 127.0.0.x"))


def _language() -> Look:
    words = translator()
    return Look(verdict=Pass(), about=text("language"), what=text("{language}", language=words.language))


def _terminal() -> Look:
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    what = text("output is coloured") if coloured else text("output is plain (a pipe, or NO_COLOR)")
    return Look(verdict=Pass(), about=text("terminal"), what=what)
