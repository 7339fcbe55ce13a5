"""``hiyari forms undo``: lists removals; shows what would be put back, and does it by the digest."""

from __future__ import annotations

from dataclasses import dataclass

import click

from hiyari.cli.acting import SHORTEST, read_digest
from hiyari.cli.exit import ExitCode
from hiyari.cli.forms.again import folder_words, place_words
from hiyari.cli.forms.gone import rules_by_host, rules_value
from hiyari.cli.forms.keeping import kept_at, moving, settled, settled_value, show_settled
from hiyari.cli.forms.named import refuse_empty
from hiyari.cli.forms.remove_text import show_how
from hiyari.cli.forms.remove_value import lying_value, removal_value
from hiyari.cli.forms.undo_text import show_list, show_restored, show_undo
from hiyari.cli.forms.undoing import Chosen, choose, kept_files, newest_first
from hiyari.cli.forms.written import write_envelope
from hiyari.cli.messages import say, translator
from hiyari.cli.paper import FORMS, Paper
from hiyari.cli.state import state_options
from hiyari.forms.removal.manifest import Item
from hiyari.forms.removal.recover import Recovered
from hiyari.forms.removal.removal import Listing, list_removals
from hiyari.forms.removal.restoring import undo
from hiyari.forms.removal.undo import UndoPlan, look_undo, plan_undo
from hiyari.locale.shell import command_line
from hiyari.model.error import SafetyError, UserError
from hiyari.model.text import text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What was asked for."""

    words: tuple[str, ...]
    last: bool
    make_folders: bool
    kept: str | None
    state: str | None
    config: str | None
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is kept, and what was settled just now."""

    base: str
    listing: Listing
    recovered: Recovered


@click.command("undo")
@click.argument("words", nargs=-1, metavar="[ID] [FILE ...]")
@click.option("--last", is_flag=True, help="The newest removal that can be undone.")
@click.option("--digest", metavar="DIGEST", help="Do it: the digest that the same command showed without it.")
@click.option("--make-folders", is_flag=True, help="Make folders that are gone again, as they were.")
@click.option("--from", "kept", metavar="FOLDER", help="Where removed files are kept; else beside the state.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@state_options
def command(digest: str | None, **asked: object) -> int:
    """Put back what hiyari forms remove took away: the removal ID, or only some FILEs of it.

    Without ID lists every removal; where only one can be undone, or with --last, that one is meant. Shows the plan
    first, and does it with its digest. Writes over nothing. Exit code 4: something is in the way or the plan is another
    one by now, and nothing was put back. 5: begun and not finished.
    """
    refuse_empty(asked)
    wanted = _Asked(**asked)  # type: ignore[arg-type]
    given = read_digest(digest) if digest is not None else None
    base, recovered = settled(kept_at(wanted.kept, wanted.state, wanted.config))
    known = _Known(base=base, listing=newest_first(list_removals(base)), recovered=recovered)
    chosen = choose(base, known.listing, wanted.words, last=wanted.last)
    if chosen is None:
        if given is not None:
            raise _which(known)
        return _list(known, wanted)
    plan = plan_undo(chosen.removal, look_undo(chosen.removal, chosen.paths), make_folders=wanted.make_folders)
    return _show(plan, chosen, known, wanted) if given is None else _do(plan, given, known, wanted)


def _which(known: _Known) -> UserError:
    if any(kept_files(one) for one in known.listing.removals):
        return UserError(text("Several removals can be undone. Write which: hiyari forms undo ID --digest DIGEST"))
    return UserError(text("There is nothing to put back in {base}. List removals: hiyari forms undo", base=known.base))


def _list(known: _Known, asked: _Asked) -> int:
    if asked.form == "json":
        _write_json(known, plan=None)
    else:
        paper = Paper()
        show_settled(paper, known.recovered)
        show_list(paper, known.listing, known.base)
        if any(kept_files(one) for one in known.listing.removals):
            paper.gap()
            paper.say(text("To see what would come back: hiyari forms undo ID"))
        paper.write()
    return _told(known)


def _told(known: _Known) -> int:
    """A removal that cannot be read may hold anything."""
    for problem in known.listing.problems:
        say(problem)
    return ExitCode.UNKNOWN if known.listing.problems or known.recovered.problems else ExitCode.FINE


def _show(plan: UndoPlan, chosen: Chosen, known: _Known, asked: _Asked) -> int:
    if not plan.steps:
        raise UserError(text("Removal {id} has nothing to put back.", id=plan.removal.manifest.id))
    how = _command(plan, chosen, asked) if not plan.obstacles else None
    if asked.form == "json":
        _write_json(known, plan=_plan_value(plan) | {"command": None if how is None else command_line(how)})
    else:
        paper = Paper()
        show_settled(paper, known.recovered)
        if not asked.words and not asked.last:
            show_list(paper, known.listing, known.base)
        show_undo(paper, plan)
        if how is not None:
            paper.gap()
            paper.say(text("Digest: {digest}", digest=plan.digest))
            show_how(paper, how)
        paper.write()
    if plan.obstacles:
        raise SafetyError(
            text("Nothing is put back as long as something is in the way. Mend it, or leave those files out.")
        )
    return _told(known)


def _command(plan: UndoPlan, chosen: Chosen, asked: _Asked) -> list[str]:
    words = ["hiyari", "forms", "undo", *folder_words("--from", asked.kept)]
    words += place_words("--config", asked.config) + place_words("--state", asked.state)
    words += ["--make-folders"] if asked.make_folders else []
    return [*words, "--digest", plan.digest[:SHORTEST], plan.removal.manifest.id, *chosen.paths]


def _do(plan: UndoPlan, digest: str, known: _Known, asked: _Asked) -> int:
    paper = Paper()

    def tell(item: Item) -> None:
        if asked.form == "text":
            paper.say(text("{path} is back.", path=item.path))
            paper.write()

    if asked.form == "text":
        show_settled(paper, known.recovered)
    restored = undo(plan, digest, moving(), tell)
    rules = rules_by_host(step.item.url for step in plan.steps if step.item.url is not None)
    if asked.form == "json":
        words = translator()
        _write_json(
            known,
            done=len(plan.steps),
            plan=_plan_value(plan),
            removal=removal_value(restored.removal),
            refused=[words.render(one) for one in restored.refused],
            rules=rules_value(rules, words),
        )
    else:
        show_restored(paper, restored, len(plan.steps), rules)
        paper.write()
    return ExitCode.FINE


def _plan_value(plan: UndoPlan) -> dict[str, object]:
    words = translator()
    return {
        "id": plan.removal.manifest.id,
        "digest": plan.digest,
        "files": [
            {
                "path": step.item.path,
                "url": step.item.url,
                "folders": [above.path for above in step.folders],
                **lying_value(step.item.lying),
            }
            for step in plan.steps
        ],
        "obstacles": [words.render(one) for one in plan.obstacles],
    }


def _write_json(known: _Known, done: int | None = None, **parts: object) -> None:
    removals = known.listing.removals
    summary = {
        "removals": len(removals),
        "undoable": sum(bool(kept_files(one)) for one in removals),
        "done": done,
    }
    words = translator()
    write_envelope(
        "forms undo",
        summary,
        settled=settled_value(known.recovered),
        problems=[words.render(one) for one in (*known.recovered.problems, *known.listing.problems)],
        removals=[removal_value(one) for one in removals],
        **parts,
    )
