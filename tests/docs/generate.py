"""Writes the pages that are made from the program itself: the rules and the help texts."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.testing import CliRunner

from hiyari.cli.exit import MEANING
from hiyari.cli.explain import explain
from hiyari.cli.main import cli
from hiyari.cli.rulebook import all_rules
from hiyari.locale.translate import Translator
from tests.docs.ledger_page import ledger_page

_NAGIOS = """`--format nagios` uses the plugin codes instead: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. A code that stands
nowhere here means failure."""
DOCS = Path(__file__).parents[2] / "docs"


def pages() -> dict[str, str]:
    """Each generated page by its file name."""
    return {
        "rules.md": _rules("en"),
        "rules.ja.md": _rules("ja"),
        "cli.md": _cli(),
        "exit-codes.md": _codes(),
        "ledger.md": ledger_page(),
    }


def _rules(language: str) -> str:
    words = Translator(language)
    parts = [f"## {rule.id}\n\n```text\n{explain(rule, words, 100)}\n```\n" for rule in all_rules()]
    return "\n".join([f"# {'Rules' if language == 'en' else '規則'}\n", *parts])


def _cli() -> str:
    parts = [f"## {' '.join(['hiyari', *words])}\n\n```text\n{_help(words)}```\n" for words in _commands()]
    return "\n".join(["# Commands\n", *parts])


def _codes() -> str:
    words = Translator("en")
    rows = [f"| {code.value} | {words.message(meaning)} |" for code, meaning in MEANING.items()]
    return "\n".join(["# Exit codes\n", "| code | meaning |", "| --- | --- |", *rows, "", _NAGIOS, ""])


def _commands() -> list[list[str]]:
    return _below(cli, [])


def _below(command: click.Command, words: list[str]) -> list[list[str]]:
    found = [words]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in sorted(command.list_commands(context)):
            each = command.get_command(context, name)
            assert each is not None
            found += _below(each, [*words, name])
    return found


def _help(words: list[str]) -> str:
    result = CliRunner(env={"LANGUAGE": "en", "LANG": "C", "LC_ALL": "C"}).invoke(
        cli, [*words, "--help"], prog_name="hiyari", terminal_width=80
    )
    return result.output


if __name__ == "__main__":
    for name, page in pages().items():
        (DOCS / name).write_text(page, encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")
