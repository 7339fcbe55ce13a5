"""JavaScript's grammar: every kind of node has a meaning, is read by the one it stands in, or carries no value."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.lower.javascript.expressions import EXPRESSIONS
from hiyari.forms.taint.lower.javascript.statements import STATEMENTS
from tests.forms.taint.lower.kinds import kinds

PARTS: Final = {
    "by functions.py": "class_body class_heritage class_static_block decorator field_definition formal_parameters",
    "by endings.py and literals.py: arguments and elements": "arguments spread_element pair computed_property_name "
    "string_fragment escape_sequence template_substitution",
    "by targets.py": "array_pattern object_pattern assignment_pattern object_assignment_pattern pair_pattern "
    "rest_pattern shorthand_property_identifier_pattern",
    "by statements.py": "catch_clause finally_clause else_clause switch_body switch_case switch_default "
    "variable_declarator program",
    "by modules.py": "import import_clause import_specifier named_imports namespace_import export_clause "
    "export_specifier namespace_export",
    "by calls.py": "super optional_chain",
    "the name of a property": "property_identifier private_property_identifier",
    "by literals.py": "regex_flags regex_pattern",
    "what is in it is its value": "await_expression parenthesized_expression",
    "what is in them may be any part of it": "jsx_attribute jsx_element jsx_expression jsx_opening_element "
    "jsx_closing_element jsx_self_closing_element",
}
"""Kinds that the node around them reads."""
NOTHING: Final = {
    "a remark": "html_comment",
    "text and names of a page": "jsx_text jsx_namespace_name html_character_reference",
    "says how a file is loaded": "import_attribute",
    "where this file lies, how it was called": "meta_property",
    "a label": "statement_identifier",
}
"""Kinds that carry no value, and why."""


def test_every_kind_of_node_is_decided_about() -> None:
    """A kind that a new grammar brings is given a meaning, or a reason why it has none."""
    known = {*EXPRESSIONS, *STATEMENTS, *" ".join((*PARTS.values(), *NOTHING.values())).split()}
    assert kinds("tree_sitter_javascript") <= known
