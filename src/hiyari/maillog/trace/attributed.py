"""Which pages and scripts mail came from, without a complaint to begin with: for every local injector of the logs.

What `tracing` asks for one notice is asked here for all local mail: the pages that come with it beyond chance, and the
scripts that the mail log names itself. Where an injector's mail cannot be explained, that is said, and no page of that
host is called innocent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace.injector import LOOPBACKS, Injector, Kind
from hiyari.maillog.trace.rows import hosts
from hiyari.maillog.trace.story import injections_of
from hiyari.maillog.trace.web import find_pages
from hiyari.maillog.trace.web_rows import access_logs
from hiyari.maillog.trace.webjoin import Page
from hiyari.model.text import Text, text

_FOREVER: Final = 1 << 62
_MOST: Final = 8
"""Injectors that are looked at, the busiest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMail:
    """Mail that comes with one page."""

    host: str
    page: Page
    messages: int
    last: int
    """Microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptMail:
    """Mail of a script that the log names."""

    host: str
    script: str
    """As the log has it: a path, or a file's name alone."""
    messages: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed:
    """What all local mail came from."""

    pages: tuple[PageMail, ...]
    scripts: tuple[ScriptMail, ...]
    unexplained: tuple[Text, ...]
    """Why some injectors' mail is attributed to no page; empty where all of it is, or there is none."""
    local: int
    """Local messages that were looked at."""
    mail: bool = True
    """Whether the logs hold any mail at all."""


def attributed(facts: Asker) -> Attributed:
    """Ask for all local mail of the logs.

    Args:
        facts: Mail and access logs of the same time.
    """
    pages: list[PageMail] = []
    unexplained: list[Text] = []
    local = 0
    if access_logs(facts):
        injectors = _injectors(facts)
        if len(injectors) > _MOST:
            unexplained.append(text("Only the mail of the {most} busiest local senders was looked at.", most=_MOST))
        for injector in injectors[:_MOST]:
            moments = injections_of(facts, injector, 0, _FOREVER)
            local += len(moments)
            if not moments:
                continue
            answer = find_pages(facts, injector, moments)
            pages += [
                PageMail(
                    host=answer.host,
                    page=one.score.page,
                    messages=len(one.moments),
                    last=max(one.moments, default=one.until),
                )
                for one in answer.suspects
            ]
            if answer.cause is not None and not answer.suspects:
                unexplained.append(answer.cause)
    return Attributed(
        pages=tuple(pages),
        scripts=_scripts(facts),
        unexplained=tuple(unexplained),
        local=local,
        mail=bool(hosts(facts)),
    )


def _injectors(facts: Asker) -> list[Injector]:
    found = []
    for host, origin, uid, login, address, _ in facts.ask("trace_local_injectors"):
        if origin == "local":
            found.append(Injector(kind=Kind.USER, host=host or "", uid=uid, login=login))
        elif address is not None:
            found.append(Injector(kind=Kind.LOCALHOST, host=host or "", address=LOOPBACKS[0]))
    return list(dict.fromkeys(found))


def _scripts(facts: Asker) -> tuple[ScriptMail, ...]:
    made = []
    for host, script, cwd, messages, last in facts.ask("trace_scripts"):
        whole = f"{cwd}/{script}" if cwd and "/" not in script else script
        made.append(ScriptMail(host=host or "", script=whole, messages=messages, last=last))
    return tuple(made)
