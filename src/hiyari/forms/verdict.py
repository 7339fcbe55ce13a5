"""What ought to be done with a file, from the five kinds of evidence about it. Pure.

The table is read from above; the first line that fits decides:

=============================  ==========  =====  =======
the file ...                   a visitor   used   action
                               can abuse
=============================  ==========  =====  =======
is malware                     any         any    REMOVE
is not run, its source shown   any         any    REMOVE, FIX
is not run, nobody gets it     any         any    KEEP
has no URL that is known       no          any    KEEP
has no URL that is known       yes, ?      any    WATCH
nothing links to it            any         no     REMOVE
asks for a password            yes         any    WATCH
any                            yes         any    FIX
any                            unknown     any    WATCH
was probed lately              no          any    WATCH
nothing is known to link       no          no, ?  WATCH
is linked                      no          no     WATCH
is linked or used              no          yes,?  KEEP
=============================  ==========  =====  =======

What is not used must not be usable: a file that nobody links to and nobody uses goes, even when it was judged safe.
"Unused" is only said of a log that covers enough days; anything less is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hiyari.forms.evidence import Ability, Action, Evidence, Judged, Linked, Proof, Runs, Shown
from hiyari.model.text import Text, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How much time decides."""

    unused: timedelta = timedelta(days=30)
    """A log that covers this much without a use proves that a file is not used."""
    lately: timedelta = timedelta(days=90)
    """Probes that are older are history."""
    late: timedelta = timedelta(days=7)
    """A log that ended longer ago does not tell who uses a file now."""


class Abuse(StrEnum):
    """Whether a stranger can abuse a file, as far as source and sandbox tell."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Used(StrEnum):
    """Whether somebody uses a file."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def abuse(evidence: Evidence) -> Abuse:
    """Whether a stranger can abuse it. A confirmation outweighs the source only when it found something.

    A sandbox that caught nothing has not tried everything: what the source shows stays.
    """
    proof = evidence.confirmation
    if evidence.reading.flows or (proof is not None and proof.proof is Proof.CONFIRMED):
        return Abuse.YES
    return Abuse.UNKNOWN if evidence.reading.blind else Abuse.NO


def used(evidence: Evidence, at: datetime, policy: Policy) -> Used:
    """Whether it is used, as far as access logs tell."""
    use = evidence.use
    if use.last_use is not None and at - use.last_use <= policy.unused:
        return Used.YES
    if use.why is not None or use.since is None or at - use.since < policy.unused:
        return Used.UNKNOWN
    if use.until is None or at - use.until > policy.late:
        return Used.UNKNOWN
    return Used.NO


def judge(evidence: Evidence, at: datetime, policy: Policy | None = None) -> Judged:
    """Say what ought to be done, and why.

    Args:
        evidence: Everything that is known of the file.
        at: Now.
        policy: How much time decides.
    """
    action, reason = _decide(evidence, at, policy or Policy())
    return Judged(evidence=evidence, action=action, reason=reason)


def _decide(evidence: Evidence, at: datetime, policy: Policy) -> tuple[Action, Text]:
    early = _whatever_it_can_do(evidence)
    if early is not None:
        return early
    can, use, linked = abuse(evidence), used(evidence, at, policy), evidence.links.linked
    if linked is Linked.NO and use is Used.NO:
        return Action.REMOVE, _forgotten(can)
    if can is Abuse.YES and evidence.file.guarded is not None:
        return Action.WATCH, text(
            "{guard} Whoever is let in can {what}.", guard=evidence.file.guarded, what=_possible(evidence)
        )
    if can is Abuse.YES:
        return Action.FIX, _fix(evidence, use)
    if can is Abuse.UNKNOWN:
        return Action.WATCH, text("It sends mail, and part of it was not understood: {why}.", why=_blind(evidence))
    return _safe(evidence, use, at, policy)


def _whatever_it_can_do(evidence: Evidence) -> tuple[Action, Text] | None:
    """What malware, old copies and files without a visitor are, before anybody asks what they can do."""
    file, family = evidence.file, evidence.family
    if family is not None and family.malware:
        return Action.REMOVE, text("It is malware ({name}), not a form. Find out how it came here.", name=family.name)
    if file.runs is Runs.NO:
        return _not_run(evidence)
    if file.url is not None:
        return None
    if abuse(evidence) is Abuse.NO:
        return Action.KEEP, text("No URL is known to lead to it.")
    return Action.WATCH, text("No URL is known to lead to it. If one does, strangers may abuse it.")


def _not_run(evidence: Evidence) -> tuple[Action, Text]:
    """A file that the server does not run mails nobody; it may still be sent as it is, with what stands in it."""
    file = evidence.file
    if file.url is None or file.shown is Shown.NO:
        if evidence.use.uses:
            why = text(
                "{why} But the access log shows that it was used: one of both is not of this site.", why=file.because
            )
            return Action.WATCH, why
        return Action.KEEP, text("The web server does not run it. {why}", why=file.because)
    if file.shown is Shown.UNKNOWN:
        if file.copy:
            return Action.REMOVE, text("It is an old copy: the web server does not run it, and may show its source.")
        return Action.WATCH, text("The web server does not run it, and may show its source. {why}", why=file.because)
    if file.copy or evidence.links.linked is Linked.NO:
        return Action.REMOVE, text("The web server does not run it, and shows its source to whoever asks.")
    return Action.FIX, text("The web server shows its source to whoever asks, instead of running it.")


def _forgotten(can: Abuse) -> Text:
    match can:
        case Abuse.YES:
            return text("Nothing links to it, nobody uses it, and strangers can send mail through it.")
        case Abuse.UNKNOWN:
            return text("Nothing links to it and nobody uses it. It can send mail.")
        case Abuse.NO:
            return text("Nothing links to it and nobody uses it. No abuse was found, but what is not used should go.")


def _fix(evidence: Evidence, use: Used) -> Text:
    what = _possible(evidence)
    match evidence.links.linked, use:
        case _, Used.YES:
            return text("It is in use, and a stranger can {what}.", what=what)
        case Linked.YES, _:
            return text("Pages link to it, and a stranger can {what}.", what=what)
        case Linked.NO, _:
            return text("A stranger can {what}. Nothing links to it; whether it is used is not known.", what=what)
        case _:
            return text("A stranger can {what}. Whether anything links to it is not known.", what=what)


def _safe(evidence: Evidence, use: Used, at: datetime, policy: Policy) -> tuple[Action, Text]:
    probe, linked = evidence.use.last_probe, evidence.links.linked
    if probe is not None and at - probe <= policy.lately:
        return Action.WATCH, text("No abuse was found, but strangers probed it, last at {when}.", when=probe)
    match linked, use:
        case _, Used.YES:
            return Action.KEEP, text("It is used, and no way to abuse it was found.")
        case Linked.YES, Used.UNKNOWN:
            return Action.KEEP, text(
                "Pages link to it, and no way to abuse it was found. Whether it is used is not known."
            )
        case Linked.YES, Used.NO:
            return Action.WATCH, text("Pages link to it, no way to abuse it was found, and nobody uses it.")
        case Linked.NO, _:
            return Action.WATCH, text(
                "Nothing links to it; whether it is used is not known. No way to abuse it was found."
            )
        case _:
            return Action.WATCH, text("No way to abuse it was found. Whether anything links to it is not known.")


_WHAT = {
    Ability.COMMAND: text("run commands on this host"),
    Ability.RECIPIENT: text("send mail to any address"),
    Ability.HEADER: text("add header lines, and so recipients"),
    Ability.AUTOREPLY: text("have mail with their own text sent to anybody"),
}
"""The worst first."""


def abilities(evidence: Evidence) -> frozenset[Ability]:
    """What the source shows and what the sandbox showed."""
    caught = evidence.confirmation.caught if evidence.confirmation is not None else ()
    return evidence.reading.abilities | {one.ability for one in caught}


def _possible(evidence: Evidence) -> Text:
    able = abilities(evidence)
    return next(what for ability, what in _WHAT.items() if ability in able)


def _blind(evidence: Evidence) -> Text:
    return evidence.reading.blind[0].why
