"""LOG301  The reported mail left through a page of our own web server.

Fires for the page that comes with the injections of a local user, or of the machine itself, beyond what chance
explains, and with the reported message. Other forms of the same user are no near miss; unknown pages are the matter of
LOG304.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.maillog.trace.proof import amount, evidence
from hiyari.maillog.trace.rows import moment
from hiyari.maillog.trace.story import Part
from hiyari.maillog.trace.tracing import Traced
from hiyari.maillog.trace.web import Suspect
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_, Remote, Text, text
from hiyari.model.verdict import NearMiss

RULE = Rule(
    id="LOG301",
    severity=Severity.DANGER,
    title=N_("Mail that was complained about left through {method} {path} on {host}"),
    symptom=N_(
        "A provider complains, or a blocklist lists the address of the relay. The mail log shows a local user such as "
        "www-data, and no script. Nobody in the house knows of any mailing."
    ),
    cause=N_(
        "A form lets strangers choose the recipient or the text: a contact form with a copy to the sender, a "
        "recommendation, a registration that confirms to any address. Or a stranger has put a script there."
    ),
    fix=N_(
        "Close the page first and hold what waits in the queue. Then look at the page's file: a form that is needed "
        "gets a fixed recipient, a limit and no copy to an address that was typed in; one that nobody needs goes; a "
        "script that nobody wrote means that the server was broken into. Answer the complaint."
    ),
    lesson=N_(
        "The mail log knows the user and not the page; the access log knows the page and not the mail. Only together "
        "do they name the form, so keep both for the same time."
    ),
    references=(),
)


def judge(traced: Traced) -> Iterator[Finding]:
    """One finding for each page."""
    if traced.injector is None or traced.web is None:
        return
    pages = zip(traced.web.suspects, traced.through, strict=False)
    for number, (suspect, part) in enumerate(one for one in pages if one[0].reported):
        page = suspect.score.page
        yield Finding(
            rule=RULE,
            verdict=NearMiss(),
            object=f"{traced.web.host}{page.path}",
            params={
                "host": Remote(traced.web.host),
                "site": page.site,
                "method": page.method,
                "path": Remote(page.path),
                "uid": -1 if traced.injector.uid is None else traced.injector.uid,
                "coverage": suspect.score.coverage,
                "base": suspect.score.base,
                "lift": suspect.score.lift,
                "per_request": suspect.score.per_request,
                "clients": tuple(client for client, _ in suspect.clients[:10]),
            },
            details=(_comes(suspect), _amount(traced, part)),
            evidence=evidence(traced) if number == 0 else (),
            next=next((step.what for step in traced.steps), None),
        )


def _amount(traced: Traced, part: Part) -> Text:
    if part.messages == traced.story.messages:
        return amount(traced)
    return text(
        "{messages} messages from {since} to {until} came through this page and no other, to {recipients} recipients.",
        messages=part.messages,
        since=moment(part.since),
        until=moment(part.until),
        recipients=part.recipients,
    )


def _comes(suspect: Suspect) -> Text:
    score = suspect.score
    return text(
        "It was asked for with {coverage} % of the messages, where chance would explain {base} %.",
        coverage=round(score.coverage * 100),
        base=score.base * 100,
    )
