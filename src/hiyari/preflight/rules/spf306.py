"""SPF306  Kinds of receivers differ: the same mail passes at one and fails at another, by their habits alone."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.result import IdentityKind, Result
from hiyari.model.cause import Other
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import relevant
from hiyari.preflight.facts import Facts, Sender

RULE = Rule(
    id="SPF306",
    severity=Severity.WARNING,
    title=N_("receivers differ about {address} ({host}) for {domain}"),
    symptom=N_("Checkers on the web disagree, and one receiver refuses what all others take."),
    cause=N_(
        "The record has several versions, uses mx, or is over the limit of look-ups. There receivers have habits of "
        "their own, beside what RFC 7208 says."
    ),
    fix=N_("Make the record plain: one record, ip4 and ip6 terms for own hosts, fewer than ten look-ups."),
    lesson=N_("What only a careful reading of the RFC lets through, somebody refuses."),
    references=(Rfc(7208, "4.5"), Rfc(7208, "4.6.4")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding for each domain and address whose record gives receivers a choice."""
    for sender in facts.senders:
        if sender.identity.kind is IdentityKind.MAIL_FROM:
            yield Finding(
                rule=RULE,
                verdict=_verdict(sender),
                object=f"{sender.host.name} {sender.address} {sender.domain}",
                params={"address": str(sender.address), "host": sender.host.name, "domain": sender.domain},
                details=(
                    text("receivers after RFC 7208: {result}", result=sender.spf.result.value),
                    *(
                        text(
                            "{receivers}: {result} ({evidence})",
                            receivers=text(view.profile.title),
                            result=view.result.value,
                            evidence=view.profile.evidence,
                        )
                        for view in sender.views
                        if view.result is not sender.spf.result
                    ),
                ),
                evidence=relevant(sender.spf.answers),
                next=text(
                    "hiyari spf {domain} --ip {address} shows every step",
                    domain=sender.domain,
                    address=str(sender.address),
                ),
            )


def _verdict(sender: Sender) -> Verdict:
    if sender.unknown is not None:
        return sender.unknown
    results = {sender.spf.result, *(view.result for view in sender.views)}
    if len(results - {Result.TEMPERROR}) > 1:
        return NearMiss()
    # Another kind of receiver may ask for more, and lose an answer that this one did not need.
    return Unknown(cause=Other(sentence=text("an answer was lost"))) if Result.TEMPERROR in results else Pass()
