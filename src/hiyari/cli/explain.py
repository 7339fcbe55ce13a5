"""``hiyari explain``: what a rule means, and what the exit codes mean."""

from __future__ import annotations

import click

from hiyari.cli.exit import MEANING
from hiyari.cli.messages import translator
from hiyari.cli.render.fold import width, wrap
from hiyari.cli.rulebook import all_rules
from hiyari.locale.translate import Translator
from hiyari.model.error import UserError
from hiyari.model.rule import Rule
from hiyari.model.text import N_, text

_CHAPTERS = (
    (N_("Symptom"), "symptom"),
    (N_("Cause"), "cause"),
    (N_("Fix"), "fix"),
    (N_("Lesson"), "lesson"),
)


@click.command()
@click.argument("topic", metavar="RULE|exit-codes")
def command(topic: str) -> int:
    """Explain a rule: symptom, cause, fix and lesson; or the exit codes."""
    words = translator()
    if topic == "exit-codes":
        for code, meaning in MEANING.items():
            click.echo(f"{code.value:>3}  {words.message(meaning)}")
        return 0
    rules = {rule.id: rule for rule in all_rules()}
    rule = rules.get(topic.upper())
    if rule is None:
        sentence = text(
            '"{topic}" is no rule. There are {rules}; and exit-codes.', topic=topic, rules=tuple(sorted(rules))
        )
        raise UserError(sentence)
    click.echo(explain(rule, words, width()))
    return 0


def explain(rule: Rule, words: Translator, most: int) -> str:
    """The page of one rule, in so many columns."""
    lines = [f"{rule.id}  {words.message(rule.title)}"]
    for heading, name in _CHAPTERS:
        lines += ["", words.message(heading), *wrap(words.message(getattr(rule, name)), most, "  ", "  ")]
    lines += ["", ", ".join(str(reference) for reference in rule.references)]
    return "\n".join(lines)
