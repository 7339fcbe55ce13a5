"""Somebody has decided about every kind of node of Ruby's grammar: none is dropped because nobody knew of it."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.lower.ruby.definitions import DEFINITIONS
from hiyari.forms.taint.lower.ruby.expressions import EXPRESSIONS
from hiyari.forms.taint.lower.ruby.statements import STATEMENTS
from tests.forms.taint.lower.kinds import kinds

DECIDED: Final = {
    **dict.fromkeys(
        [
            "argument_list",
            "block",
            "block_argument",
            "block_parameter",
            "block_parameters",
            "do_block",
            "ensure",
            "rescue",
            "exceptions",
            "exception_variable",
            "escape_sequence",
            "forward_argument",
            "forward_parameter",
            "hash_splat_argument",
            "hash_splat_nil",
            "hash_splat_parameter",
            "heredoc_content",
            "heredoc_end",
            "interpolation",
            "keyword_parameter",
            "lambda_parameters",
            "left_assignment_list",
            "destructured_left_assignment",
            "destructured_parameter",
            "method_parameters",
            "optional_parameter",
            "pair",
            "program",
            "rest_assignment",
            "setter",
            "splat_parameter",
            "string_content",
            "superclass",
            "when",
            "elsif",
            "in",
            "operator",
            "pattern",
        ],
        "a part, which the node around it reads",
    ),
    **dict.fromkeys(
        [
            "alternative_pattern",
            "array_pattern",
            "as_pattern",
            "find_pattern",
            "hash_pattern",
            "in_clause",
            "keyword_pattern",
            "parenthesized_pattern",
            "expression_reference_pattern",
            "variable_reference_pattern",
            "if_guard",
            "unless_guard",
        ],
        "a pattern: its names take the parts of what it is asked of",
    ),
    **dict.fromkeys(
        ["character", "complex", "rational", "encoding", "file", "line"],
        "a literal: nothing of anybody's is in it",
    ),
    **dict.fromkeys(
        ["range", "splat_argument"],
        "may hold whatever its parts hold: the lowering's answer to what it has no meaning for",
    ),
}
"""Kinds without a meaning of their own, each with the reason."""


def _handled() -> set[str]:
    return {*EXPRESSIONS, *STATEMENTS, *DEFINITIONS}


def test_no_kind_of_node_is_unknown() -> None:
    """Every kind has a meaning, is read by the node around it, or is known to carry nothing."""
    assert kinds("tree_sitter_ruby") - _handled() - set(DECIDED) == set()


def test_the_table_names_kinds_that_exist() -> None:
    """What the table says of the grammar is true of the grammar, and of no kind that has a meaning by now."""
    assert set(DECIDED) <= kinds("tree_sitter_ruby") - _handled()
