"""A plan for a review comment or a ticket."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.cli.plan_render.text import summary
from hiyari.cli.plan_render.words import kind
from hiyari.cli.render.markdown import cell
from hiyari.locale.translate import Translator, printable
from hiyari.model.plan import Plan, Review, RrsetEdit, Step
from hiyari.model.text import text


def as_markdown(plan: Plan, words: Translator) -> str:
    """A numbered list with the records as diff blocks, and the three states as a table."""
    lines = [f"## {cell(words.render(text('Plan for {target}', target=plan.target)))}", ""]
    for number, step in enumerate(plan.steps, 1):
        lines.extend([*_step(number, step, words), ""])
    heads = (text("sender"), text("now"), text("meanwhile"), text("after"))
    lines.append("| " + " | ".join(words.render(head) for head in heads) + " |")
    lines.append("| --- | --- | --- | --- |")
    lines.extend(
        f"| {cell(cast.sender)} | {cast.now} | {', '.join(cast.during)} | {cast.after} |" for cast in plan.forecasts
    )
    lines.append("")
    lines.extend(f"* {cell(words.render(one))}" for one in (*plan.obstacles, *plan.unknowns, *plan.notes))
    lines.append(f"{summary(plan, words)} · `{plan.digest}`")
    return "\n".join(lines)


def _step(number: int, step: Step, words: Translator) -> Iterator[str]:
    yield f"{number}. **{kind(step, words)}** {cell(words.render(step.title))}"
    match step.action:
        case RrsetEdit() as edit:
            yield from ("", "   ```diff", *(f"   {line}" for line in _diff(edit)), "   ```", "")
        case Review(lines=lines):
            yield from ("", "   ```text", *(f"   {line}" for line in lines), "   ```", "")
        case _:
            pass
    for sentence in (*step.reasons, *((step.without,) if step.without else ())):
        yield f"   * {cell(words.render(sentence))}"


def _diff(edit: RrsetEdit) -> Iterator[str]:
    for mark, rdatas in (("-", edit.before), ("+", edit.after)):
        for rdata in rdatas:
            yield f"{mark} {edit.name}. {edit.ttl} IN {edit.rdtype} {printable(rdata, 5000)}".replace("```", "'''")
