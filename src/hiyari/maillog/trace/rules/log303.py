"""LOG303  The reported mail was handed in by a client's host that may send through us."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.maillog.trace.injector import Kind
from hiyari.maillog.trace.proof import amount, evidence
from hiyari.maillog.trace.tracing import Traced
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Remote, Text, text
from hiyari.model.verdict import NearMiss

RULE = Rule(
    id="LOG303",
    severity=Severity.DANGER,
    title=N_("Mail that was complained about came from the client {address} and left through {host}"),
    symptom=N_("A provider complains about an address of ours, and nobody who logs in has sent it."),
    cause=N_(
        "The client may send without a password because of its address (mynetworks), and it is infected, has an open "
        "form, or relays for others. Or we relay for everybody."
    ),
    fix=N_(
        "If it is a host of ours, read its own log: that names the sender. Else refuse its mail, tell its "
        "owner, and look at what else it sent. Then give it an account and a limit instead of a permission by address. "
        "If it is no client of ours, close the relay at once."
    ),
    lesson=N_("Whoever may send by his address alone sends in our name whatever gets hold of that address."),
    references=(Rfc(5321, "7.9"), Rfc(2505, "2.1")),
)


def _share(traced: Traced) -> Text:
    return text("It hands in {share} % of the mail that this host takes.", share=round(traced.behind.share * 100))


def judge(traced: Traced) -> Iterator[Finding]:
    """One finding, where a client was found."""
    injector = traced.injector
    if injector is None or injector.kind is not Kind.CLIENT:
        return
    yield Finding(
        rule=RULE,
        verdict=NearMiss(),
        object=injector.address or "",
        params={
            "address": Remote(injector.address or ""),
            "client": Remote(injector.client or ""),
            "host": Remote(injector.host),
        },
        details=(amount(traced), _share(traced)),
        evidence=evidence(traced),
        next=next((step.what for step in traced.steps), None),
    )
