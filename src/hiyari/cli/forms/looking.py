"""Everything that a scan asks: files, access logs, mail logs, earlier runs in the sandbox; each may not know."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import Final, Self

import click

from hiyari.cli.forms.mail import Asked, asked_of, nobody_asked
from hiyari.cli.forms.sources import AccessLogOf, Sources
from hiyari.cli.log.when import zone_of
from hiyari.cli.messages import say, translator
from hiyari.forms.cron import crontabs
from hiyari.forms.evidence import Confirmation, Link, MailFacts, Scan, UseFacts, WebFile
from hiyari.forms.requests import access_logs
from hiyari.forms.scanning import Around, Beside, Found, judged, look, urls_of
from hiyari.forms.use.use import UseReader
from hiyari.model.clock import system_clock
from hiyari.model.error import UserError
from hiyari.model.text import text

_PATIENCE: Final = 1.0
Confirmed = Callable[[str, str], Confirmation | None]


def scan(sources: Sources, confirmed: Confirmed | None = None) -> tuple[Scan, Found]:
    """Look, ask the logs, judge.

    Raises:
        UserError: A log that is named cannot be read.
    """
    found = look_at_files(sources)
    beside = Beside(use=_use(sources, found), mail=_mail(sources, found), confirmed=confirmed or _never)
    return judged(found, beside, system_clock(), sources.policy), found


def look_at_files(sources: Sources) -> Found:
    """What the files alone tell, with a word on the terminal when it lasts."""
    with _Progress() as progress:
        cron = crontabs()
        around = Around(tables=cron.tables, closed=cron.closed, entrances=sources.entrances, alone=sources.guessed)
        return look(sources.site, around, watch=progress.at)


def _never(_path: str, _sha256: str) -> None:
    return None


def _use(sources: Sources, found: Found) -> Callable[[WebFile], UseFacts]:
    """Each file by the log of its own site: another site's log proves nothing about it."""
    none = UseFacts(since=None, why=text("No access log was read (--access-log FILE)."))
    left = {file.path: file for file in found.files}
    told: dict[str, UseFacts] = {}
    for log in sources.access_logs:
        files = [file for file in left.values() if log.holds(file)]
        for file in files:
            del left[file.path]
        if log.names and files:
            told |= _read_or_lost(log, files, sources, found)
    return lambda file: told.get(file.path, none)


def _read_or_lost(log: AccessLogOf, files: list[WebFile], sources: Sources, found: Found) -> Mapping[str, UseFacts]:
    """What a log tells; one that is declared and cannot be read leaves the use of its site's files unknown."""
    try:
        return _read(log.names, files, sources, found)
    except UserError as error:
        if log.root is None:
            raise
        for problem in error.problems:
            say(problem)
        lost = UseFacts(since=None, why=error.problems[0])
        return {file.path: lost for file in files}


def _read(names: tuple[str, ...], files: list[WebFile], sources: Sources, found: Found) -> dict[str, UseFacts]:
    logs = access_logs(names, zone_of(None))
    reader = UseReader(
        urls_of(found.site, files),
        pages={file.path: _pages(found, file) for file in files},
        hosts=frozenset(name for host in sources.site.hosts for name in host.names),
        enough=sources.policy.unused,
    )
    reader.read(logs)
    for problem in logs.problems:
        say(problem)
    facts = {file.path: replace(reader.facts(file.path), remarks=reader.remarks(file.path)) for file in files}
    if not logs.problems:
        return facts
    # What was lost may have been the one use.
    why = logs.problems[0]
    return {path: replace(one, why=why) if one.why is None and not one.uses else one for path, one in facts.items()}


def _pages(found: Found, file: WebFile) -> list[str]:
    """The addresses of the pages that link to a file."""
    links: tuple[Link, ...] = found.graph.facts(file.path).by
    return [url for link in links if (url := found.site.url_of(link.path)) is not None]


def _mail(sources: Sources, found: Found) -> Asked:
    if not sources.mail_logs or not found.files:
        return nobody_asked
    from hiyari.cli.log.sources import LogOptions, open_logs  # noqa: PLC0415 - whoever has no mail log need not wait
    from hiyari.maillog.trace.attributed import attributed  # noqa: PLC0415

    access = (name for log in sources.access_logs for name in log.names)
    options = LogOptions(files=tuple(dict.fromkeys((*sources.mail_logs, *access))), host=sources.host)
    try:
        with open_logs(options) as opened:
            answer = attributed(opened.facts)
    except UserError as error:
        if sources.named:
            raise
        # The scan goes on; what the log would have told is not known, for this reason.
        for problem in error.problems:
            say(problem)
        lost = MailFacts(messages=None, why=error.problems[0])
        return lambda _file: lost
    return asked_of(answer, found.files, found.site.path_of)


class _Progress:
    """Tells on a terminal how far the scan is, when it lasts longer than a second."""

    def __init__(self) -> None:
        self._last = monotonic()
        self._shown = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r" + " " * self._shown + "\r", nl=False, err=True)

    def at(self, files: int, octets: int) -> None:
        now = monotonic()
        if now - self._last < _PATIENCE or not sys.stderr.isatty():
            return
        self._last = now
        words = translator().render(text("{files} files read, {size} MB", files=files, size=octets // 1_000_000))
        click.echo(f"\r{words}", nl=False, err=True)
        self._shown = max(self._shown, len(words) * 2)
