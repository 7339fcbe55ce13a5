"""Perl, from version 4 on, to the small language.

A sub is a `Function` whose only parameter is ``@_``; a handle is a `Var` named ``*MAIL``, or the scalar it is in; a
reference is what it refers to. An expression that has to run statements first (``do { ... }``, ``($y = $x) =~
s/...//``) hoists them before its own statement. What the grammar does not understand is in `Program.lost`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.language import Language
from hiyari.forms.taint.ir import (
    Arg,
    Array,
    Assign,
    Bind,
    Block,
    Call,
    Do,
    Expr,
    Function,
    If,
    Lambda,
    Mix,
    Opaque,
    Param,
    Program,
    Return,
    Stmt,
    Var,
)
from hiyari.forms.taint.lower.perl import (
    access,
    calls,
    known,
    lists,
    methods,
    operators,
    regexes,
    statements,
    strings,
    subs,
)
from hiyari.forms.taint.lower.perl.branches import given_to
from hiyari.forms.taint.lower.perl.caught import evaluated
from hiyari.forms.taint.lower.perl.imported import imported
from hiyari.forms.taint.lower.perl.mask import ended, masked
from hiyari.forms.taint.lower.perl.output import picture
from hiyari.forms.taint.lower.perl.state import Known, Perl, const
from hiyari.forms.taint.lower.tree import child_of_type, field, lost, parse, parts

if TYPE_CHECKING:
    from tree_sitter import Node

    Handler = Callable[[Perl, Node], Expr]

MOST_EMPTY: Final = 300
_BLOCKS: Final = frozenset({"block", "source_file"})
_SILENT: Final = frozenset({"heredoc_content", "pod", "eof_marker", "data_section"})


def lower(source: bytes) -> Program:
    """A script as statements of the small language.

    Raises:
        NoGrammarError: The grammar is not installed.
    """
    mask = masked(source)
    root = parse(mask, Language.PERL)
    low = PerlLowering(source, mask, Known(heredocs=known.heredocs(root), commands=known.commands(root)))
    low.left = 2000 + 20 * root.descendant_count
    low.known.constants = known.constants(low, root)
    for one in known.formats(root):
        picture(low, one)
    body = low.block(root)
    return Program(
        body=(*_empty(low), *imported(source), *low.named, *body),
        lost=_within((*lost(root), *_unended(root, len(source))), len(source)),
    )


def _unended(root: Node, length: int) -> tuple[Opaque, ...]:
    """A heredoc that only ends in what was put behind the script."""
    last = [one for one in root.named_children if one.type == "heredoc_content" and one.end_byte > length]
    return tuple(Opaque(at=one.start_byte, end=one.end_byte, why="syntax") for one in last)


def _within(found: tuple[Opaque, ...], length: int) -> tuple[Opaque, ...]:
    """Syntax errors as far as they lie in the script itself."""
    return tuple(replace(one, at=min(one.at, length), end=min(one.end, length)) for one in found)


def _empty(low: Perl) -> Block:
    """Mappings and lists that are filled element by element; what an including script has put there stays."""
    names = [name for name in low.filled if name not in {"%ENV", "@_"}][:MOST_EMPTY]
    return tuple(Assign(at=0, target=Var(at=0, name=name), value=Array(at=0, items=()), append=True) for name in names)


class PerlLowering(Perl):
    """Goes from node to node."""

    def one_expression(self, node: Node) -> Expr:
        """What one node means; a node without a meaning of its own may hold whatever its parts hold."""
        self.left -= 1
        if self.left < 0:
            return Opaque(at=node.start_byte, end=node.end_byte, why="nested too deep")
        handler = _EXPRESSIONS.get(node.type)
        if handler is not None:
            return handler(self, node)
        if node.type in _STATEMENTS:
            return self.run(node) if node.type in _BLOCKS else self._of(self.block(node), node)
        inner = tuple(self.expression(one) for one in parts(node)[:200])
        return inner[0] if len(inner) == 1 else Mix(at=node.start_byte, parts=inner)

    def one_block(self, node: Node) -> Block:
        """What one statement or block means."""
        self.left -= 1
        if self.left < 0:
            return self.statement_of(Opaque(at=node.start_byte, end=node.end_byte, why="nested too deep"))
        return statements.block(self, node)

    def code(self, node: Node) -> Expr:
        """The replacement of ``s///e``, parsed as the code that it is, at its own offsets."""
        self.again -= node.end_byte
        if self.again < 0:
            return Opaque(at=node.start_byte, end=node.end_byte, why="code in a string")
        root = parse(ended(b" " * node.start_byte + self.mask[node.start_byte : node.end_byte]), Language.PERL)
        return self.run(root)

    def run(self, node: Node) -> Expr:
        """A block where a value is wanted: all but the last statement are hoisted."""
        statements_ = [one for one in parts(node) if one.type not in _SILENT]
        if not statements_:
            return const(node)
        for one in statements_[:-1]:
            self.hoisted.extend(self.block(one))
        last = statements_[-1]
        inner = parts(last)
        if last.type == "expression_statement" and len(inner) == 1:
            return self.expression(inner[0])
        return self._of(self.block(last), last)

    def _of(self, body: Block, node: Node) -> Expr:
        """The value of statements, which are hoisted."""
        match body:
            case (*before, last):
                self.hoisted.extend(before)
                return self._value(last, node)
            case _:
                return const(node)

    def _value(self, last: Stmt, node: Node) -> Expr:
        match last:
            case Do(value=value):
                return value
            case Assign(at=at):
                return Bind(at=at, assign=last)
            case If(at=at):
                kept = Var(at=at, name=f"<value {at}>")
                self.hoisted.extend(given_to(kept, (last,)))
                return kept
            case Return(value=value) if value is not None:
                self.hoisted.append(last)
                return value
            case _:
                self.hoisted.append(last)
                return const(node)


def _inner_block(low: Perl, node: Node) -> Expr:
    """``@{ ... }``, ``do { ... }``, ``eval { ... }``: statements, and the value of the last."""
    if not isinstance(low, PerlLowering):
        return const(node)
    inner = child_of_type(node, "block")
    return low.run(node if inner is None else inner)


def _anonymous_sub(low: Perl, node: Node) -> Expr:
    at = node.start_byte
    body = (*subs.signature(low, node), *subs.sub_body(low, field(node, "body")))
    return Lambda(at=at, function=Function(at=at, name="", params=(Param(name="@_", rest=True),), body=body))


def _evaluated(low: Perl, node: Node) -> Expr:
    """``eval`` where a value is wanted: ``eval "..."`` is code that nobody reads."""
    if child_of_type(node, "block") is not None:
        kept = Var(at=node.start_byte, name=f"<value {node.start_byte}>")
        low.hoisted.extend(evaluated(low, node, kept))
        return kept
    if child_of_type(node, "filename") is not None:
        return _inner_block(low, node)
    held = tuple(low.expression(one) for one in parts(node))
    return Opaque(at=node.start_byte, end=node.end_byte, why="eval", parts=held)


def _deref_code(low: Perl, node: Node) -> Expr:
    return low.expression(node.named_children[0]) if node.named_children else const(node)


def _undefined(low: Perl, node: Node) -> Expr:
    del low
    return const(node, b"")


def _slot(low: Perl, node: Node) -> Expr:
    r"""``*x{HASH}``: the same as ``\%x``."""
    inner, key = node.named_children[0], node.named_children[-1]
    value = low.expression(inner)
    sigil = _SLOTS.get(low.name(key))
    if not isinstance(value, Var) or sigil is None:
        return value
    return Call(at=node.start_byte, name="<reference>", args=(Arg(value=replace(value, name=sigil + value.name[1:])),))


_SLOTS: Final = {"SCALAR": "$", "ARRAY": "@", "HASH": "%"}


_EXPRESSIONS: Final[dict[str, Handler]] = {
    "scalar": access.variable,
    "array": access.variable,
    "hash": access.variable,
    "glob": access.variable,
    "arraylen": access.count,
    "hash_element_expression": access.element,
    "array_element_expression": access.element,
    "slice_expression": access.sliced,
    "keyval_expression": access.sliced,
    "anonymous_slice_expression": access.picked,
    "refgen_expression": access.reference,
    "array_deref_expression": access.dereferenced,
    "hash_deref_expression": access.dereferenced,
    "scalar_deref_expression": access.dereferenced,
    "variable_declaration": access.declared,
    "localization_expression": access.declared,
    "list_expression": access.written_list,
    "parenthesized_expression": access.parenthesized,
    "stub_expression": access.list_of,
    "anonymous_hash_expression": access.mapping,
    "anonymous_array_expression": access.list_of,
    "readline_expression": access.read_line,
    "fileglob_expression": access.read_line,
    "filehandle": access.handle,
    "match_regexp": regexes.matched,
    "quoted_regexp": regexes.quoted,
    "substitution_regexp": regexes.substituted,
    "transliteration_expression": regexes.transliterated,
    "string_literal": strings.single_quoted,
    "interpolated_string_literal": strings.double_quoted,
    "quoted_word_list": strings.words,
    "command_string": strings.command,
    "heredoc_token": strings.heredoc,
    "command_heredoc_token": strings.heredoc,
    "number": strings.number,
    "autoquoted_bareword": strings.word,
    "bareword": calls.bareword,
    "package": strings.word,
    "function_call_expression": calls.called,
    "ambiguous_function_call_expression": calls.called,
    "func0op_call_expression": calls.unary,
    "func1op_call_expression": calls.unary,
    "function": calls.alone,
    "method_call_expression": methods.method_called,
    "coderef_call_expression": methods.coderef_called,
    "code_deref_expression": _deref_code,
    "map_grep_expression": lists.mapped,
    "sort_expression": lists.in_order,
    "reverse_expression": lists.in_order,
    "binary_expression": operators.binary,
    "lowprec_logical_expression": operators.binary,
    "equality_expression": operators.equality,
    "relational_expression": operators.equality,
    "unary_expression": operators.negative,
    "logical_not_expression": operators.negative,
    "postinc_expression": operators.stepped,
    "preinc_expression": operators.stepped,
    "conditional_expression": operators.chosen,
    "assignment_expression": operators.bound_value,
    "anonymous_subroutine_expression": _anonymous_sub,
    "eval_expression": _evaluated,
    "do_expression": _inner_block,
    "undef_expression": _undefined,
    "glob_slot_expression": _slot,
    "ERROR": calls.lost,
}

_STATEMENTS: Final = frozenset(
    {
        "block",
        "expression_statement",
        "source_file",
        "return_expression",
        "loopex_expression",
        "goto_expression",
        "require_expression",
        "postfix_conditional_expression",
        "postfix_for_expression",
        "postfix_loop_expression",
        "conditional_statement",
        "for_statement",
        "loop_statement",
        "subroutine_declaration_statement",
    }
)
