"""A plan as text, JSON, Markdown, and as files that DNS tools take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hiyari.cli.plan_render.bind import as_bind
from hiyari.cli.plan_render.json import as_json
from hiyari.cli.plan_render.markdown import as_markdown
from hiyari.cli.plan_render.nsupdate import as_nsupdate
from hiyari.cli.plan_render.octodns import as_octodns
from hiyari.cli.plan_render.text import as_text
from hiyari.locale.translate import Translator
from hiyari.model.plan import Plan, RrsetEdit, Stage

PEOPLE: Final[dict[str, Callable[[Plan, Translator], str]]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
}
"""The whole plan."""
TOOLS: Final[dict[str, Callable[[tuple[RrsetEdit, ...]], str]]] = {
    "bind": as_bind,
    "octodns": as_octodns,
    "nsupdate": as_nsupdate,
}
"""The DNS changes of one stage."""


def first_stage(plan: Plan) -> Stage | None:
    """The stage to be done next."""
    return plan.edits[0][0] if plan.edits else None


def edits_of(plan: Plan, stage: Stage | None) -> tuple[RrsetEdit, ...]:
    """The DNS changes of a stage."""
    return tuple(edit for of, edit in plan.edits if of is stage)
