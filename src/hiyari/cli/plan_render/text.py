"""A plan for a terminal or a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import click

from hiyari.cli.plan_render.words import kind
from hiyari.cli.render.fold import columns, width, wrap
from hiyari.locale.translate import Translator, printable
from hiyari.model.plan import Plan, Review, RrsetEdit, Stage, Step
from hiyari.model.text import Text, ntext, text

_INDENT = " " * 4


def as_text(plan: Plan, words: Translator) -> str:
    """Steps, the three states, what is in the way, one summary line, and what to do next."""
    most = width()
    lines = [_bold(words.render(text("Plan for {target}", target=plan.target))), ""]
    for number, step in enumerate(plan.steps, 1):
        lines.extend([*_step(number, step, words, most), ""])
    lines.extend(_forecasts(plan, words))
    for heading, sentences in (
        (text("In the way:"), plan.obstacles),
        (text("Unknown:"), plan.unknowns),
        (text("Note:"), plan.notes),
    ):
        for sentence in sentences:
            lines.extend(wrap(f"{words.render(heading)} {words.render(sentence)}", most, "", _INDENT))
    lines.extend(["", *wrap(summary(plan, words), most, "", _INDENT)])
    following = next_step(plan)
    if following is not None:
        lines.append(words.render(following))
    return "\n".join(lines)


def summary(plan: Plan, words: Translator) -> str:
    """The counts in one line."""
    counts = (
        ntext("{count} step", "{count} steps", len(plan.steps)),
        ntext("{count} DNS change", "{count} DNS changes", len(plan.edits)),
        ntext("{count} in the way", "{count} in the way", len(plan.obstacles)),
        ntext("{count} unknown", "{count} unknown", len(plan.unknowns)),
    )
    return " · ".join(words.render(count) for count in counts)


def next_step(plan: Plan) -> Text | None:
    """The command that does the next stage, or what is left to do."""
    stage = plan.edits[0][0] if plan.edits else None
    if stage in {Stage.CLOSE, Stage.WITHDRAW}:
        return text(
            "When the waiting times above are over: hiyari apply --digest {digest} --stage {stage}",
            digest=plan.digest,
            stage=stage.value,
        )
    if stage is not None:
        return text("Next: hiyari apply --digest {digest}", digest=plan.digest)
    if not plan.steps and not plan.obstacles and not plan.unknowns:
        return text("Nothing is to be done: DNS is as the inventory wants it.")
    return None


def _step(number: int, step: Step, words: Translator, most: int) -> Iterator[str]:
    stage = f" ({step.stage.value})" if step.stage else ""
    head = f"{number:>2}  {kind(step, words)}{stage}"
    yield from wrap(f"{_bold(head)}  {words.render(step.title)}", most, "", _INDENT)
    match step.action:
        case RrsetEdit() as edit:
            yield from edit_lines(edit)
        case Review(lines=lines):
            yield from (f"{_INDENT}| {line}" for line in lines)
        case _:
            pass
    reasons = step.reasons[:4]
    for reason in reasons:
        yield from wrap(words.render(text("Why: {reason}", reason=reason)), most, _INDENT, _INDENT)
    if len(step.reasons) > len(reasons):
        more = len(step.reasons) - len(reasons)
        yield _INDENT + words.render(ntext("and {count} more", "and {count} more", more))
    if step.without is not None:
        yield from wrap(words.render(text("Without it: {hurt}", hurt=step.without)), most, _INDENT, _INDENT)


def edit_lines(edit: RrsetEdit) -> Iterator[str]:
    """The old and the new records under each other, what differs marked in front; a record is never folded."""
    stay = [rdata for rdata in edit.before if rdata in edit.after]
    for mark, rdatas, colour in (("-", edit.before, "red"), (" ", stay, None), ("+", edit.after, "green")):
        for rdata in rdatas:
            if mark == " " or rdata not in stay:
                line = f"{_INDENT}{mark} {edit.ttl} {edit.rdtype} {printable(rdata, 5000)}"
                yield click.style(line, fg=colour) if colour and _is_coloured() else line


def _forecasts(plan: Plan, words: Translator) -> Iterator[str]:
    """Senders whose answer changes, as a table; those that stay as they are are counted."""
    moving = [cast for cast in plan.forecasts if {cast.now, *cast.during} != {cast.after}]
    if moving:
        heads = [words.render(head) for head in (text("sender"), text("now"), text("meanwhile"), text("after"))]
        rows = [heads, *([cast.sender, cast.now, " | ".join(cast.during), cast.after] for cast in moving[:40])]
        sizes = [max(columns(row[index]) for row in rows) for index in range(4)]
        for row in rows:
            cells = (cell + " " * (size - columns(cell)) for cell, size in zip(row, sizes, strict=True))
            yield "  ".join(cells).rstrip()
        if len(moving) > 40:
            yield words.render(ntext("and {count} more", "and {count} more", len(moving) - 40))
    still = len(plan.forecasts) - len(moving)
    if still:
        sentence = ntext("{count} sender stays as it is", "{count} senders stay as they are", still)
        yield words.render(sentence)


def _is_coloured() -> bool:
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return not plain and (sys.stdout.isatty() or "FORCE_COLOR" in os.environ)


def _bold(line: str) -> str:
    return click.style(line, bold=True) if _is_coloured() else line
