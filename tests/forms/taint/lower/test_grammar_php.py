"""PHP's grammar: every kind of node has a meaning, is read by the one it stands in, or carries no value."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.lower.php.expressions import EXPRESSIONS
from hiyari.forms.taint.lower.php.statements import STATEMENTS
from tests.forms.taint.lower.kinds import kinds

PARTS: Final = {
    "by classes.py": "anonymous_class base_clause class_interface_clause property_element property_hook_list "
    "property_hook use_as_clause use_instead_of_clause use_list const_element",
    "by base.py: arguments and parameters": "arguments argument argument_placeholder variadic_unpacking "
    "variadic_placeholder formal_parameters simple_parameter variadic_parameter property_promotion_parameter "
    "reference_modifier",
    "by statements.py": "case_statement default_statement switch_block catch_clause finally_clause else_clause "
    "else_if_clause static_variable_declaration declare_directive namespace_use_clause namespace_use_group pair",
    "by expressions.py": "match_block match_condition_list match_conditional_expression match_default_expression "
    "cast_type relative_scope",
    "by strings.py": "heredoc_body heredoc_start heredoc_end nowdoc_body nowdoc_string escape_sequence string_content",
    "a closure's frame holds every name that it uses": "anonymous_function_use_clause",
}
"""Kinds that the node around them reads."""
NOTHING: Final = {
    "a remark": "comment",
    "an attribute: constants for tools and frameworks": "attribute attribute_group",
    "who may see or change it": "abstract_modifier final_modifier readonly_modifier var_modifier visibility_modifier "
    "static_modifier",
    "a type; the class of a parameter is read by its name": "bottom_type disjunctive_normal_form_type "
    "intersection_type named_type optional_type primitive_type type_list union_type",
    "part of a name": "namespace_name",
    "the scanner's own, in no tree": "operation sentinel_error",
}
"""Kinds that carry no value, and why."""


def test_every_kind_of_node_is_decided_about() -> None:
    """A kind that a new grammar brings is given a meaning, or a reason why it has none."""
    known = {*EXPRESSIONS, *STATEMENTS, *" ".join((*PARTS.values(), *NOTHING.values())).split()}
    assert kinds("tree_sitter_php") <= known
