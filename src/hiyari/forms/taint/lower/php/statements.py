"""What PHP's statements mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
    Arg,
    Assign,
    Block,
    Call,
    Comparison,
    Const,
    Define,
    Do,
    Either,
    Exit,
    Expr,
    Function,
    If,
    Include,
    Item,
    Leave,
    Loop,
    Member,
    Opaque,
    Param,
    Return,
    Stmt,
    Test,
    Try,
    Var,
)
from hiyari.forms.taint.lower.php.base import YIELDED, Php, ToBlock, call_statement, constant
from hiyari.forms.taint.lower.php.classes import class_statement
from hiyari.forms.taint.lower.php.closures import body_of
from hiyari.forms.taint.lower.php.expressions import alias, assignment, references, targets
from hiyari.forms.taint.lower.tree import child_of_type, field, fields, name_of, octets, parts
from hiyari.forms.taint.lower.walking import kept_subject

if TYPE_CHECKING:
    from tree_sitter import Node

_INCLUDES: Final = ("include_expression", "include_once_expression", "require_expression", "require_once_expression")
_ASSIGNMENTS: Final = ("assignment_expression", "augmented_assignment_expression", "reference_assignment_expression")
_WRAPPINGS: Final = ("parenthesized_expression", "error_suppression_expression")


def _expression(lowering: Php, node: Node) -> Block:
    inner = parts(node)
    if not inner:
        return ()
    one = inner[0]
    while one.type in _WRAPPINGS and parts(one):
        one = parts(one)[-1]
    if one.type in _INCLUDES and parts(one):
        return (Include(one.start_byte, lowering.expression(parts(one)[-1]), required=one.type.startswith("require")),)
    if one.type in _ASSIGNMENTS:
        left = field(one, "left")
        if left is not None and any(child.type == "=>" for child in left.children):
            return _keyed(lowering, one, left)
        made = assignment(lowering, one)
        return (made, *(Do(one.start_byte, each) for each in references(lowering, one, made)))
    if one.type == "name" and lowering.name(one) in {"exit", "die"}:
        return (Exit(one.start_byte),)
    if one.type == "throw_expression":
        return _throw(lowering, one)
    before = node.prev_named_sibling
    if before is not None and before.type in {"text_interpolation", "php_tag"} and octets(before).endswith(b"<?="):
        return call_statement(node, "echo", lowering.expression(one))
    return lowering.statement_of(lowering.expression(one))


def _keyed(lowering: Php, node: Node, left: Node) -> Block:
    """``['k' => $y] = value``: through a variable of no other name."""
    at = node.start_byte
    held = Var(at, f"<list {at}>")
    made: list[Stmt] = [Assign(at, held, lowering.expression(field(node, "right")))]
    inner = [
        one for child in parts(left) for one in (parts(child) if child.type == "array_element_initializer" else [child])
    ]
    for key, target in zip(inner[::2], inner[1::2], strict=False):
        made.append(Assign(at, lowering.expression(target), Item(at, held, lowering.expression(key))))
    return tuple(made)


def _throw(lowering: Php, node: Node) -> Block:
    inner = parts(node)
    return (Exit(node.start_byte, lowering.expression(inner[0]) if inner else None, thrown=True),)


def _if(lowering: Php, node: Node) -> Block:
    """The ``elseif`` branches of one ``if`` lie side by side in the tree: they are put together from the last."""
    otherwise: Block = ()
    for clause in reversed(fields(node, "alternative")):
        body = lowering.block(field(clause, "body"))
        condition = field(clause, "condition")
        otherwise = (
            body
            if clause.type == "else_clause"
            else (If(clause.start_byte, lowering.expression(condition), body, otherwise),)
        )
    return (If(node.start_byte, lowering.expression(field(node, "condition")), _body(lowering, node), otherwise),)


def _body(lowering: Php, node: Node) -> Block:
    """All statements with the field ``body``: the colon syntax has several."""
    return tuple(statement for one in fields(node, "body") for statement in lowering.block(one))


def _while(lowering: Php, node: Node) -> Block:
    condition = lowering.expression(field(node, "condition"))
    return (Loop(node.start_byte, _body(lowering, node), condition=condition, first=node.type == "do_statement"),)


def _for(lowering: Php, node: Node) -> Block:
    at = node.start_byte
    before = tuple(one for child in fields(node, "initialize") for one in _expressions(lowering, child))
    after = tuple(one for child in fields(node, "update") for one in _expressions(lowering, child))
    condition = field(node, "condition")
    tested = None if condition is None else lowering.expression(condition)
    return (*before, Loop(at, (*_body(lowering, node), *after), condition=tested))


def _expressions(lowering: Php, node: Node) -> Block:
    if node.type == "sequence_expression":
        return tuple(one for child in parts(node) for one in _expressions(lowering, child))
    if node.type in _ASSIGNMENTS:
        return (assignment(lowering, node),)
    return lowering.statement_of(lowering.expression(node))


def _foreach(lowering: Php, node: Node) -> Block:
    body = field(node, "body")
    heads = [one for one in parts(node) if body is None or one.start_byte < body.start_byte]
    if len(heads) < 2:
        return lowering.all_of(node)
    over, at = lowering.expression(heads[0]), node.start_byte
    each_of = Call(at, "<each>", (Arg(over),))
    if any(each.type == "by_ref" for each in (heads[1], *parts(heads[1]))):
        return _foreach_reference(lowering, node, heads[1], over)
    if heads[1].type == "pair":
        each = tuple(lowering.expression(one) for one in parts(heads[1]))
        return (Loop(at, _body(lowering, node), over=each_of, each=each[:2]),)
    target = targets(lowering, heads[1])
    if not isinstance(target, tuple):
        return (Loop(at, _body(lowering, node), over=each_of, each=(target,)),)
    element = Var(at, f"<each {at}>")
    taken = Assign(at, target, element)
    return (Loop(at, (taken, *_body(lowering, node)), over=each_of, each=(element,)),)


def _foreach_reference(lowering: Php, node: Node, head: Node, over: Expr) -> Block:
    """``foreach ($list as $k => &$v)``: what the body makes of the element is put back, however the body ends."""
    at, inner = node.start_byte, parts(head) if head.type == "pair" else [head]
    key: Expr = lowering.expression(inner[0]) if len(inner) > 1 else Var(at, f"$<key {at}>")
    value = lowering.expression(inner[-1])
    back = Assign(at, Item(at, over, key), value)
    return (Loop(at, (Try(at, _body(lowering, node), (), (back,)),), over=over, each=(key, value)),)


def _switch(lowering: Php, node: Node) -> Block:
    """Nested ``if``s in a loop that runs once, so that ``break`` leaves it; a branch holds what it falls through to."""
    at, body = node.start_byte, field(node, "body")
    subject, before = kept_subject(at, lowering.expression(field(node, "condition")))
    cases = [one for one in (parts(body) if body is not None else []) if one.type.endswith("_statement")]
    blocks = [tuple(s for child in _case_body(one) for s in lowering.block(child)) for one in cases]
    made: Block = ()
    default = next((index for index, one in enumerate(cases) if one.type == "default_statement"), None)
    if default is not None:
        made = _falling(blocks, default)
    for index in reversed(range(len(cases))):
        if index == default:
            continue
        tests, first = [_case_test(lowering, cases[index], subject)], index
        if index + 1 < len(cases) and not blocks[index]:
            first = index + 1
        made = (If(cases[index].start_byte, _any(tests), _falling(blocks, first), made),)
    return (*before, Loop(at, made, condition=Const(at=at, value=b""), first=True))


def _any(tests: list[Expr]) -> Expr:
    made = tests[0]
    for test in tests[1:]:
        made = Either(made.at, made, test)
    return made


def _case_test(lowering: Php, case: Node, subject: Expr) -> Expr:
    return Test(case.start_byte, Comparison.EQUAL, subject, lowering.expression(field(case, "value")))


def _case_body(case: Node) -> list[Node]:
    value = field(case, "value")
    return [one for one in parts(case) if value is None or one.start_byte > value.start_byte]


def _falling(blocks: list[Block], first: int) -> Block:
    """A branch and those after it, up to one that leaves; at most 20 of them."""
    made: list[Stmt] = []
    for block in blocks[first : first + 20]:
        made.extend(block)
        if block and isinstance(block[-1], Leave | Return | Exit):
            break
    return tuple(made)


def _try(lowering: Php, node: Node) -> Block:
    handlers = tuple(_catch(lowering, one) for one in parts(node) if one.type == "catch_clause")
    finally_ = child_of_type(node, "finally_clause")
    last = () if finally_ is None else lowering.block(field(finally_, "body"))
    return (Try(node.start_byte, lowering.block(field(node, "body")), handlers, last),)


def _catch(lowering: Php, node: Node) -> Block:
    name, at = field(node, "name"), node.start_byte
    taken = () if name is None else (Assign(at, lowering.expression(name), Call(at, "<caught>")),)
    return (*taken, *lowering.block(field(node, "body")))


def _return(lowering: Php, node: Node) -> Block:
    inner = parts(node)
    if lowering.yields:  # what it returns is asked for with getReturn()
        at, held = node.start_byte, Var(node.start_byte, YIELDED)
        kept = tuple(Assign(at, Item(at, held, None), lowering.expression(one)) for one in inner)
        return (*kept, Return(at, held))
    return (Return(node.start_byte, lowering.expression(inner[0]) if inner else None),)


def _exit(lowering: Php, node: Node) -> Block:
    inner = parts(node)
    return (Exit(node.start_byte, lowering.expression(inner[0]) if inner else None),)


def _leave(_: Php, node: Node) -> Block:
    return (Leave(node.start_byte, again=node.type == "continue_statement"),)


def _function(lowering: Php, node: Node) -> Block:
    name = lowering.name(field(node, "name"))
    owner = lowering.owner if node.type == "method_declaration" else None
    parameters = lowering.parameters(field(node, "parameters"))
    full = name if owner is None else f"{owner}.{name}"
    body = _promoted(node, parameters) + body_of(lowering, field(node, "body"), full)
    return (Define(node.start_byte, Function(node.start_byte, full, parameters, body, owner)),)


def _promoted(node: Node, parameters: tuple[Param, ...]) -> Block:
    """Constructor parameters that are properties at once (PHP 8)."""
    found = field(node, "parameters")
    made: list[Stmt] = []
    for child, parameter in zip(parts(found) if found is not None else [], parameters, strict=False):
        if child.type == "property_promotion_parameter":
            at = child.start_byte
            made.append(Assign(at, Member(at, Var(at, "$this"), parameter.name.lstrip("$")), Var(at, parameter.name)))
    return tuple(made)


def _class(lowering: Php, node: Node) -> Block:
    return class_statement(lowering, node, lowering.name(field(node, "name")))


def _case(lowering: Php, node: Node) -> Block:
    """A case of an enumeration is an object of it."""
    at = node.start_byte
    target = constant(node, f"{lowering.owner}::{name_of(field(node, 'name'))}")
    value = field(node, "value")
    made = Assign(at, target, Call(at, f"new {lowering.owner}"))
    given = Const(at=at, value=name_of(field(node, "name")).encode()) if value is None else lowering.expression(value)
    return (made, Assign(at, Member(at, target, "value"), given))


def _properties(lowering: Php, node: Node) -> Block:
    static = child_of_type(node, "static_modifier") is not None
    made: list[Stmt] = []
    for element in parts(node):
        name, value = field(element, "name"), field(element, "default_value")
        if element.type == "property_hook_list":
            made.append(Do(element.start_byte, Opaque(element.start_byte, element.end_byte, "property hooks")))
        if element.type != "property_element" or name is None:
            continue
        at = element.start_byte
        target = (
            constant(element, f"{lowering.owner}::{name_of(name)}") if static else Var(at, name_of(name).lstrip("$"))
        )
        made.append(Assign(at, target, Const(at=at, value=b"") if value is None else lowering.expression(value)))
    return tuple(made)


def _constants(lowering: Php, node: Node) -> Block:
    made: list[Stmt] = []
    for element in parts(node):
        inner = parts(element)
        if element.type == "const_element" and len(inner) == 2:
            name = name_of(inner[0])
            target = constant(element, name if lowering.owner is None else f"{lowering.owner}::{name}")
            made.append(Assign(element.start_byte, target, lowering.expression(inner[1])))
    return tuple(made)


def _use(lowering: Php, node: Node) -> Block:
    groups = [one for clause in parts(node) if clause.type == "namespace_use_group" for one in parts(clause)]
    for clause in (*parts(node), *groups):
        alias, inner = field(clause, "alias"), parts(clause)
        if alias is not None and inner:
            lowering.aliases[name_of(alias).lower()] = name_of(inner[0]).rsplit("\\", 1)[-1].lower()
    return ()


def _global(lowering: Php, node: Node) -> Block:
    return call_statement(node, "global", *(lowering.expression(one) for one in parts(node)))


def _static(lowering: Php, node: Node) -> Block:
    """A variable that keeps its value from one call to the next: another name of a place among the globals."""
    made: list[Stmt] = []
    for one in parts(node):
        name, value = field(one, "name"), field(one, "value")
        if name is None:
            continue
        at, target = one.start_byte, lowering.expression(name)
        place = constant(one, f"static {lowering.function} {name_of(name)}::")
        before = Const(at=at, value=b"") if value is None else lowering.expression(value)
        made.append(Assign(at, target, Call(at, "<static>", (Arg(place), Arg(before)))))
        made.append(Do(at, alias(at, target, place)))
    return tuple(made)


def _unset(lowering: Php, node: Node) -> Block:
    empty = Const(at=node.start_byte, value=b"")
    return tuple(Assign(node.start_byte, lowering.expression(one), empty) for one in parts(node))


def _echo(lowering: Php, node: Node) -> Block:
    return call_statement(node, "echo", *(lowering.expression(one) for one in parts(node)))


def _goto(_: Php, node: Node) -> Block:
    return (Do(node.start_byte, Opaque(node.start_byte, node.end_byte, "goto")),)


def _text(lowering: Php, node: Node) -> Block:
    """What stands outside of PHP's tags is printed, which matters where that is gathered."""
    if b"ob_start" not in lowering.source:
        return ()
    return call_statement(node, "echo", Const(at=node.start_byte, value=octets(node).removeprefix(b"\n")))


def _nothing(_: Php, __: Node) -> Block:
    return ()


STATEMENTS: Final[Mapping[str, ToBlock]] = {
    "program": lambda lowering, node: lowering.all_of(node),
    "compound_statement": lambda lowering, node: lowering.all_of(node),
    "colon_block": lambda lowering, node: lowering.all_of(node),
    "declaration_list": lambda lowering, node: lowering.all_of(node),
    "namespace_definition": lambda lowering, node: lowering.block(field(node, "body")),
    "expression_statement": _expression,
    "if_statement": _if,
    "while_statement": _while,
    "do_statement": _while,
    "for_statement": _for,
    "foreach_statement": _foreach,
    "switch_statement": _switch,
    "try_statement": _try,
    "return_statement": _return,
    "exit_statement": _exit,
    "break_statement": _leave,
    "continue_statement": _leave,
    "function_definition": _function,
    "method_declaration": _function,
    "class_declaration": _class,
    "trait_declaration": _class,
    "enum_declaration": _class,
    "enum_declaration_list": lambda lowering, node: lowering.all_of(node),
    "enum_case": _case,
    "property_declaration": _properties,
    "const_declaration": _constants,
    "namespace_use_declaration": _use,
    "global_declaration": _global,
    "function_static_declaration": _static,
    "unset_statement": _unset,
    "echo_statement": _echo,
    "goto_statement": _goto,
    "text": _text,
    "php_tag": _nothing,
    "php_end_tag": _nothing,
    "text_interpolation": lambda lowering, node: lowering.all_of(node),
    "empty_statement": _nothing,
    "named_label_statement": _nothing,
    "declare_statement": lambda lowering, node: lowering.block(child_of_type(node, "compound_statement")),
    "interface_declaration": _nothing,
    "use_declaration": _nothing,
    "attribute_list": _nothing,
}
