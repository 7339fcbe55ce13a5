"""A trace for a person: one screen that answers who, through what, since when, how much, to where, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from hiyari.cli.log.trace_page import parted, show_pages, to_where
from hiyari.cli.log.trace_who import who
from hiyari.cli.paper import Paper
from hiyari.cli.render.words import word
from hiyari.maillog.trace.rows import moment
from hiyari.maillog.trace.story import Story
from hiyari.maillog.trace.tracing import Traced
from hiyari.model.finding import Finding
from hiyari.model.text import Remote, Text, text
from hiyari.model.verdict import Unknown


def show(
    paper: Paper, traced: Traced, findings: Sequence[Finding], logs: Sequence[str] = (), *, ours: bool = True
) -> None:
    """Write it.

    Args:
        paper: Where.
        traced: What was found.
        findings: What the rules say.
        logs: The files that were read, for the commands that ask again.
        ours: Whether we read it ourselves; others are told nothing of what we should do.
    """
    for finding in findings:
        _head(paper, finding)
    who(paper, traced, logs if ours else None)
    show_pages(paper, traced)
    if traced.injector is not None and traced.story.messages:
        _story(paper, traced.story, parted=parted(traced))
    if traced.steps:
        paper.gap()
        paper.say(text("What to do now (nothing of it was done):"))
    for step in traced.steps:
        paper.say(text("{host}: {what}", host=step.host, what=step.what), 2)
        if step.command:
            paper.command(step.command, 6)
    if findings:
        paper.gap()
        paper.say(text("What a rule means: hiyari explain {rule}", rule=findings[0].rule.id))


def _head(paper: Paper, finding: Finding) -> None:
    label = f"{paper.words.message(word(finding.verdict))}  {finding.rule.id}"
    said = finding.verdict.cause.describe() if isinstance(finding.verdict, Unknown) else finding.title
    paper.beside(label, said, 0)


def _story(paper: Paper, story: Story, *, parted: bool) -> None:
    paper.gap()
    span = {"since": moment(story.since), "until": moment(story.until)}
    paper.say(
        text(
            "The user sent {messages} messages from {since} to {until} altogether, through whatever page.",
            messages=story.messages,
            **span,
        )
        if parted
        else text("Sent {messages} messages from {since} to {until}.", messages=story.messages, **span)
    )
    paper.say(
        text(
            "Recipients: {accepted} accepted, {deferred} deferred, {refused} refused.",
            accepted=story.accepted,
            deferred=story.deferred,
            refused=story.refused,
        ),
        2,
    )
    for sentence in _where(story):
        paper.say(sentence, 2)


def _where(story: Story) -> Iterator[Text]:
    yield from to_where(story.domains, story.other_domains)
    hosts = Counter(one.host for one in story.waiting)
    if hosts:
        yield text("May still wait in a queue: {hosts}", hosts=tuple(f"{host} {n}" for host, n in hosts.most_common(5)))
    if story.subjects:
        yield text("Subject: {subject}", subject=Remote(story.subjects[0]))
