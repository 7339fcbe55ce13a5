"""The table of what ought to be done with a file holds in every cell, and not knowing is never taken for fine."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from hiyari.forms.evidence import (
    Ability,
    Action,
    Caught,
    Confirmation,
    Evidence,
    Family,
    Linked,
    LinkFacts,
    Proof,
    Reading,
    Runs,
    Shown,
    UseFacts,
)
from hiyari.forms.verdict import Abuse, Policy, Used, abuse, judge, used
from hiyari.model.text import text
from tests.forms.making import HIDDEN, LINKED, LONG_AGO, NO_LOG, NOW, ORPHAN, UNUSED, USED, evidence, file, reading

SAFE, OPEN, LOST = reading(), reading(Ability.RECIPIENT), reading(blind=True)
R, F, W, K = Action.REMOVE, Action.FIX, Action.WATCH, Action.KEEP
TABLE = {
    # links:            used:    SAFE OPEN LOST
    (Linked.NO, Used.NO): (R, R, R),
    (Linked.NO, Used.UNKNOWN): (W, F, W),
    (Linked.NO, Used.YES): (K, F, W),
    (Linked.YES, Used.NO): (W, F, W),
    (Linked.YES, Used.UNKNOWN): (K, F, W),
    (Linked.YES, Used.YES): (K, F, W),
    (Linked.UNKNOWN, Used.NO): (W, F, W),
    (Linked.UNKNOWN, Used.UNKNOWN): (W, F, W),
    (Linked.UNKNOWN, Used.YES): (K, F, W),
}
LINKS = {Linked.NO: ORPHAN, Linked.YES: LINKED, Linked.UNKNOWN: HIDDEN}
USES = {Used.NO: UNUSED, Used.YES: USED, Used.UNKNOWN: NO_LOG}


@pytest.mark.parametrize(("linked", "use"), sorted(product(Linked, Used)))
@pytest.mark.parametrize("column", range(3), ids=("safe", "open", "lost"))
def test_every_cell_of_the_table(linked: Linked, use: Used, column: int) -> None:
    """Links, use and ability decide together, as the table says."""
    seen = evidence(links=LINKS[linked], use=USES[use], reading=(SAFE, OPEN, LOST)[column])
    assert judge(seen, NOW).action is TABLE[linked, use][column]


@pytest.mark.parametrize("links", LINKS.values())
@pytest.mark.parametrize("use", USES.values())
def test_an_abusable_file_that_runs_is_never_kept_or_only_watched(links: LinkFacts, use: UseFacts) -> None:
    """What strangers can abuse is mended or goes, whoever links to it."""
    for ability in Ability:
        seen = evidence(links=links, use=use, reading=reading(ability))
        assert judge(seen, NOW).action in {Action.FIX, Action.REMOVE}


def test_a_log_of_a_week_does_not_prove_that_nobody_uses_it() -> None:
    """Unused is only said of a log that covers the policy's time."""
    week = UseFacts(since=NOW - timedelta(days=7), until=NOW)
    assert used(evidence(use=week), NOW, Policy()) is Used.UNKNOWN
    assert judge(evidence(use=week, links=ORPHAN), NOW).action is Action.WATCH


def test_a_log_with_gaps_does_not_prove_it_either() -> None:
    """A reason not to know stays one, whatever the log covers."""
    gaps = UseFacts(since=LONG_AGO, until=NOW, why=text("the log has gaps"))
    assert used(evidence(use=gaps), NOW, Policy()) is Used.UNKNOWN


def test_what_was_used_last_year_is_not_used() -> None:
    """A use that is older than the policy's time does not count."""
    old = UseFacts(since=LONG_AGO, until=NOW, uses=9, last_use=NOW - timedelta(days=200))
    assert judge(evidence(use=old, links=ORPHAN), NOW).action is Action.REMOVE


def test_probes_of_late_make_a_safe_file_watched_and_old_ones_do_not() -> None:
    """A probe is a warning for a season."""
    for days, action in ((3, Action.WATCH), (300, Action.KEEP)):
        when = NOW - timedelta(days=days)
        use = UseFacts(since=LONG_AGO, until=NOW, uses=1, last_use=NOW, probes=4, last_probe=when)
        assert judge(evidence(use=use), NOW).action is action


@pytest.mark.parametrize(
    ("shown", "copy", "links", "action"),
    [
        (Shown.YES, False, ORPHAN, Action.REMOVE),
        (Shown.YES, True, LINKED, Action.REMOVE),
        (Shown.YES, False, LINKED, Action.FIX),
        (Shown.UNKNOWN, True, LINKED, Action.REMOVE),
        (Shown.UNKNOWN, False, LINKED, Action.WATCH),
        (Shown.NO, True, ORPHAN, Action.KEEP),
    ],
)
def test_what_is_not_run_stays_only_when_nobody_gets_it(
    shown: Shown, copy: bool, links: LinkFacts, action: Action
) -> None:
    """A script whose source is sent goes or is mended; one that is refused harms nobody; not known is not fine."""
    script = file(runs=Runs.NO, shown=shown, copy=copy, because=text("It is not run."))
    assert judge(evidence(file=script, reading=OPEN, links=links, use=UNUSED), NOW).action is action


def test_a_refused_file_that_the_log_shows_in_use_is_looked_at() -> None:
    """Configuration and log contradict each other: neither is believed."""
    script = file(runs=Runs.NO, shown=Shown.NO, because=text("It is refused."))
    assert judge(evidence(file=script, use=USED), NOW).action is Action.WATCH


def test_behind_a_password_there_is_no_stranger() -> None:
    """Abuse by those who are let in is looked at, and never called a stranger's."""
    judged = judge(evidence(file=file(guarded=text("Visitors need a password.")), reading=OPEN), NOW)
    assert judged.action is Action.WATCH
    assert "let in" in judged.reason.message


def test_malware_goes_whatever_else_is_known() -> None:
    """Malware is not judged as a form."""
    shell = Family(name="mass mailer", version=None, note=text("It sends."), malware=True)
    assert judge(evidence(family=shell), NOW).action is Action.REMOVE


def test_a_confirmation_adds_and_a_clearance_takes_nothing_away() -> None:
    """The sandbox proves abuse; that it caught nothing proves nothing."""
    caught = Caught(ability=Ability.HEADER, field="name", where="Bcc", breaks="LF", shown="Bcc: x")
    assert abuse(_confirmed(SAFE, Proof.CONFIRMED, caught)) is Abuse.YES
    assert abuse(_confirmed(OPEN, Proof.CLEARED)) is Abuse.YES
    assert abuse(_confirmed(LOST, Proof.CLEARED)) is Abuse.UNKNOWN
    assert "header lines" in judge(_confirmed(SAFE, Proof.CONFIRMED, caught), NOW).reason.params["what"].message  # type: ignore[union-attr]


def test_the_worst_ability_is_named() -> None:
    """A file that can run commands and be made to answer is told for the commands."""
    judged = judge(evidence(reading=reading(Ability.AUTOREPLY, Ability.COMMAND)), NOW)
    assert "run commands" in judged.reason.params["what"].message  # type: ignore[union-attr]


def _confirmed(read: Reading, proof: Proof, *caught: Caught) -> Evidence:
    shown = Confirmation(path="/var/www/form.php", sha256="0" * 64, at=NOW, proof=proof, caught=caught)
    return evidence(reading=read, confirmation=shown)
