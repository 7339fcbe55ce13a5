"""Tells a person at a terminal that work goes on, when it lasts longer than a second."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

from hiyari.cli.messages import translator
from hiyari.model.text import text

T = TypeVar("T")
_PATIENCE: Final = 1.0
"""Seconds without a word."""


def run_patiently(work: Coroutine[Any, Any, T]) -> T:
    """Run the work of a command; on a terminal stderr shows that it goes on, and is clean again afterwards."""
    return asyncio.run(_watched(work))


async def _watched(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.ensure_future(work)
    if not sys.stderr.isatty():
        return await task
    await asyncio.wait({task}, timeout=_PATIENCE)
    if not task.done():
        from rich.console import Console  # noqa: PLC0415 - a tenth of a second that quick commands need not pay

        with Console(stderr=True).status(translator().render(text("asking; Ctrl-C stops it"))):
            await asyncio.wait({task})
    return await task
