"""What a shell's commands write: ``echo`` and its kin put together, filters as what they do to their input."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Call, Choice, Const, Expr, Join, Mix, Pattern, Var
from hiyari.forms.taint.lower.perl.strings import unescaped
from hiyari.forms.taint.lower.shell.commands import Command, command, invoked, read_file, redirected, written
from hiyari.forms.taint.lower.shell.state import Shell, call, chomped, const, put, together
from hiyari.forms.taint.lower.shell.tests import extended
from hiyari.forms.taint.lower.shell.words import literal
from hiyari.forms.taint.lower.tree import field, fields

if TYPE_CHECKING:
    from tree_sitter import Node

    Filter = Callable[[Shell, Command, Expr], Expr]

GROUPS: Final = frozenset(
    {"program", "compound_statement", "subshell", "list", "do_group", "else_clause", "elif_clause"}
)
_CONVERSION: Final = re.compile(rb"%(?:%|[-+ 0#]{0,5}\d{0,9}(?:\.\d{0,9})?([a-zA-Z]))")
_SUBSTITUTION: Final = re.compile(rb"(?s)^(?:\d{0,9}|\$|/[^/]{0,200}/)s(.)(.{0,2000})$")
SILENT: Final = frozenset(
    {"exit", "return", "cd", "set", "shift", "read", "true", "false", ":", "[", "test", "sleep", "rm"}
)


def text(low: Shell, node: Node, stdin: Expr | None) -> Expr:
    """The standard output of a command or of a group of them; what they do besides is hoisted."""
    at = node.start_byte
    match node.type:
        case "command":
            made = command(low, node)
            return _of_command(low, made, made.stdin if made.stdin is not None else stdin)
        case "pipeline":
            for one in node.named_children:
                stdin = low.text(one, stdin)
            return stdin if stdin is not None else const(node)
        case "redirected_statement":
            return _redirected(low, node, stdin)
        case kind if kind in GROUPS:
            return together(at, [low.text(one, stdin) for one in node.named_children if one.type != "comment"])
        case "if_statement":
            low.hoisted.extend(low.block(node))
            return _branches(low, node, stdin)
        case "while_statement" | "for_statement" | "c_style_for_statement" | "case_statement":
            low.hoisted.extend(low.block(node))
            return Mix(at=at, parts=tuple(_bodies(low, node, stdin)))
        case "negated_command":
            return low.text(node.named_children[0], stdin) if node.named_children else const(node)
        case _:
            low.hoisted.extend(low.block(node))
            return const(node, b"")


def _redirected(low: Shell, node: Node, stdin: Expr | None) -> Expr:
    body = field(node, "body")
    if body is None:
        return const(node, b"")
    made = command(low, body) if body.type == "command" else Command(node=body, name="", words=[])
    for one in fields(node, "redirect"):
        redirected(low, made, one)
    given = made.stdin if made.stdin is not None else stdin
    value = _of_command(low, made, given) if body.type == "command" else low.text(body, given)
    if body.type != "command":
        files = written(low, made, value)
        if files is not None:
            low.hoisted.extend(files)
            value = const(node, b"")
    for one in made.rest:
        if one.type == "pipeline":
            value = low.text(one, value)
    return value


def _branches(low: Shell, node: Node, stdin: Expr | None) -> Expr:
    conditions = set(fields(node, "condition"))
    pieces = [one for one in node.named_children if one not in conditions and one.type != "comment"]
    then = [one for one in pieces if one.type not in {"elif_clause", "else_clause"}]
    others = [one for one in pieces if one.type in {"elif_clause", "else_clause"}]
    at = node.start_byte
    yes = together(at, [low.text(one, stdin) for one in then])
    no = Mix(at=at, parts=tuple(low.text(one, stdin) for one in others)) if others else Const(at=at, value=b"")
    return Choice(at=at, condition=Mix(at=at, parts=()), yes=yes, no=no)


def _bodies(low: Shell, node: Node, stdin: Expr | None) -> list[Expr]:
    if node.type != "case_statement":
        body = field(node, "body")
        return [] if body is None else [low.text(body, stdin)]
    found = []
    for item in node.named_children:
        if item.type == "case_item":
            values = set(fields(item, "value"))
            found.append(
                together(item.start_byte, [low.text(one, stdin) for one in item.named_children if one not in values])
            )
    return found


def _of_command(low: Shell, made: Command, stdin: Expr | None) -> Expr:
    """A command's output, which its redirections may send elsewhere."""
    value = output(low, made, stdin)
    files = written(low, made, value)
    if files is None:
        return value
    low.hoisted.extend(files)
    return const(made.node, b"")


def output(low: Shell, made: Command, stdin: Expr | None) -> Expr:
    """What a command writes."""
    at = made.node.start_byte
    if made.name in low.functions:
        return const(made.node, b"") if low.quiet and made.name not in low.printing else invoked(low, made, stdin)
    writer = _WRITERS.get(made.name)
    if writer is not None:
        return writer(low, made)
    if made.name in SILENT:
        low.hoisted.extend(low.block(made.node))
        return const(made.node, b"")
    given = stdin if stdin is not None else low.standard_input(at)
    maker = FILTERS.get(made.name)
    if maker is not None:
        return maker(low, made, given if made.name in {"cat", "tee"} else chomped(given))
    return const(made.node, b"") if low.quiet else call(at, "capture", invoked(low, made, stdin))


def _echo(low: Shell, made: Command) -> Expr:
    at = made.node.start_byte
    args = list(made.args(low))
    newline, escapes = b"\n", False
    while args and (option := literal(args[0].value)) is not None and re.fullmatch(rb"-[neE]{1,3}", option):
        newline = b"" if b"n" in option else newline
        escapes = escapes or b"e" in option
        args.pop(0)
    pieces: list[Expr] = []
    for index, one in enumerate(args):
        pieces += [Const(at=at, value=b" ")] if index else []
        pieces.append(_escaped(one.value) if escapes else one.value)
    return together(at, [*pieces, Const(at=at, value=newline)])


def _escaped(value: Expr) -> Expr:
    """``echo -e``: escapes in what is written out; in a variable's value they become line breaks all the same."""
    match value:
        case Const(value=octets) if octets is not None:
            return Const(at=value.at, value=unescaped(octets))
        case Join(parts=parts):
            return Join(at=value.at, parts=tuple(_escaped(one) for one in parts))
        case _:
            return call(value.at, "unescape", value)


def _printf(low: Shell, made: Command) -> Expr:
    at = made.node.start_byte
    args = [one for one in made.args(low) if literal(one.value) != b"--"]
    shape = literal(args[0].value) if args else None
    if shape is None:
        return Mix(at=at, parts=tuple(one.value for one in args))
    values = [one.value for one in args[1:]]
    pieces: list[Expr] = []
    times = 0
    while True:
        used = _filled(at, unescaped(shape), values, pieces)
        values = values[used:]
        times += 1
        if not values or not used or times > 50:
            return together(at, pieces)


def _filled(at: int, shape: bytes, values: list[Expr], pieces: list[Expr]) -> int:
    """Appends the format with values in it, and says how many it took."""
    position, used = 0, 0
    for match in _CONVERSION.finditer(shape):
        pieces.append(Const(at=at, value=shape[position : match.start()]))
        position = match.end()
        if match[1] is None:
            pieces.append(Const(at=at, value=b"%"))
            continue
        value = values[used] if used < len(values) else Const(at=at, value=b"")
        used += 1
        if match[1] == b"b":
            value = _escaped(value)
        pieces.append(Mix(at=at, parts=(), number=True) if match[1] in b"diouxXeEfgG" else value)
    pieces.append(Const(at=at, value=shape[position:]))
    return used


_WRITERS: Final[dict[str, Callable[[Shell, Command], Expr]]] = {"echo": _echo, "printf": _printf}


def _cat(low: Shell, made: Command, given: Expr) -> Expr:
    files = [one for one in made.words if not low.raw(one).startswith(b"-") or low.raw(one) == b"-"]
    if not files:
        return given
    return together(
        made.node.start_byte,
        [given if low.raw(one) == b"-" else read_file(low, one, one.start_byte) for one in files],
    )


def _tr(low: Shell, made: Command, given: Expr) -> Expr:
    """``tr -d '\\r\\n'``, ``tr -cd a-z``, ``tr + ' '``: a transliteration."""
    at = made.node.start_byte
    words = [literal(one.value) for one in made.args(low)]
    flags = b""
    while words and words[0] is not None and re.fullmatch(rb"-[cCdst]{1,4}", words[0]):
        flags += words.pop(0) or b""
    if not words or None in words:
        return Mix(at=at, parts=(given,))
    sets = [_set(one or b"") for one in words] + [b""]
    kept = bytes(one for one in flags.replace(b"C", b"c") if one in b"cd")
    if not kept and len(words) < 2:
        return given
    return call(at, "tr///", given, Const(at=at, value=sets[0]), Const(at=at, value=sets[1]), Const(at=at, value=kept))


_CLASSES: Final = {
    b"[:alnum:]": b"0-9A-Za-z",
    b"[:alpha:]": b"A-Za-z",
    b"[:digit:]": b"0-9",
    b"[:lower:]": b"a-z",
    b"[:upper:]": b"A-Z",
    b"[:space:]": b" \t\n\v\f\r",
    b"[:blank:]": b" \t",
    b"[:cntrl:]": bytes(range(32)) + b"\x7f",
    b"[:punct:]": b"!\"#$%&'()*+,./:;<=>?@[\\]^_`{|}~",
    b"[:print:]": bytes(range(32, 127)),
}
_RANGE: Final = re.compile(rb"(.)-(.)", re.DOTALL)


def _set(raw: bytes) -> bytes:
    for name, members in _CLASSES.items():
        raw = raw.replace(name, members)
    return _RANGE.sub(lambda match: bytes(range(match[1][0], match[2][0] + 1)), unescaped(raw[:2000]))


def _sed(low: Shell, made: Command, given: Expr) -> Expr:
    """``sed 's/a/b/g'``: its substitutions in order; it sees one line at a time, and another command may do anything."""
    at = made.node.start_byte
    scripts, extended_syntax = _scripts(low, made)
    value = given
    for script in scripts:
        source = literal(script)
        if source is None:
            return call(at, "sed", value)
        for one in re.split(rb"[;\n](?=\s*(?:s\W|\d*$))", source):
            before = Var(at=at, name=f"<sed {at} {len(low.hoisted)}>")
            low.hoisted.append(put(at, before, value))
            value = _substituted(at, one.strip(), before, extended_syntax=extended_syntax)
    return value


def _scripts(low: Shell, made: Command) -> tuple[list[Expr], bool]:
    scripts: list[Expr] = []
    extended_syntax, expecting = False, False
    for one in made.args(low):
        option = literal(one.value)
        if expecting or not (option is not None and option.startswith(b"-") and option != b"-"):
            if expecting or not scripts:
                scripts.append(one.value)
            expecting = False
        elif option in {b"-e", b"--expression"}:
            expecting = True
        else:
            extended_syntax = extended_syntax or b"E" in option or b"r" in option
    return scripts, extended_syntax


def _substituted(at: int, script: bytes, value: Expr, *, extended_syntax: bool) -> Expr:
    match = _SUBSTITUTION.match(script)
    if match is None:
        return value if re.fullmatch(rb"[\d$,pq]*", script) else call(at, "sed", value)
    pieces = re.split(rb"(?<!\\)" + re.escape(match[1]), match[2])
    if len(pieces) < 3:
        return call(at, "sed", value)
    source, into, flags = pieces[0], pieces[1], pieces[2].decode("ascii", "replace")
    if not extended_syntax:
        source = extended(source)
    kept = "".join(one for one in flags.strip() if one in "gi")
    pattern = Pattern(at=at, source=source, flags=kept, dialect="posix")
    made = call(at, "s///", value, pattern, Const(at=at, value=into.replace(rb"\n", b"\n")))
    return together(at, [made, call(at, "<line breaks>", value)])


def _first_line(low: Shell, made: Command, given: Expr) -> Expr:
    """``head -1``: one line, and so no line break but the last."""
    args = [literal(one.value) for one in made.args(low)]
    one_line = b"-1" in args or b"-n1" in args or (b"-n" in args and b"1" in args)
    return call(made.node.start_byte, "head -1" if one_line else "head", given)


def _passed(low: Shell, made: Command, given: Expr) -> Expr:
    del low
    return call(made.node.start_byte, made.name, given)


def _with_words(low: Shell, made: Command, given: Expr) -> Expr:
    """A filter that may put its own words in: ``awk -v x="$y"``."""
    return Call(at=made.node.start_byte, name=made.name, args=(Arg(value=given), *made.args(low)))


def _tee(low: Shell, made: Command, given: Expr) -> Expr:
    for one in made.words:
        place = None if low.raw(one).startswith(b"-") else low.file(one)
        if place is not None:
            low.files.add(place.name)
            low.hoisted.extend(
                written(low, Command(node=made.node, name="", words=[], outputs=[(place, True)]), given) or ()
            )
    return given


FILTERS: Final[dict[str, Filter]] = {
    "cat": _cat,
    "tr": _tr,
    "sed": _sed,
    "head": _first_line,
    "tee": _tee,
    "awk": _with_words,
    "gawk": _with_words,
    "perl": _with_words,
    **dict.fromkeys(
        (
            "cut",
            "tail",
            "sort",
            "uniq",
            "grep",
            "egrep",
            "fgrep",
            "nkf",
            "iconv",
            "rev",
            "fold",
            "fmt",
            "expand",
            "base64",
            "urldecode",
            "dos2unix",
            "tac",
            "recode",
            "dd",
            "column",
            "xxd",
        ),
        _passed,
    ),
    **dict.fromkeys(("wc", "md5sum", "sha1sum", "sha256sum", "cksum"), _passed),
}
