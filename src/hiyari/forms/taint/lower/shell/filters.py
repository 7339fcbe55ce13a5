"""Shell filters as what they do to their input: ``tr``, ``sed``, ``cut`` and the like."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from hiyari.forms.taint.ir import Arg, Call, Const, Expr, Mix, Pattern, Var
from hiyari.forms.taint.lower.perl.strings import unescaped
from hiyari.forms.taint.lower.shell.commands import Command, written
from hiyari.forms.taint.lower.shell.state import Shell, call, put, read_file, together
from hiyari.forms.taint.lower.shell.tests import extended
from hiyari.forms.taint.lower.shell.words import literal

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
    if made.name != "cut":
        return call(at, made.name, given)
    written = b" ".join(low.raw(one) for one in made.words)  # which part: another part is other data
    return call(at, made.name, given, Const(at=at, value=written))


def _with_words(low: Shell, made: Command, given: Expr) -> Expr:
    """A filter that may put its own words in: ``awk -v x="$y"``."""
    return Call(at=made.node.start_byte, name=made.name, args=(Arg(value=given), *made.args(low)))


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
