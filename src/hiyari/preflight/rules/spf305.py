"""SPF305  A sender gets softfail or neutral, which some receivers take for a refusal.

SPF101 tells that the address is not authorised; this one tells who refuses although the record ends in ``~all``.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.result import IdentityKind, Result
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Verdict
from hiyari.preflight.evidence import relevant
from hiyari.preflight.facts import Facts, Sender
from hiyari.preflight.receivers import BOTH_REQUIRED, SOFTFAIL_REFUSED

RULE = Rule(
    id="SPF305",
    severity=Severity.WARNING,
    title=N_("{address} ({host}) gets {result} for {domain}, and some receivers take that for a refusal"),
    symptom=N_("Most receivers take the mail, some phone carriers and large mailbox providers refuse it."),
    cause=N_("The record ends in ~all or ?all and does not name the address. Softfail does not mean harmless."),
    fix=N_("Authorise the address; hiyari plan shows the edit."),
    lesson=N_("~all protects nobody from a forgotten relay; it only makes the accident quieter."),
    references=(Rfc(7208, "8.5"),),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding for each domain and address."""
    for sender in facts.senders:
        if sender.identity.kind is IdentityKind.MAIL_FROM:
            yield Finding(
                rule=RULE,
                verdict=_verdict(sender),
                object=f"{sender.host.name} {sender.address} {sender.domain}",
                params={
                    "address": str(sender.address),
                    "host": sender.host.name,
                    "domain": sender.domain,
                    "result": sender.spf.result.value,
                },
                details=tuple(
                    text("{receivers} ({evidence})", receivers=text(profile.title), evidence=profile.evidence)
                    for profile in (SOFTFAIL_REFUSED, BOTH_REQUIRED)
                ),
                evidence=relevant(sender.spf.answers),
                next=text("hiyari plan shows the term to add"),
            )


def _verdict(sender: Sender) -> Verdict:
    if sender.unknown is not None:
        return sender.unknown
    return NearMiss() if sender.spf.result in {Result.SOFTFAIL, Result.NEUTRAL} else Pass()
