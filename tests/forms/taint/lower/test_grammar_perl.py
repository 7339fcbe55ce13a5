"""Somebody has decided about every kind of node of Perl's grammar: none is dropped because nobody knew of it."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.lower import perl
from hiyari.forms.taint.lower.perl import effects, statements
from hiyari.forms.taint.lower.perl.loops import LOOPS
from tests.forms.taint.lower.kinds import kinds


def _words(text: str) -> list[str]:
    return text.split()


DECIDED: Final = {
    **dict.fromkeys(
        _words(
            """attribute attribute_name attribute_value attrlist container_variable slice_container_variable
            keyval_container_variable else elsif escape_sequence escaped_delimiter format_content heredoc_end identifier
            indirect_object match_regexp_modifiers quoted_regexp_modifiers substitution_regexp_modifiers
            transliteration_modifiers transliteration_content regexp_content replacement method filename prototype
            signature mandatory_parameter named_parameter optional_parameter slurpy_parameter string_content varname
            version variable_group refalias_variable"""
        ),
        "a part, which the node around it reads",
    ),
    **dict.fromkeys(
        _words("use_version_statement require_version_expression boolean yadayada"),
        "holds no value of anybody, and does nothing to one",
    ),
    **dict.fromkeys(
        _words(
            """amper_deref_expression arraylen_deref_expression glob_deref_expression async_block_expression
            await_expression anonymous_method_expression class_phaser_statement role_statement"""
        ),
        "may hold whatever its parts hold: the lowering's answer to what it has no meaning for",
    ),
}
"""Kinds without a meaning of their own, each with the reason."""


def _handled() -> set[str]:
    wrappers = statements._WRAPPERS | statements._NOTHING
    return {
        *perl._EXPRESSIONS,
        *perl._STATEMENTS,
        *statements._STATEMENTS,
        *effects._EFFECTS,
        *wrappers,
        *LOOPS,
    }


def test_no_kind_of_node_is_unknown() -> None:
    """Every kind has a meaning, is read by the node around it, or is known to carry nothing."""
    assert kinds("tree_sitter_perl") - _handled() - set(DECIDED) == set()


def test_the_table_names_kinds_that_exist() -> None:
    """What the table says of the grammar is true of the grammar, and of no kind that has a meaning by now."""
    assert set(DECIDED) <= kinds("tree_sitter_perl") - _handled()
