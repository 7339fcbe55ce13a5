"""Sends, and shows meanwhile how far it is; the first Ctrl-C lets what is on its way end, the second does not wait."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any, Final

import click

from hiyari.carriers.knowledge import knowledge
from hiyari.cli.exit import ExitCode
from hiyari.cli.messages import say, translator
from hiyari.cli.render.text import as_text
from hiyari.cli.report import Report
from hiyari.cli.sending.bench import Bench
from hiyari.cli.sending.meanwhile import Meanwhile
from hiyari.cli.sending.outcome import after, closing_words, findings_since
from hiyari.delivery.ledger.claim import release
from hiyari.delivery.ledger.node import alive, this_node
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.node.assemble import begin, make_letters, make_runner
from hiyari.delivery.node.runner import Runner
from hiyari.delivery.prepare import Prepared
from hiyari.model.clock import system_clock
from hiyari.model.text import ntext

_SECOND: Final = 1_000_000


def go(bench: Bench, prepared: Prepared, *, take_over: bool, alongside: bool) -> int:
    """Send the campaign until nothing is left to send.

    Raises:
        SafetyError: It, or another campaign, is being sent by another process.
        ActionError: It stopped in the middle; says why.
    """
    node = this_node()
    engine = bench.opened.engine
    letters = make_letters(bench.campaign, prepared.materials, bench.opened.key(), prepared.row.token)
    now_us = int(system_clock().timestamp() * _SECOND)
    begun = begin(engine, prepared.row, node, now_us, alive=alive, take_over=take_over, alongside=alongside)
    if begun.uncertain:
        say(
            ntext(
                "{count} message was on its way when the last run ended. It may have been delivered, and is not sent "
                "again: hiyari ledger uncertain {campaign}",
                "{count} messages were on their way when the last run ended. They may have been delivered, and are not "
                "sent again: hiyari ledger uncertain {campaign}",
                begun.uncertain,
                campaign=prepared.row.name,
            )
        )

    async def send() -> bool:
        async with Scribe(engine) as scribe:
            runner = make_runner(
                bench.campaign,
                knowledge(),
                letters,
                begun,
                scribe=scribe,
                node=node,
                source=bench.source(),
                clock=system_clock,
            )
            try:
                return await _watched(runner)
            finally:
                await scribe.ask(lambda connection: release(connection, prepared.row.name, node))

    interrupted = _run(send())
    with engine.connect().execution_options(reads_only=True) as connection, connection.begin():
        ended = after(connection, prepared.row.name)
        findings = findings_since(connection, prepared.row.name, now_us)
    words = translator()
    if findings:
        click.echo(as_text(Report(command="send", findings=findings), words) + "\n")
    for line in closing_words(ended, prepared.row.name, interrupted=interrupted):
        click.echo(words.render(line))
    if interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.NEAR_MISS if ended.near_misses else ExitCode.FINE


async def _watched(runner: Runner) -> bool:
    """Run to the end; whether it was interrupted."""
    work = asyncio.ensure_future(runner.run())
    loop = asyncio.get_running_loop()
    asked = False

    def interrupt() -> None:
        nonlocal asked
        if asked:
            work.cancel()
            return
        asked = True
        runner.stop()
        say(
            ntext(
                "Stopping: {count} message is on its way and is waited for. Ctrl-C again leaves it uncertain.",
                "Stopping: {count} messages are on their way and are waited for. Ctrl-C again leaves them uncertain.",
                runner.in_flight,
            )
        )

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt)
    try:
        async with Meanwhile(runner, translator()):
            with contextlib.suppress(asyncio.CancelledError):
                await work
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
    return asked


def _run(work: Coroutine[Any, Any, bool]) -> bool:
    """With uvloop where it is installed: twice as many messages for the same processor time."""
    try:
        import uvloop  # noqa: PLC0415 - an extra
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
