"""LOG304  Who sent the reported mail, or through which page, could not be found out.

Always unknown, never a pass: that our log does not have a message does not prove that it did not leave.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.maillog.trace.tracing import Traced
from hiyari.model.cause import Other
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_, Text, text
from hiyari.model.verdict import Unknown

RULE = Rule(
    id="LOG304",
    severity=Severity.DANGER,
    title=N_("Who sent the mail that was complained about is not known"),
    symptom=N_("A complaint tells too little, or the logs of that time are gone, or of another host."),
    cause=N_(
        "Received fields and Message-ID were taken out of the complaint; the log was deleted; the access log of the "
        "web server is missing; a site so busy that any page comes with any mail; a job that sends later "
        "what pages queue."
    ),
    fix=N_(
        "Ask for the header fields of the reported message: the Received field of our own host names the queue id. "
        "Add the logs that are missing. Let PHP name the script in the mail (mail.add_x_header = On), and log it."
    ),
    lesson=N_("Not found is not innocent. A complaint stays open until somebody has been found."),
    references=(),
)


def judge(traced: Traced) -> Iterator[Finding]:
    """One finding, where nobody, or no page, can be named."""
    if traced.doubt is not None:
        ask = (
            None
            if traced.lead.exact
            else text(
                "Ask whoever complains for the header fields of the reported message; our own Received field names its "
                "queue id."
            )
        )
        yield _unknown("-", traced.doubt, tuple(traced.lead.tried), ask)
    elif traced.web is not None and traced.web.cause is not None and traced.injector is not None:
        yield _unknown(traced.injector.login or traced.injector.host, _page(traced.web.cause), (), None)


def _page(cause: Text) -> Text:
    return text("through which page it was sent is not known: {cause}", cause=cause)


def _unknown(name: str, cause: Text, details: tuple[Text, ...], ask: Text | None) -> Finding:
    return Finding(rule=RULE, verdict=Unknown(cause=Other(sentence=cause)), object=name, details=details, next=ask)
