"""``hiyari forms remove``: shows what would be moved out of the web site; does it by the digest."""

from __future__ import annotations

import click

from hiyari.cli.acting import SHORTEST, read_digest
from hiyari.cli.exit import ExitCode
from hiyari.cli.forms.again import command_of, undo_words
from hiyari.cli.forms.gone import HostRules, rules_by_host, rules_value, show_rules
from hiyari.cli.forms.keeping import moving, settled_value, show_settled
from hiyari.cli.forms.remove_text import show_done, show_how, show_plan
from hiyari.cli.forms.remove_value import plan_value, removal_value
from hiyari.cli.forms.removing import Asked, Drawn, draw
from hiyari.cli.forms.sources import FormOptions, form_options
from hiyari.cli.forms.written import write_envelope
from hiyari.cli.messages import translator
from hiyari.cli.paper import FORMS, Paper
from hiyari.forms.removal.manifest import Item
from hiyari.forms.removal.moving import remove
from hiyari.forms.removal.removal import Removal
from hiyari.locale.shell import command_line
from hiyari.model.error import ActionError, SafetyError
from hiyari.model.text import text


@click.command("remove")
@click.argument("files", nargs=-1, required=True, metavar="FILE ...")
@click.option("--digest", metavar="DIGEST", help="Do it: the digest that the same command showed without it.")
@click.option("--to", metavar="FOLDER", help="Where removed files are kept; else beside the state.")
@click.option("--although-used", is_flag=True, help="Move files that somebody uses too.")
@click.option("--although-use-unknown", "although_unknown", is_flag=True, help="Move files too whose use is not known.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@form_options(named=False)
def command(options: FormOptions, digest: str | None, form: str, **asked: object) -> int:
    """Move FILE out of the web site, so that nobody can use it any more; hiyari forms undo puts it back.

    Shows the plan first, and does it with its digest. Refuses files that somebody used within --unused-days. Exit code
    4: something is in the way or the plan is another one by now, and nothing was moved. 5: begun and not finished.
    """
    wanted = Asked(**asked)  # type: ignore[arg-type]
    given = read_digest(digest) if digest is not None else None
    drawn = draw(wanted, options)
    if given is None:
        return _show(drawn, wanted, options, form)
    return _do(drawn, given, undo_words(wanted, options), form)


def _show(drawn: Drawn, asked: Asked, options: FormOptions, form: str) -> int:
    plan = drawn.plan
    how = command_of(asked, options, plan.digest) if not plan.obstacles else None
    if form == "json":
        value = plan_value(drawn, translator()) | {"command": None if how is None else command_line(how)}
        _write_json(drawn, plan=value)
    else:
        paper = Paper()
        show_settled(paper, drawn.recovered)
        show_plan(paper, drawn)
        if how is not None:
            paper.gap()
            paper.say(text("Digest: {digest}", digest=plan.digest))
            show_how(paper, how)
        paper.write()
    if plan.obstacles:
        raise SafetyError(
            text("Nothing is moved as long as something is in the way. Mend it, or leave those files out.")
        )
    return ExitCode.FINE


def _do(drawn: Drawn, digest: str, undo: list[str], form: str) -> int:
    paper, moved = Paper(), list[Item]()

    def tell(item: Item) -> None:
        moved.append(item)
        if form == "text":
            paper.say(text("{path} was moved.", path=item.path))
            paper.write()

    if form == "text":
        show_settled(paper, drawn.recovered)
    try:
        removal = remove(drawn.plan, digest, moving(), tell)
    except ActionError:
        if form == "text":
            # What is gone is gone, whatever became of the others.
            show_rules(paper, _rules(moved))
            paper.write()
        raise
    rules, back = _rules(moved), [*undo, removal.manifest.id]
    if form == "json":
        _write_done(drawn, removal, rules, back)
    else:
        show_done(paper, removal, rules, back)
        paper.write()
    return ExitCode.FINE


def _rules(moved: list[Item]) -> tuple[HostRules, ...]:
    return rules_by_host(item.url for item in moved if item.url is not None)


def _write_done(drawn: Drawn, removal: Removal, rules: tuple[HostRules, ...], undo: list[str]) -> None:
    words = translator()
    _write_json(
        drawn,
        done=len(removal.manifest.items),
        plan=plan_value(drawn, words),
        removal=removal_value(removal),
        rules=rules_value(rules, words),
        undo=command_line(undo),
    )


def _write_json(drawn: Drawn, done: int | None = None, **parts: object) -> None:
    plan = drawn.plan
    summary = {
        "files": len(plan.steps),
        "obstacles": len(plan.obstacles),
        "digest": plan.digest[:SHORTEST],
        "done": done,
    }
    write_envelope("forms remove", summary, settled=settled_value(drawn.recovered), **parts)
