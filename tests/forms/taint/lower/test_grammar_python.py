"""Every kind of node in Python's grammar has a meaning, stands inside one that has, or is known to carry no value."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.lower.python.definitions import DEFINITIONS
from hiyari.forms.taint.lower.python.expressions import EXPRESSIONS
from hiyari.forms.taint.lower.python.statements import STATEMENTS
from tests.forms.taint.lower.kinds import kinds

PARTS: Final = {
    "import_statement, import_from_statement": "aliased_import relative_import import_prefix wildcard_import dotted_name",
    "call": "argument_list keyword_argument parenthesized_list_splat list_splat dictionary_splat",
    "parameters": """parameters lambda_parameters default_parameter typed_parameter typed_default_parameter
        keyword_separator positional_separator list_splat_pattern dictionary_splat_pattern""",
    "if, for, while, try": "elif_clause else_clause except_clause finally_clause",
    "with": "with_clause with_item as_pattern as_pattern_target",
    "match": """case_clause case_pattern class_pattern complex_pattern dict_pattern keyword_pattern list_pattern
        splat_pattern tuple_pattern union_pattern""",
    "comprehension": "for_in_clause if_clause pair",
    "assignment": "pattern_list",
    "subscript": "slice",
    "string": """string_start string_content string_end escape_sequence escape_interpolation interpolation
        format_specifier format_expression type_conversion""",
    "print": "chevron",
    "decorated_definition": "decorator",
    "file": "module",
}
"""Kinds that whatever they stand in looks at itself, by what that is."""
MIXED: Final = {
    "unary_operator": "the value with a sign, which may hold all of its part",
}
"""Kinds whose value may be any of their parts."""
IGNORED: Final = {
    "comment": "carries no value",
    "line_continuation": "carries no value",
    "type": "an annotation: where it matters, parameters look at it",
    "type_alias_statement": "a name for an annotation",
    "type_parameter": "an annotation",
    "generic_type": "an annotation",
    "union_type": "an annotation",
    "member_type": "an annotation",
    "splat_type": "an annotation",
    "constrained_type": "an annotation",
}


def test_every_kind_of_node_was_decided_about() -> None:
    """A kind that a new grammar brings fails here, until somebody says what it means."""
    inside = {one for names in PARTS.values() for one in names.split()}
    decided = {*EXPRESSIONS, *STATEMENTS, *DEFINITIONS, *inside, *MIXED, *IGNORED}
    assert not kinds("tree_sitter_python") - decided - {"ERROR"}
