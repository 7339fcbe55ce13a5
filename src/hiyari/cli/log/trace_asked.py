"""What ``hiyari log trace`` was asked: a notice from a file, or its parts from the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final

from hiyari.cli.log.when import moment_of
from hiyari.maillog.trace.marks import ip
from hiyari.maillog.trace.notice import Given, Kind, Notice, QueueId
from hiyari.maillog.trace.reading import MOST_OCTETS, read_notice
from hiyari.maillog.trace.window import Window
from hiyari.model.error import UserError
from hiyari.model.text import Remote, text

_SECOND: Final = 1_000_000
_STANDARD_INPUT: Final = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of the command."""

    notice: Path | None = None
    """``-`` is the standard input."""
    zone: tzinfo = UTC
    """Of times that tell none."""
    message_id: str | None = None
    queue_id: str | None = None
    address: str | None = None
    sender: str | None = None
    recipient: str | None = None
    between: tuple[str, str] | None = None

    @property
    def octets(self) -> bytes | None:
        """The notice's file.

        Raises:
            UserError: It cannot be read.
        """
        if self.notice is None:
            return None
        try:
            if str(self.notice) == _STANDARD_INPUT:
                return sys.stdin.buffer.read(MOST_OCTETS + 1)
            with self.notice.open("rb") as stream:
                return stream.read(MOST_OCTETS + 1)
        except OSError as error:
            reason = error.strerror or "input/output error"
            sentence = text(
                "{path} cannot be read: {reason}. Name the file of the notice, or - for the standard input.",
                path=str(self.notice),
                reason=reason,
            )
            raise UserError(sentence) from None


def notice_of(asked: Asked, octets: bytes | None) -> Notice:
    """The notice, or what the options say instead.

    Raises:
        UserError: Nothing was asked for, or an address is none.
    """
    notice = read_notice(octets, asked.zone) if octets is not None else Notice(kind=Kind.TEXT)
    given = Given(
        message_id=(asked.message_id or "").strip().strip("<>"),
        queue_id=(asked.queue_id or "").strip(),
        address=_address(asked.address) or "",
        sender=_bare(asked.sender),
        recipient=_bare(asked.recipient),
    )
    if octets is None and not given.marks and asked.between is None:
        raise UserError(
            text(
                "Name the file of an abuse notice, or say what to look for: --message-id, --queue-id, --ip, --from, "
                "--to or --between."
            )
        )
    # What was given stands alone: the notice's own sender would lead to other messages, which are not meant.
    return replace(
        notice,
        given=given,
        message_ids=_one(given.message_id) or notice.message_ids,
        queue_ids=(QueueId(host="", id=given.queue_id),) if given.queue_id else notice.queue_ids,
        ips=_one(given.address) or notice.ips,
        senders=_one(given.sender) or notice.senders,
        recipients=_one(given.recipient) or notice.recipients,
    )


def files_of(first: Path | None, files: Sequence[str], notice: Path | None) -> tuple[str, ...]:
    """The logs, where options say what to look for, so that the first argument is a log, too.

    Raises:
        UserError: The standard input is both the notice and a log.
    """
    logs = (*((str(first),) if first is not None else ()), *files)
    if notice is not None and str(notice) == _STANDARD_INPUT and _STANDARD_INPUT in logs:
        raise UserError(text("- is both the notice and a log. Save the notice in a file: --notice FILE."))
    return logs


def window_of(asked: Asked, now: datetime) -> Window | None:
    """The time of ``--between``.

    Raises:
        UserError: One of them is no time, or they are the wrong way round.
    """
    if asked.between is None:
        return None
    for written in asked.between:
        _no_file(written)
    since, until = (moment_of(written, asked.zone, now, "--between") for written in asked.between)
    if until < since:
        raise UserError(text("--between ends before it begins: write the earlier time first."))
    return Window(since=since, until=until)


def _no_file(written: str) -> None:
    """A file in the place of the second time: it was forgotten."""
    if written == _STANDARD_INPUT or os.path.lexists(written):
        raise UserError(
            text(
                "--between needs two times, and {file} is a file. Write: --between '2026-11-26 19:00' "
                "'2026-11-26 20:00' {file}",
                file=written,
            )
        )


def skew_of(seconds: float | None) -> int | None:
    """Microseconds of ``--skew``."""
    return None if seconds is None else int(seconds * _SECOND)


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _bare(written: str | None) -> str:
    """An address without its angle brackets."""
    return (written or "").strip().removeprefix("<").removesuffix(">")


def _address(written: str | None) -> str | None:
    if written is None:
        return None
    known = ip(written)
    if known is None:
        sentence = text("{address} is no IP address. Write it as 203.0.113.5 or 2001:db8::5.", address=Remote(written))
        raise UserError(sentence)
    return known
