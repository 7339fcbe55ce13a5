r"""Perl's variables, elements, slices, references.

A reference is lowered to what it refers to, and following it to the variable that holds it, so that a value keeps its
way through ``\%form`` and ``$form->{x}``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Array, Call, Const, Expr, Item, Join, Mix, Var
from hiyari.forms.taint.lower.perl.packages import name_in
from hiyari.forms.taint.lower.perl.state import Perl, call, const
from hiyari.forms.taint.lower.tree import child_of_type, field, parts

if TYPE_CHECKING:
    from tree_sitter import Node

SIGILS: Final = {
    "scalar": "$",
    "array": "@",
    "hash": "%",
    "glob": "*",
    "arraylen": "@",
    "function": "&",
}
_REQUEST: Final = frozenset(
    (b"QUERY_STRING", b"PATH_INFO", b"REQUEST_URI", b"PATH_TRANSLATED", b"REDIRECT_QUERY_STRING")
)
_SERVERS: Final = frozenset(
    {
        # What RFC 3875 lets the server say of itself and of the connection: no octets of the visitor's choice.
        b"SERVER_NAME",
        b"SERVER_PORT",
        b"SERVER_SOFTWARE",
        b"SERVER_PROTOCOL",
        b"SERVER_ADDR",
        b"SERVER_ADMIN",
        b"GATEWAY_INTERFACE",
        b"REQUEST_METHOD",
        b"REMOTE_ADDR",
        b"REMOTE_PORT",
        b"REMOTE_HOST",
        b"CONTENT_LENGTH",
        b"SCRIPT_NAME",
        b"SCRIPT_FILENAME",
        b"DOCUMENT_ROOT",
        b"HTTPS",
        b"PATH",
        b"TZ",
        b"HOME",
        b"USER",
        b"LANG",
        b"SHELL",
        b"MAIL",
        b"TMPDIR",
    }
)


def variable(low: Perl, node: Node) -> Expr:
    """``$x``, ``@x``, ``%x``, ``*x``, and the dereferenced ``$$x``, ``@{$x}``."""
    raw = low.raw(node)
    found = _BY_NAME.fullmatch(raw) if node.type == "scalar" else None
    if found is not None and (found[2] or not _REFERENCES.search(low.source)):
        inner = Var(at=node.start_byte, name="$" + (found[1] or found[3]).decode("ascii"))
        return Item(at=node.start_byte, base=Var(at=node.start_byte, name="<variables>"), key=inner)
    return _named(low, node, SIGILS.get(node.type, "$"))


_BY_NAME: Final = re.compile(rb"\$(?:\$([A-Za-z_]\w{0,99})|\{\s{0,9}(\"?)\$([A-Za-z_]\w{0,99})\2\s{0,9}\})")
_REFERENCES: Final = re.compile(rb"\\\s{0,5}(?:[$(\"]|my\b)|->\$\*")


def _named(low: Perl, node: Node, sigil: str) -> Expr:
    inner = child_of_type(node, "varname", "glob_deref_expression")
    if inner is None:
        block = child_of_type(node, "block")
        if block is not None:
            return symbolic(low.expression(block), sigil)
        return Var(at=node.start_byte, name=sigil + _tail(low, node))
    if inner.named_children:
        return symbolic(low.expression(inner.named_children[0]), sigil)
    raw = low.raw(inner)
    if raw in _MATCHED and sigil == "$":
        return Var(at=node.start_byte, name="$&")  # no more is said of what stands before and behind a match
    return Var(at=node.start_byte, name=sigil + name_in(raw))


_MATCHED: Final = frozenset((b"&", b"`", b"'", b"^PREMATCH", b"^MATCH", b"^POSTMATCH"))


def symbolic(value: Expr, sigil: str) -> Expr:
    """``${"name"}``, ``*{"main::$name"}``, ``@{$class . "::ISA"}``: a variable by its name."""
    match value:
        case Const(value=bytes() as name) if name and not name.isdigit():
            return Var(at=value.at, name=sigil + name_in(name.lstrip(b"*")))
        case Call(name="<reference>", args=(Arg(value=Var(name=name) as held),)) if name.startswith(sigil):
            return held  # ${*name{SCALAR}}, ${\ $name}
        case Join() | Const() | Call(name="<contents>"):
            return call(value.at, "<contents>", value, Const(at=value.at, value=sigil.encode()))
        case _ if sigil == "*":
            return call(value.at, "<contents>", value, Const(at=value.at, value=b"*"))
        case _:
            return value


def _tail(low: Perl, node: Node) -> str:
    return low.name(node).lstrip("$@%*&").strip("{} ")


def count(low: Perl, node: Node) -> Expr:
    """``$#list``: a number."""
    return Mix(at=node.start_byte, parts=(_named(low, node, "@"),), number=True)


def element(low: Perl, node: Node) -> Expr:
    """``$h{key}``, ``$a[0]``, ``$r->{key}``, ``$r->[0]``, ``$h{a}{b}``."""
    key = low.expression(field(node, "key") or field(node, "index"))
    container = field(node, "hash") or field(node, "array")
    if container is None:
        return Item(at=node.start_byte, base=low.expression(node.named_children[0]), key=key)
    if low.raw(container).endswith(b"::"):
        return call(node.start_byte, "<contents>", key, Const(at=node.start_byte, value=b"*"))  # $main::{name}
    base = _named(low, container, "%" if field(node, "hash") else "@")
    if isinstance(base, Var) and base.name == "%ENV" and isinstance(key, Const) and key.value is not None:
        return _environment(node.start_byte, base, key, key.value)
    return Item(at=node.start_byte, base=base, key=key)


def _environment(at: int, base: Var, key: Const, name: bytes) -> Expr:
    """An element of ``%ENV``: header fields are fields of the request, all else stands for itself."""
    if name == b"REMOTE_USER":
        return call(at, "<login>")
    if name in _REQUEST or name in _SERVERS:
        return Var(at=at, name=f"$ENV{{{name.decode('ascii')}}}")
    return Item(at=at, base=base, key=key)


def sliced(low: Perl, node: Node) -> Expr:
    """``@h{qw(a b)}``, ``@a[1, 2]``, ``@{$r}{...}``: its elements, each by itself where the keys are written out."""
    container = field(node, "hash") or field(node, "array")
    rest = [one for one in parts(node) if one != container]
    if container is None:
        if not rest:
            return const(node)
        base, rest = low.expression(rest[0]), rest[1:]
    else:
        base = _named(low, container, "%" if field(node, "hash") else "@")
    keys = [key for one in rest for key in listed(low, one)]
    if keys and all(isinstance(key, Const) for key in keys):
        return Array(at=node.start_byte, items=tuple((None, Item(at=key.at, base=base, key=key)) for key in keys))
    return Item(at=node.start_byte, base=base, key=None)


def listed(low: Perl, node: Node) -> list[Expr]:
    """The elements of a list that is written out; another expression is the only one of its own."""
    match low.expression(node):
        case Array(items=items):
            return [value for _, value in items]
        case value:
            return [value]


def picked(low: Perl, node: Node) -> Expr:
    """``(stat $file)[7]``, ``(split /=/)[1]``."""
    inner = field(node, "list")
    keys = [one for one in parts(node) if one != inner]
    base = low.expression(inner)
    if inner is not None and inner.type in {"scalar", "string_literal"}:
        return base
    known = isinstance(base, Array) and all(_is_one(one) for _, one in base.items)
    if isinstance(base, Array) and not known:
        return Item(at=node.start_byte, base=base, key=None)
    key = low.expression(keys[0]) if len(keys) == 1 and keys[0].type in {"number", "unary_expression"} else None
    return Item(at=node.start_byte, base=base, key=key)


def _is_one(value: Expr) -> bool:
    """Whether an element of a written list is one element for certain."""
    match value:
        case Var(name=name):
            return name[:1] == "$"
        case Const() | Item() | Join():
            return True
        case _:
            return False


def reference(low: Perl, node: Node) -> Expr:
    r"""``\%form``; of what is no variable of its own: what it refers to."""
    value = low.expression(parts(node)[0]) if parts(node) else const(node)
    if isinstance(value, Var) and value.name[:1] in {"%", "@", "$"} and value.name != "@_":
        if value.name[:1] != "$":
            low.filled.setdefault(value.name)
        return call(node.start_byte, "<reference>", value)
    return value


def dereferenced(low: Perl, node: Node) -> Expr:
    """``$r->@*``, ``$r->%*``."""
    return low.expression(node.named_children[0]) if node.named_children else const(node)


def declared(low: Perl, node: Node) -> Expr:
    """``my $x`` where a value is wanted: the variable."""
    found = [one for one in parts(node) if one.type not in {"attrlist", "type"}]
    if len(found) == 1:
        return low.expression(found[0])
    return Array(at=node.start_byte, items=tuple((None, low.expression(one)) for one in found))


def written_list(low: Perl, node: Node) -> Expr:
    """``(a, b, c)`` and ``a => 1, b => 2``: elements in order; keys stay elements, as in Perl."""
    items: list[tuple[Expr | None, Expr]] = []
    for one in parts(node):
        value = low.expression(one)
        if isinstance(value, Array) and one.type in {"parenthesized_expression", "list_expression", "quoted_word_list"}:
            items.extend(value.items)
        elif isinstance(value, Array) and one.type in _SPREAD:
            items.append((None, Mix(at=value.at, parts=(value,))))
        else:
            items.append((None, _flat(value)))
    return Array(at=node.start_byte, items=tuple(items))


def parenthesized(low: Perl, node: Node) -> Expr:
    """``( ... )``."""
    inner = parts(node)
    if len(inner) == 1 and inner[0].type in ANONYMOUS and _in_list(node):
        return Array(at=node.start_byte, items=((None, low.expression(inner[0])),))
    if len(inner) == 1 and inner[0].type != "list_expression":
        return low.expression(inner[0])
    return written_list(low, inner[0] if len(inner) == 1 else node)


def _in_list(node: Node) -> bool:
    """Whether parentheses are what a list is assigned: ``my @l = ([1, 2])``."""
    outer = node.parent
    left = None if outer is None or outer.type != "assignment_expression" else field(outer, "left")
    return left is not None and (left.type == "array" or b"@" in (left.text or b"")[:12])


def pairs(value: Expr) -> Expr:
    """A list as a mapping: every second element is a key."""
    if not isinstance(value, Array):
        return value
    items: list[tuple[Expr | None, Expr]] = []
    waiting: Expr | None = None
    for key, one in value.items:
        if key is not None:
            items.append((key, one))
        elif waiting is None and (isinstance(one, Mix) or (isinstance(one, Var) and one.name[:1] in "@%")):
            items.append((None, _flat(one)))
        elif waiting is None:
            waiting = one
        else:
            items.append((waiting, one))
            waiting = None
    if waiting is not None:
        items.append((None, waiting))
    return Array(at=value.at, items=tuple(items))


def mapping(low: Perl, node: Node) -> Expr:
    """``{ a => 1, b => 2 }``."""
    inner = parts(node)
    if len(inner) != 1:
        return Array(at=node.start_byte, items=())
    value = low.expression(inner[0])
    made = pairs(value if isinstance(value, Array) else Array(at=value.at, items=((None, _flat(value)),)))
    items = made.items if isinstance(made, Array) else ()
    return Array(at=made.at, items=tuple((key, one if key is not None else _paired(one)) for key, one in items))


def _paired(value: Expr) -> Expr:
    """A list in ``{ ... }``: its elements are keys and values in turn."""
    match value:
        case Mix(parts=(only,), number=False):
            return Mix(at=value.at, parts=(call(value.at, "<paired>", only),))
        case _:
            return value


def list_of(low: Perl, node: Node) -> Expr:
    """``[1, 2]``."""
    inner = parts(node)
    if not inner:
        return Array(at=node.start_byte, items=())
    value = low.expression(inner[0])
    if isinstance(value, Array) and inner[0].type not in ANONYMOUS:
        return pairs(value) if inner[0].type == "list_expression" and _is_keyed(inner[0]) else value
    return Array(at=node.start_byte, items=((None, _flat(value)),))


ANONYMOUS: Final = frozenset({"anonymous_hash_expression", "anonymous_array_expression"})
"""What is one element of a list, though it is lowered to a list."""
_SPREAD: Final = frozenset({"array", "hash", "slice_expression", "keyval_expression", "hash_deref_expression"})


def _flat(value: Expr) -> Expr:
    """A list among the elements of another is no element of its own."""
    match value:
        case Var(name=name) if name[:1] in {"@", "%"} or name.startswith("<map"):
            return Mix(at=value.at, parts=(value,))
        case Call(name="split" | "<keys>" | "values" | "captures" | "<listed>" | "<inverted>"):
            return Mix(at=value.at, parts=(value,))
        case _:
            return value


def _is_keyed(node: Node) -> bool:
    """Whether a list is written ``a => 1, b => 2``: as the modules that take a header want it."""
    signs = [one.type for one in node.children if one.type in {"=>", ","}]
    return bool(signs) and signs[0] == "=>" and signs.count("=>") * 2 >= len(signs)


def handle(low: Perl, node: Node) -> Expr:
    r"""A file handle: ``MAIL``, ``*MAIL``, ``\*MAIL``, ``"MAIL"``, ``$fh``, ``my $fh``."""
    match node.type:
        case "bareword" | "filehandle" | "function":
            varname = child_of_type(node, "varname")
            sigil = "*" if varname is None else "$"
            return Var(at=node.start_byte, name=sigil + low.name(node).lstrip("$*"))
        case "block":
            inner = [one for statement in parts(node) for one in parts(statement)]
            return handle(low, inner[-1]) if inner else const(node)
        case _:
            value = low.expression(node)
            if isinstance(value, Const) and value.value:
                return Var(at=value.at, name="*" + value.value.decode("utf-8", "surrogateescape"))
            return value


def read_line(low: Perl, node: Node) -> Expr:
    """``<STDIN>``, ``<FILE>``, ``<$fh>``, ``<>``."""
    source = child_of_type(node, "filehandle")
    if source is None or low.name(source) in {"STDIN", ""}:
        return call(node.start_byte, "<STDIN>")
    if low.name(source) == "DATA" and low.has_data:
        return Mix(at=node.start_byte, parts=())  # lines that stand in the script itself
    return call(node.start_byte, "readline", handle(low, source))
