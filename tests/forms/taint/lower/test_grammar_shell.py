"""Every kind of node in the shell's grammar has a meaning, stands inside one that has, or carries no value."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.lower.shell.statements import KINDS
from hiyari.forms.taint.lower.shell.text import GROUPS
from hiyari.forms.taint.lower.shell.words import EXPANSIONS
from tests.forms.taint.lower.kinds import kinds

WORDS: Final = frozenset(
    ["raw_string", "ansi_c_string", "string", "translated_string", "concatenation", "command_name", "array"]
)
PARTS: Final = {
    "command": "word number brace_expression variable_name special_variable_name subscript file_descriptor",
    "string": "string_content",
    "redirection": """file_redirect heredoc_redirect herestring_redirect heredoc_start heredoc_body heredoc_content
        heredoc_end""",
    "case": "case_item extglob_pattern regex",
    "test": "binary_expression unary_expression parenthesized_expression test_operator",
    "file": "program",
}
"""Kinds that whatever they stand in looks at itself."""
IGNORED: Final = {
    "comment": "carries no value",
    "postfix_expression": "arithmetic gives a number; what it counts is not known afterwards",
    "ternary_expression": "arithmetic gives a number",
    "unset_command": "what is unset is taken to stay: nothing is lost",
}


def test_every_kind_of_node_was_decided_about() -> None:
    """A kind that a new grammar brings fails here, until somebody says what it means."""
    inside = {one for names in PARTS.values() for one in names.split()}
    assert not kinds("tree_sitter_bash") - {*KINDS, *GROUPS, *EXPANSIONS, *WORDS, *inside, *IGNORED, "ERROR"}
