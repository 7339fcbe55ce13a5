"""Through which page the reported mail came, for a person: how sure that is, how much, and who asked for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from hiyari.cli.paper import Paper
from hiyari.maillog.trace.countries import UNKNOWN, countries
from hiyari.maillog.trace.rows import moment
from hiyari.maillog.trace.story import Part, Story
from hiyari.maillog.trace.tracing import Traced
from hiyari.maillog.trace.web import Suspect, WebAnswer
from hiyari.model.text import Remote, Text, ntext, text

_CLIENTS: Final = 3


def show_pages(paper: Paper, traced: Traced) -> None:
    """Write what is known of the pages."""
    if traced.web is None:
        return
    for suspect, part in zip(traced.web.suspects, traced.through, strict=False):
        if suspect.reported:
            _page(paper, suspect, traced.web)
            _through(paper, part, traced.story)
    _other_pages(paper, traced)
    for note in _notes(traced.web):
        paper.say(note, 2)


def _page(paper: Paper, suspect: Suspect, web: WebAnswer) -> None:
    score = suspect.score
    paper.gap()
    path = f"{score.page.method} {score.page.site}{score.page.path}"
    paper.beside(paper.words.render(text("Through:")), text("{page} on {host}", page=Remote(path), host=web.host), 0)
    paper.say(
        text(
            "It comes with {coverage} % of {injections} messages; chance explains {base} %. Lift {lift}, {per_request} "
            "messages for each request.",
            coverage=round(score.coverage * 100),
            injections=score.injections,
            base=round(score.base * 100),
            lift=score.lift,
            per_request=f"{score.per_request:.2f}",
        ),
        2,
    )
    for sentence in _clients(suspect):
        paper.say(sentence, 2)


def _through(paper: Paper, part: Part, story: Story) -> None:
    """How much came through the page alone, where the user sent more than that."""
    if not part.messages or part.messages == story.messages:
        return
    paper.say(
        text(
            "Through this page alone: {messages} messages from {since} to {until}, {recipients} recipients.",
            messages=part.messages,
            since=moment(part.since),
            until=moment(part.until),
            recipients=part.recipients,
        ),
        2,
    )
    for sentence in to_where(part.domains, part.other_domains):
        paper.say(sentence, 2)


def _other_pages(paper: Paper, traced: Traced) -> None:
    pages = zip(traced.web.suspects, traced.through, strict=False) if traced.web is not None else ()
    others = [(suspect, part) for suspect, part in pages if not suspect.reported]
    if others:
        paper.gap()
    for suspect, part in others:
        page = suspect.score.page
        paper.say(
            ntext(
                "{page} also hands in mail as this user ({count} message); it is not what was reported.",
                "{page} also hands in mail as this user ({count} messages); it is not what was reported.",
                part.messages,
                page=Remote(f"{page.method} {page.site}{page.path}"),
            )
        )


def parted(traced: Traced) -> bool:
    """Whether the user sent more than what came through the page that is named."""
    pages = zip(traced.web.suspects, traced.through, strict=False) if traced.web is not None else ()
    named = [part.messages for suspect, part in pages if suspect.reported]
    return bool(named) and sum(named) != traced.story.messages


def _clients(suspect: Suspect) -> Iterator[Text]:
    if not any(client for client, _ in suspect.clients):
        yield text("The clients are not known: the access log has no address of them.")
        return
    codes = countries([client for client, _ in suspect.clients]) or ()
    # Addresses of private networks have no country, and without the register nobody has: nothing to show.
    known = any(code != UNKNOWN for code in codes)
    shown = [
        f"{client} {code} ({count})" if known else f"{client} ({count})"
        for (client, count), code in zip(suspect.clients, codes or (UNKNOWN,) * len(suspect.clients), strict=True)
    ]
    yield ntext("{count} client: {clients}", "{count} clients: {clients}", len(shown), clients=tuple(shown[:_CLIENTS]))
    if known:
        yield text(
            "Countries: {countries}", countries=tuple(f"{code} {n}" for code, n in Counter(codes).most_common(6))
        )


def _notes(web: WebAnswer) -> Iterator[Text]:
    yield from web.notes
    if web.skew:
        yield text("The web server's clock is taken to be {seconds} s ahead.", seconds=web.skew // 1_000_000)
    if web.missed and web.injections:
        yield ntext(
            "{count} message lies outside of the time of the access log.",
            "{count} messages lie outside of the time of the access log.",
            web.missed,
        )
    for one in web.candidates if web.cause is not None else ():
        yield text(
            "Not proven: {page} comes with {coverage} %, chance explains {base} %.",
            page=Remote(f"{one.page.method} {one.page.path}"),
            coverage=round(one.coverage * 100),
            base=round(one.base * 100),
        )


def to_where(counts: Sequence[tuple[str, int]], others: int) -> Iterator[Text]:
    """The recipients' domains, the most first."""
    domains = tuple(f"{name} {count}" for name, count in counts)
    if domains and others:
        yield ntext(
            "To: {domains} and {count} other domain", "To: {domains} and {count} other domains", others, domains=domains
        )
    elif domains:
        yield text("To: {domains}", domains=domains)
