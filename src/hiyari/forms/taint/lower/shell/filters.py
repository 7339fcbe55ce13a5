"""Shell filters as what they do to their input: ``tr``, ``sed``, ``cut`` and the like."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Call, Const, Expr, Join, Mix, Pattern, Var
from hiyari.forms.taint.lower.perl.strings import unescaped
from hiyari.forms.taint.lower.shell.commands import Command, written
from hiyari.forms.taint.lower.shell.state import Shell, call, const, put, read_file, together
from hiyari.forms.taint.lower.shell.tests import extended
from hiyari.forms.taint.lower.shell.words import literal

if TYPE_CHECKING:
    from tree_sitter import Node

Filter = Callable[[Shell, Command, "Expr"], "Expr"]

_SUBSTITUTION: Final = re.compile(rb"(?s)^(?:\d{0,9}|\$|/[^/]{0,200}/)s(.)(.{0,2000})$")


_STDIN: Final = frozenset({b"-", b"/dev/stdin", b"/dev/fd/0", b"/proc/self/fd/0"})


def _cat(low: Shell, made: Command, given: Expr) -> Expr:
    files = [one for one in made.words if not low.raw(one).startswith(b"-") or low.raw(one) == b"-"]
    if not files:
        return given
    return together(
        made.node.start_byte,
        [given if low.raw(one) in _STDIN else read_file(low, one, one.start_byte) for one in files],
    )


def _tr(low: Shell, made: Command, given: Expr) -> Expr:
    r"""``tr -d '\r\n'``, ``tr -cd a-z``, ``tr + ' '``: a transliteration."""
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
    """``sed 's/a/b/g'``: its substitutions in order; it sees one line at a time, and may do anything else besides."""
    at = made.node.start_byte
    scripts, extended_syntax = _scripts(low, made)
    value = given
    for script in scripts:
        source = literal(script)
        if source is None:
            return call(at, "<edited>", value, script)
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
    at = made.node.start_byte
    if made.name in _GREPS and any(_QUIET.fullmatch(low.raw(one)) for one in made.words):
        return const(made.node, b"")
    if made.name != "cut":
        return call(at, made.name, given)
    written = b" ".join(low.raw(one) for one in made.words)  # which part: another part is other data
    return call(at, made.name, given, Const(at=at, value=written))


def _with_words(low: Shell, made: Command, given: Expr) -> Expr:
    """A filter that may put its own words in: ``awk -v x="$y"``."""
    words = made.args(low)
    program = _awk_program(low, made) if made.name in _AWKS else None
    if program is not None:
        words = tuple(one for one in words if (name := _awk_variable(one.value)) is None or _is_used(name, program))
    return Call(at=made.node.start_byte, name=made.name, args=(Arg(value=given), *words))


def _awk_program(low: Shell, made: Command) -> bytes | None:
    """The text of awk's actions, where it is written out."""
    values = _values(low, made)
    first = next((one for one in made.words if one not in values and not low.raw(one).startswith(b"-")), None)
    return None if first is None or first.type != "raw_string" else b"".join(_ACTION.findall(low.raw(first)))


def _awk_variable(value: Expr) -> bytes | None:
    """The variable that a word sets: ``w=...``."""
    first = value.parts[0] if isinstance(value, Join) else value
    found = _SETS.match(first.value or b"") if isinstance(first, Const) else None
    return None if found is None else found[1]


def _is_used(name: bytes, program: bytes) -> bool:
    """Whether an action does more with a variable than compare it."""
    word = re.escape(name)
    left = re.sub(rb"(?:[=!]=|~)\s{0,9}" + word + rb"\b|\b" + word + rb"\s{0,9}(?:[=!]=|!?~)", b"", program)
    return re.search(rb"\b" + word + rb"\b", left) is not None


_AWKS: Final = frozenset({"awk", "gawk", "mawk"})
_GREPS: Final = frozenset({"grep", "egrep", "fgrep"})
_QUIET: Final = re.compile(rb"-[A-Za-z]{0,8}q[A-Za-z]{0,8}|--quiet|--silent")
_ACTION: Final = re.compile(rb"\{[^{}]*\}")
_SETS: Final = re.compile(rb"([A-Za-z_]\w{0,99})=")
_TAKES: Final = {
    "cut": b"dfcb",
    "head": b"nc",
    "tail": b"nc",
    "sort": b"ktoST",
    "uniq": b"fsw",
    "fold": b"w",
    "iconv": b"ft",
    "expand": b"t",
    "sed": b"ef",
    **dict.fromkeys(_GREPS, b"efmABC"),
    **dict.fromkeys(_AWKS, b"vfF"),
}
"""Filters that read the files which they are given, and their options whose value is a word of its own."""
_WRITTEN_FIRST: Final = frozenset({"sed", *_GREPS, *_AWKS})
"""Those whose first word is a pattern or a program, unless an option gives that."""


def _values(low: Shell, made: Command) -> list[Node]:
    """The words that are values of options."""
    takes, expecting = _TAKES.get(made.name, b""), False
    found: list[Node] = []
    for one in made.words:
        raw = low.raw(one)
        if expecting:
            found.append(one)
        expecting = not expecting and len(raw) > 1 and raw[:1] == b"-" and raw[-1:] in takes and raw[1:2] != b"-"
        expecting = expecting and not (len(raw) > 2 and raw[1] in takes)
    return found


def read_by(low: Shell, made: Command, given: Expr) -> Expr:
    """What a filter reads: the files that it is given, else what comes by the pipe."""
    if made.name not in _TAKES:
        return given
    values = _values(low, made)
    words = [one for one in made.words if (one not in values and low.raw(one)[:1] != b"-") or low.raw(one) == b"-"]
    options = {low.raw(one)[:2] for one in made.words}
    if made.name in _WRITTEN_FIRST and not options & {b"-e", b"-f"}:
        words = words[1:]
    words = [one for one in words if made.name not in _AWKS or not _SETS.match(low.raw(one))]
    if not words:
        return given
    at = made.node.start_byte
    read = [given if low.raw(one) in _STDIN else read_file(low, one, one.start_byte) for one in words]
    doubtful = any(low.raw(one)[:1] == b"$" for one in made.words)  # without quotes: options, perhaps, and no file
    return together(at, [given, *read] if doubtful else read)


def _tee(low: Shell, made: Command, given: Expr) -> Expr:
    for one in made.words:
        if one.type == "process_substitution":
            for inner in one.named_children:
                low.hoisted.extend(low.statement(inner, given))
            continue
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
