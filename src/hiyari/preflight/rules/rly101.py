"""RLY101  Hosts of one peer group are not alike to receivers: SPF, the kind of term, reverse names, HELO names.

A difference counts even where all of them pass, because it is what tips the balance one day (a host that passes by
``mx`` stops passing when it leaves the MX).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from hiyari.auth.spf.result import IdentityKind, Result, SpfResult
from hiyari.model.cause import Other
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Text, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import relevant
from hiyari.preflight.facts import Egress, Facts, Sender, addresses

RULE = Rule(
    id="RLY101",
    severity=Severity.DANGER,
    title=N_("receivers see the hosts of group {group} differently for {domain} over IPv{family}"),
    symptom=N_("Mail is refused at random: the same message goes through when it happens to take the other relay."),
    cause=N_(
        "SPF, the reverse name or the HELO name of one host has another standing than that of its peers, or they pass "
        "SPF by different kinds of terms."
    ),
    fix=N_("Give all hosts of the group the same standing, before load is shared between them."),
    lesson=N_("Peers must look alike to receivers; compare them with one another, not only each with the rules."),
    references=(Rfc(7208, "2.6"),),
)


_KIND = 1
"""The column of the deciding term, which is empty too where no term decided."""


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per group, domain and family that has two addresses or more."""
    groups: dict[tuple[str, str, int], list[Sender]] = defaultdict(list)
    for sender in facts.senders:
        if sender.host.peer_group and sender.identity.kind is IdentityKind.MAIL_FROM:
            groups[sender.host.peer_group, sender.domain, sender.address.version].append(sender)
    egresses = {egress.address: egress for egress in facts.egresses}
    for (group, domain, family), senders in groups.items():
        if len(senders) > 1:
            rows = [(sender, _standing(sender, egresses.get(sender.address))) for sender in senders]
            yield Finding(
                rule=RULE,
                verdict=_verdict([row for _, row in rows], senders),
                object=f"{group} {domain} IPv{family}",
                params={"group": group, "domain": domain, "family": family},
                details=tuple(_detail(sender, row) for sender, row in rows),
                evidence=relevant(answer for sender in senders for answer in sender.spf.answers),
                next=text("hiyari check {domain} names each address that does not pass (SPF101)", domain=domain),
            )


def _standing(sender: Sender, egress: Egress | None) -> tuple[str, str, str, str]:
    """SPF result, kind of term, reverse name, HELO name: each a word, empty where it is not known."""
    result = sender.spf.result
    known = "" if result is Result.TEMPERROR else result.value
    if egress is None:
        return known, _kind(sender.spf), "", ""
    verdict = egress.reverse_verdict
    reverse = "" if isinstance(verdict, Unknown) else N_("none") if not egress.pointer.records else _word(verdict)
    here = egress.address in addresses(egress.helo)
    return known, _kind(sender.spf), reverse, "" if egress.helo.lost else N_("its own") if here else N_("another")


def _word(verdict: Verdict) -> str:
    return N_("leads back") if isinstance(verdict, Pass) else N_("leads elsewhere")


def _kind(spf: SpfResult) -> str:
    """The kind of the term that decided in the domain's own record; addresses of both families count as one kind."""
    if spf.matched is None:
        return ""
    name = spf.matched.term.lstrip("+-~?").partition(":")[0].partition("/")[0].lower()
    return "address" if name in {"ip4", "ip6"} else name


def _detail(sender: Sender, row: tuple[str, str, str, str]) -> Text:
    result, kind, reverse, helo = (word or "?" for word in row)
    return text(
        "{host} {address}: SPF {result} by {kind}; reverse name: {reverse}; HELO address: {helo}",
        host=sender.host.name,
        address=str(sender.address),
        result=result,
        kind=kind,
        reverse=text(reverse),
        helo=text(helo),
    )


def _verdict(rows: list[tuple[str, str, str, str]], senders: list[Sender]) -> Verdict:
    """What is not known of one host neither makes it different nor alike."""
    columns = list(zip(*rows, strict=True))
    if any(len(set(column) - {""}) > 1 for column in columns):
        return NearMiss()
    if not any("" in column for index, column in enumerate(columns) if index != _KIND):
        return Pass()
    unknown = next((sender.unknown for sender in senders if sender.unknown is not None), None)
    return unknown or Unknown(cause=Other(sentence=text("a reverse name or a HELO address was not answered")))
