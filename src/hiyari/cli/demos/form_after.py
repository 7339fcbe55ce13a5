"""The second half of ``hiyari demo form``: the form is found on disk, proven, taken away, and brought back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hiyari.cli.forms.found import one_file
from hiyari.cli.forms.looking import scan
from hiyari.cli.forms.scan_text import show_scan
from hiyari.cli.forms.show import show_confirmation
from hiyari.cli.forms.sources import FormOptions, sources_of
from hiyari.cli.paper import Paper
from hiyari.forms.confirm.confirm import ToConfirm, confirm
from hiyari.forms.evidence import Ability, Action, Confirmation, Proof, Scan
from hiyari.forms.removal.disuse import Policy
from hiyari.forms.removal.look import look
from hiyari.forms.removal.moving import Moving, remove
from hiyari.forms.removal.place import removal_place
from hiyari.forms.removal.plan import Mover, RemovalPlan, Wanted, plan_removal
from hiyari.forms.removal.restoring import undo
from hiyari.forms.removal.undo import look_undo, plan_undo
from hiyari.forms.scanning import Found
from hiyari.lab.form_accident import ADDRESS, ATTACKERS, Played
from hiyari.lab.form_around import attack, standing
from hiyari.lab.website_files import OLD_FORM
from hiyari.locale.translate import Translator
from hiyari.model.clock import system_clock
from hiyari.model.error import ActionError
from hiyari.model.text import Text, text

Tell = Callable[[Text], None]
_MOVING: Final = Moving(by="demo", clock=system_clock)


async def take_away(words: Translator, played: Played, place: Path, tell: Tell) -> None:
    """Find, prove, remove, attack again, undo; tells each step.

    Args:
        words: The reader's language.
        played: The night.
        place: Where the removed file is kept meanwhile, outside the web root.
        tell: Says a sentence.

    Raises:
        ActionError: It did not go as told.
    """
    form = str(played.site.file_of(OLD_FORM))
    tell(text("3. hiyari forms scan looks at the files, at what links to them, and at who uses them:"))
    options = FormOptions(config=str(played.inventory))
    judged, found = scan(sources_of(options))
    _write(words, lambda paper: show_scan(paper, judged, options, everything=False))
    tell(text("4. hiyari forms confirm runs the form in a sandbox, with addresses that nobody has:"))
    proof = confirm(ToConfirm(file=one_file(found, form)), at=system_clock())
    _write(words, lambda paper: show_confirmation(paper, proof))
    plan = _plan(judged, found, form, place)
    tell(text("5. hiyari forms remove moves it out of the web root, by the digest of the plan that was shown:"))
    _write(words, lambda paper: _show_plan(paper, plan))
    before = os.stat(form)  # noqa: PTH116 - what is compared below
    removed = remove(plan, plan.digest, _MOVING)
    status, left = await _try(played)
    tell(
        text(
            "6. The visitor of the night tries again. The web server answers {status}; mails that left: {count}.",
            status=status,
            count=left,
        )
    )
    again = plan_undo(removed, look_undo(removed))
    undo(again, again.digest, _MOVING)
    after = os.stat(form)  # noqa: PTH116
    tell(
        text("7. hiyari forms undo puts it back as it was, with its owner, rights and times, should somebody need it.")
    )
    same = (before.st_mode, before.st_uid, before.st_mtime_ns, before.st_size)
    if status < 400 or left or same != (after.st_mode, after.st_uid, after.st_mtime_ns, after.st_size):
        raise ActionError(text("The demo did not go as it should have. Report it with the output above."))
    _as_told(judged, proof, form)


def _write(words: Translator, fill: Callable[[Paper], None]) -> None:
    paper = Paper(words)
    fill(paper)
    paper.lines = ["", *(f"     {line}".rstrip() for line in paper.lines), ""]
    paper.write()


def _plan(judged: Scan, found: Found, form: str, place: Path) -> RemovalPlan:
    roots = [root.path for root in found.site.roots]
    evidence = next(one.evidence for one in judged.files if one.evidence.file.path == form)
    wanted = Wanted(path=form, url=evidence.file.url, scanned=evidence.sha256, use=evidence.use)
    mover = Mover(uid=os.geteuid(), groups=frozenset(os.getgroups()))
    kept = removal_place(place, roots, found.site.url_of)
    # The night is in the past of the demo's own clock; what the log says of the two months before it still counts.
    policy = Policy(although_unknown=True)
    return plan_removal([(wanted, look(form, roots))], kept, policy, mover, system_clock())


def _show_plan(paper: Paper, plan: RemovalPlan) -> None:
    for step in plan.steps:
        paper.say(text("{path} goes to {place}.", path=step.lying.path, place=plan.place.base))
    paper.say(text("Digest: {digest}", digest=plan.digest[:12]))


async def _try(played: Played) -> tuple[int, int]:
    async with standing(played.site, ADDRESS) as (site, left):
        return await attack(site, ATTACKERS[0]), len(left)


def _as_told(judged: Scan, proof: Confirmation, form: str) -> None:
    old = next(one for one in judged.files if one.evidence.file.path == form)
    proven = proof.proof is Proof.IMPOSSIBLE or any(one.ability is Ability.RECIPIENT for one in proof.caught)
    if old.action is not Action.REMOVE or not proven:
        raise ActionError(text("The demo did not go as it should have. Report it with the output above."))
