"""The systemd journal as ``journalctl -o json`` writes it: from a file, or from journalctl itself.

An entry becomes what syslog would have written after the host's name, so that one reader knows both. Entries may come
a little out of order, fields may be arrays of bytes (what is no UTF-8) or null (longer than 4096 bytes without
``--all``): https://systemd.io/JOURNAL_EXPORT_FORMATS/ and journalctl(1). What cannot be read is counted, never raised.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from hiyari.logfiles.decode import LONGEST, decode
from hiyari.model.error import UserError
from hiyari.model.text import Remote, text

if TYPE_CHECKING:
    import asyncio

_WINDOW: Final = 1000
_SAMPLE: Final = 20
_DIGITS: Final = 18
_LINE: Final = 1 << 20
"""Of journalctl's own lines: one with a message as numbers is five times as long as the message."""


class Entry(NamedTuple):
    """One entry. A named tuple, as there is one for every line."""

    at: int
    """Microseconds UTC: when it was logged, else when the journal received it."""
    host: str
    body: str
    """``program[pid]: message``"""
    cursor: str
    """Where it stands in the journal, to go on after it; "" where the export leaves it out."""


def recognise(sample: Sequence[str]) -> bool:
    """Whether the first lines of a file are an export of the journal."""
    lines = [line for line in sample[:_SAMPLE] if line.strip()]
    return bool(lines) and sum(entry_of(line) is not None for line in lines) * 2 > len(lines)


def entry_of(line: str) -> Entry | None:
    """Read one line; None: it is no entry, or one whose message or time is not there."""
    if line[:1] != "{":
        return None
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    message = _text(fields.get("MESSAGE"))
    at = _number(fields.get("_SOURCE_REALTIME_TIMESTAMP")) or _number(fields.get("__REALTIME_TIMESTAMP"))
    if message is None or at is None:
        return None
    program = _text(fields.get("SYSLOG_IDENTIFIER")) or _text(fields.get("_COMM")) or "unknown"
    pid = _text(fields.get("SYSLOG_PID")) or _text(fields.get("_PID"))
    # One entry is one line, as syslog would have made it.
    body = f"{program}[{pid}]: {message}" if pid else f"{program}: {message}"
    body = body[:LONGEST].replace("\n", " ").replace("\r", " ")
    return Entry(at, _text(fields.get("_HOSTNAME")) or "", body, _text(fields.get("__CURSOR")) or "")


def in_order(entries: Iterable[Entry], window: int = _WINDOW) -> Iterator[Entry]:
    """Put entries in order of time that are out of it by at most ``window`` places; equal times stay as they are.

    One that comes later still is given when it comes.
    """
    waiting: list[tuple[int, int, Entry]] = []
    for number, entry in enumerate(entries):
        if len(waiting) < window:
            heapq.heappush(waiting, (entry.at, number, entry))
        else:
            yield heapq.heappushpop(waiting, (entry.at, number, entry))[2]
    while waiting:
        yield heapq.heappop(waiting)[2]


def _text(value: object) -> str | None:
    """A field: a string, bytes as numbers, or several values, of which the first is taken."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not value:
        return None
    if not isinstance(value[0], int):
        return _text(value[0]) if isinstance(value[0], str | list) else None
    try:
        return bytes(value).decode("utf-8", "backslashreplace")
    except (ValueError, TypeError):
        return None


def _number(value: object) -> int | None:
    shown = _text(value)
    if shown is None or len(shown) > _DIGITS or not (shown.isascii() and shown.isdigit()):
        return None
    return int(shown)


async def journal_lines(
    arguments: Sequence[str] = (), *, after: str = "", follow: bool = False, program: str = "journalctl"
) -> AsyncIterator[list[str]]:
    """Run ``journalctl -o json`` and give its lines in batches, as they come.

    Args:
        arguments: What journalctl selects by: ``-u postfix``, ``-t postfix/smtp``, ``--since ...``.
        after: The cursor of the last entry that was read.
        follow: Wait for new ones, for ever; without it the journal is read to its end.
        program: Where journalctl lies.

    Raises:
        UserError: There is no journalctl, or it failed: its own words are told.
    """
    import asyncio  # noqa: PLC0415 - slow to import, and every process that reads logs knows this format

    command = [program, "-o", "json", "--no-pager", "--all", *(["-f"] if follow else [])]
    command += [f"--after-cursor={after}"] if after else (["-n", "0"] if follow else [])
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(
            *command, *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
        )
    except OSError as error:
        reason = error.strerror or "input/output error"
        sentence = text(
            "{program} cannot be run: {reason}. Name log files in place of the journal.", program=program, reason=reason
        )
        raise UserError(sentence) from None
    said = asyncio.create_task(_said(process))
    try:
        async for lines in _batches(process):
            yield lines
        if await process.wait() != 0:
            complaint = Remote((await said).decode("utf-8", "backslashreplace").strip())
            raise UserError(text("journalctl failed and says {complaint}.", complaint=complaint))
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
        said.cancel()


async def _batches(process: asyncio.subprocess.Process) -> AsyncIterator[list[str]]:
    """Whole lines of what it writes; a line without end is cut, and then no JSON any more."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    rest = b""
    while chunk := await process.stdout.read(1 << 16):
        block, newline, rest = (rest + chunk).rpartition(b"\n")
        if newline:
            yield decode(block + newline, _LINE)
        if len(rest) > _LINE:
            yield decode(rest, _LINE)
            rest = b""
    if rest:
        yield decode(rest, _LINE)


async def _said(process: asyncio.subprocess.Process) -> bytes:
    """The beginning of its complaints; the rest is read away, so that it never waits for us."""
    assert process.stderr is not None  # noqa: S101 - it was asked for
    said = b""
    while chunk := await process.stderr.read(1 << 12):
        said = (said + chunk)[:500]
    return said
