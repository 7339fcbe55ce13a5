"""SPF101  An address that mail leaves from is not authorised by SPF.

Fires for each domain x egress address x identity whose evaluation is fail, softfail, neutral, none or permerror. A
HELO name without a record of its own is common and harmless, so *none* counts for the reverse-path only. Unknown when
a question on the way was lost: a receiver may then accept today and refuse tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.result import IdentityKind, Result
from hiyari.model.finding import Finding
from hiyari.model.inventory import HostState
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Text, text
from hiyari.model.verdict import NearMiss, Pass, Verdict
from hiyari.preflight.evidence import relevant
from hiyari.preflight.facts import Facts, Sender

RULE = Rule(
    id="SPF101",
    severity=Severity.DANGER,
    title=N_("{address} ({host}) may not send for {identity}"),
    symptom=N_(
        "Some receivers refuse the mail, and only when it leaves from this address. Test mail to lenient receivers "
        "goes through, and the other relays' logs show nothing but success."
    ),
    cause=N_(
        "The SPF record of the domain does not authorise the address. Receivers that verify SPF compare the address "
        "they see with the record; a relay that was added to MX, firewall and internal servers is still a stranger to "
        "them."
    ),
    fix=N_(
        "Add the address to the record that the domain publishes or includes, before all. Wait until the old record's "
        "TTL has passed, ask every authoritative name server, and only then send from the address."
    ),
    lesson=N_(
        "A relay is not in service before receivers know it. Put SPF, PTR and the HELO name on the list for a new "
        "relay, before the first mail."
    ),
    references=(Rfc(7208, "2.4"), Rfc(7208, "2.6"), Rfc(7208, "8.4")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding for every way that mail leaves; a HELO name is judged once per address."""
    seen = set()
    for sender in facts.senders:
        key = (sender.identity.domain, sender.address, sender.identity.kind)
        if key not in seen:
            seen.add(key)
            yield _judge(sender)


def _judge(sender: Sender) -> Finding:
    verdict = _verdict(sender)
    # A HELO name may be a declared domain too: the two are different objects.
    mark = " HELO" if sender.identity.kind is IdentityKind.HELO else ""
    return Finding(
        rule=RULE,
        verdict=verdict,
        object=f"{sender.host.name} {sender.address} {sender.identity.domain}{mark}",
        params={
            "address": str(sender.address),
            "host": sender.host.name,
            "identity": sender.identity.domain,
            "kind": sender.identity.kind.value,
            "result": sender.spf.result.value,
            "identities": _identities(sender),
        },
        details=tuple(_details(sender)) if isinstance(verdict, NearMiss) else (),
        evidence=relevant(sender.spf.answers),
        next=text(
            "hiyari spf {domain} --ip {address} shows every step; hiyari plan shows the edit",
            domain=sender.identity.domain,
            address=str(sender.address),
        ),
    )


def _identities(sender: Sender) -> tuple[str, ...]:
    """The identities that this answer is for."""
    also = (IdentityKind.HEADER_FROM.value,) if sender.in_header else ()
    return (sender.identity.kind.value, *also)


def _verdict(sender: Sender) -> Verdict:
    if sender.unknown is not None:
        return sender.unknown
    match sender.spf.result:
        case Result.PASS:
            return Pass()
        case Result.NONE if sender.identity.kind is IdentityKind.HELO:
            return Pass()
        case _:
            return NearMiss()


def _details(sender: Sender) -> Iterator[Text]:
    spf = sender.spf
    if sender.host.state is HostState.PLANNED:
        yield text("The host is planned: nobody is refused yet.")
    if sender.identity.kind is IdentityKind.HELO:
        yield text("Bounces leave with an empty reverse-path, and receivers then judge the HELO name.")
    elif sender.in_header:
        yield text("It counts for MAIL FROM, and for receivers that look at From: instead.")
    if spf.problem is not None:
        yield text("SPF result {result}: {problem}", result=spf.result.value, problem=spf.problem.detail)
    elif spf.matched is not None and spf.matched.term:
        yield text("SPF result {result}, by {term}", result=spf.result.value, term=spf.matched.term)
    else:
        yield text("SPF result {result}", result=spf.result.value)
