"""RLY101  Hosts of one peer group are answered differently: receivers take the mail of one and not of the other.

Compared per domain, identity and address family, because a host without IPv6 is not different for that. Unknown when
a result of the group is temperror; two results that differ are a near miss even when both are refusals of a kind.
"""

from __future__ import annotations

from collections import defaultdict
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
    id="RLY101",
    severity=Severity.DANGER,
    title=N_("receivers answer the hosts of group {group} differently for {domain} over IPv{family}"),
    symptom=N_("Mail is refused at random: the same message goes through when it happens to take the other relay."),
    cause=N_("SPF gives another result for the address of one host than for its peers."),
    fix=N_("Give all hosts of the group the same standing in SPF, before load is shared between them."),
    lesson=N_("Peers must look alike to receivers; compare them with one another, not only each with the rules."),
    references=(Rfc(7208, "2.6"),),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per group, domain and family that has two addresses or more."""
    groups: dict[tuple[str, str, int], list[Sender]] = defaultdict(list)
    for sender in facts.senders:
        if sender.host.peer_group and sender.identity.kind is IdentityKind.MAIL_FROM:
            groups[sender.host.peer_group, sender.domain, sender.address.version].append(sender)
    for (group, domain, family), senders in groups.items():
        if len(senders) > 1:
            yield Finding(
                rule=RULE,
                verdict=_verdict(senders),
                object=f"{group} {domain} IPv{family}",
                params={"group": group, "domain": domain, "family": family},
                details=tuple(
                    text(
                        "{host} {address}: {result}",
                        host=sender.host.name,
                        address=str(sender.address),
                        result=sender.spf.result.value,
                    )
                    for sender in senders
                ),
                evidence=relevant(answer for sender in senders for answer in sender.spf.answers),
                next=text("hiyari check {domain} names each address that does not pass (SPF101)", domain=domain),
            )


def _verdict(senders: list[Sender]) -> Verdict:
    results = {sender.spf.result for sender in senders}
    if len(results - {Result.TEMPERROR}) > 1:
        return NearMiss()
    if Result.TEMPERROR in results:
        lost = next(sender.spf.problem for sender in senders if sender.spf.result is Result.TEMPERROR)
        return Unknown(cause=Other(sentence=lost.detail if lost else text("an answer was lost")))
    return Pass()
