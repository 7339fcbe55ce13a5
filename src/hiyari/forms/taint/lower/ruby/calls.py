"""Ruby's calls: of methods by their own name and what they are called on, of a class's methods by the class's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby import routes
from hiyari.forms.taint.lower.ruby.given import with_block
from hiyari.forms.taint.lower.ruby.iterating import EACH, iterated
from hiyari.forms.taint.lower.ruby.lowering import BLOCK, Ruby
from hiyari.forms.taint.lower.ruby.mailing import with_text
from hiyari.forms.taint.lower.ruby.methods import method_of
from hiyari.forms.taint.lower.ruby.reflected import reflected
from hiyari.forms.taint.lower.ruby.targets import global_
from hiyari.forms.taint.lower.tree import field, name_of, parts
from hiyari.forms.taint.lower.walking import join, words

if TYPE_CHECKING:
    from tree_sitter import Node

_ARGV: Final = words(
    """system exec spawn IO.popen Open3.capture2 Open3.capture3 Open3.popen3 Open3.popen2 Open3.capture2e
        Process.spawn Open3.pipeline_w"""
)
_PRINTS: Final = frozenset({"puts", "print", "p", "pp", "printf"})
REFLECTED: Final = words(
    """send public_send __send__ define_method define_singleton_method attr_reader attr_accessor attr cattr_accessor
        mattr_accessor alias_method instance_variable_set instance_variable_get class_variable_set class_variable_get
        const_set local_variable_get local_variable_set instance_eval class_eval module_eval
        def_delegator def_delegators def_instance_delegator def_instance_delegators"""
)
_NUMBERS: Final = frozenset({"Integer", "Float", "Rational"})
"""What gives a number, or ends in an error, or is nil."""
_CODE: Final = frozenset({"eval", "instance_eval", "class_eval"})


def arguments(walk: Ruby, node: Node | None) -> tuple[ir.Arg, ...]:
    """The arguments of a call; ``to: x`` and ``:to => x`` are named ones."""
    made: list[ir.Arg] = []
    for one in parts(node) if node is not None else []:
        match one.type:
            case "pair":
                key, value = walk.expression(field(one, "key")), field(one, "value")
                name = (
                    key.value.decode("utf-8", "replace")
                    if isinstance(key, ir.Const) and key.value is not None
                    else None
                )
                held = walk.expression(value) if value is not None else ir.Var(one.start_byte, name or "")
                made.append(ir.Arg(held, name))
            case "splat_argument" | "hash_splat_argument":
                made.append(ir.Arg(walk.expression(next(iter(parts(one)), None)), spread=True))
            case "block_argument":
                passed = next(iter(parts(one)), None)
                if passed is None:
                    made.append(ir.Arg(ir.Var(one.start_byte, BLOCK), BLOCK))
                elif passed.type in {"identifier", "call"}:
                    made.append(ir.Arg(walk.expression(passed), BLOCK))
            case "forward_argument":
                made.append(ir.Arg(ir.Var(one.start_byte, "..."), spread=True))
                made.append(ir.Arg(ir.Var(one.start_byte, BLOCK), BLOCK))
            case _:
                made.append(ir.Arg(walk.expression(one)))
    return tuple(made)


def call(walk: Ruby, node: Node) -> ir.Expr:
    """A call, with or without a receiver and a block."""
    at, receiver, block = node.start_byte, field(node, "receiver"), field(node, "block")
    name, given = name_of(field(node, "method")), field(node, "arguments")
    if name == "super" and receiver is None:
        return inherited(at, arguments(walk, given))
    if name in REFLECTED and (
        receiver is None or receiver.type not in {"constant", "scope_resolution"} or name != "send"
    ):
        base = None if receiver is None else walk.expression(receiver)
        made = reflected(walk, at, base, name, arguments(walk, given), block)
        if made is not None:
            return made
    if receiver is None:
        if block is not None and (made := routes.registered(walk, node, name, block)) is not None:
            return made
        value = bare(walk, node, name, arguments(walk, given))
    elif receiver.type in {"constant", "scope_resolution"} and name_of(receiver) not in walk.constants:
        value = _of_class(walk, at, receiver, name or "call", arguments(walk, given))
    else:
        base = walk.expression(receiver)
        if block is not None and name == "mount_proc":
            return routes.mounted(walk, node, block)
        if block is not None and name in EACH:
            before = len(walk.broken)
            looped = iterated(walk, at, name, base, block, [one.value for one in arguments(walk, given)])
            return left_with(walk, at, looped, before)
        value = _of_value(walk, at, base, name or "call", arguments(walk, given))
    if isinstance(value, ir.Call) and value.name == "ActionMailer.mail":
        return with_text(walk, node, value, block)
    if block is None:
        return value
    before = len(walk.broken)
    made = with_block(walk, at, name, value, block)
    return left_with(walk, at, made, before)


def left_with(walk: Ruby, at: int, value: ir.Expr, before: int) -> ir.Expr:
    """What a loop gives: its own value, or that of a ``break`` in it."""
    broken = walk.broken[before:]
    del walk.broken[before:]
    return ir.Mix(at, (value, *broken)) if broken else value


def inherited(at: int, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """``super``: the method of the same name of a base, an included module or a module that stands before."""
    return ir.Call(at, "<super>", args, ir.Var(at, "self"))


def _of_value(walk: Ruby, at: int, base: ir.Expr, name: str, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """A method of a value; what is written into a stream that gathers a message is appended to it."""
    if isinstance(base, ir.Var) and base.name in walk.mails and name == "to_s":
        return ir.Call(at, ".to_s", (), base)
    if name == "to_s" and not args and b"def to_s" in walk.source:
        return ir.Join(at, (base,))  # an object of the script may say itself what it is as a text
    made = method_of(at, base, name, args)
    gathered = walk.streams.get(base.name) if isinstance(base, ir.Var) else None
    if gathered is not None and name in {"string", "read", "gets", "readlines", "each_line", "readline"}:
        return gathered
    if gathered is not None and isinstance(made, ir.Call) and made.name in {".write", ".print"}:
        text = join(at, [one.value for one in made.args])
        return ir.Bind(at, ir.Assign(at, gathered, text, append=True))
    return made


def _of_class(walk: Ruby, at: int, receiver: Node, name: str, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """``Net::SMTP.start``; a constant that is written in capitals is a value."""
    full = name_of(receiver).removeprefix("::")
    if full in {"STDIN", "ARGF"}:
        return ir.Call(at, f".{name}", args, ir.Var(at, "$stdin"))
    if full in {"Enumerator", "Enumerator::Lazy"} and name == "new":
        return ir.Opaque(at, at, "values that a block makes one after the other", tuple(one.value for one in args))
    if full.endswith("EMAIL_REGEXP"):
        return method_of(at, walk.expression(receiver), name, args)
    if full.isupper() and full not in {"CGI", "IO", "URI", "ERB", "SMTP", "JSON", "YAML"} and full not in walk.classes:
        if full == "ENV" and name == "fetch" and args and isinstance(args[0].value, ir.Const):
            return ir.Var(at, f"ENV[{(args[0].value.value or b'').decode('utf-8', 'replace')}]")
        return method_of(at, global_(at, full), name, args)
    plain = [one.value for one in args if one.name is None and not one.spread]
    if full == "Regexp" and name == "last_match":
        whole = ir.Var(at, "$~")
        return ir.Item(at, whole, plain[0]) if plain else whole
    if full == "Regexp" and name == "new" and plain and isinstance(plain[0], ir.Const | ir.Pattern):
        known = plain[0]
        return known if isinstance(known, ir.Pattern) else ir.Pattern(at, known.value or b"", "", "ruby")
    if name == "with" and full.endswith("Mailer"):
        held = tuple((ir.Const(at, (one.name or "").encode()), one.value) for one in args)
        walk.waiting.append(ir.Assign(at, global_(at, "mailer params"), ir.Array(at, held)))
        return ir.Var(at, f"<{full}>")
    return commanded(at, f"{full}.{name}", args)


def bare(walk: Ruby, node: Node, name: str, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """A call without a receiver: of the object's own method, or of the mail whose block this is in."""
    at = node.start_byte
    if walk.builder is not None and name not in walk.methods and name not in {"params", "raise", "format", "sprintf"}:
        return ir.Call(at, f".{name}", args, walk.builder)
    if name in _CODE:
        seen = tuple(ir.Var(at, one) for one in sorted(walk.locals[-1])[:50])
        return ir.Opaque(at, node.end_byte, "code in a string", (*(one.value for one in args[:1]), ir.Mix(at, seen)))
    if name == "method" and args and isinstance(args[0].value, ir.Const) and walk.within is None:
        return ir.Var(at, "&" + (args[0].value.value or b"").decode("utf-8", "surrogateescape"))
    if name == "binding":
        return ir.Mix(at, tuple(ir.Var(at, one) for one in sorted(walk.locals[-1])[:50]))
    if name in {"require_relative", "load", "require"} and len(args) == 1:
        return args[0].value
    if name in {"lambda", "proc"}:
        return ir.Call(at, name, args)
    if name in _PRINTS:
        return ir.Call(at, "print", args)
    if name in _NUMBERS and args:
        return ir.Mix(at, (args[0].value,), number=True)
    if name == "open":
        return _opened(at, args)
    own = _own(walk, at, name, args)
    return own if own is not None else commanded(at, name, args)


def _own(walk: Ruby, at: int, name: str, args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    """A method of the class around; in a mailer, ``mail`` and ``params`` are the framework's."""
    within = walk.within
    if within is None:
        return None
    if name in within.methods:
        if walk.in_method:
            return ir.Call(at, f".{name}", args, ir.Var(at, "self"))
        return ir.Call(at, f"{within.name}.{name}", args)
    if within.is_mailer and name == "params":
        return global_(at, "mailer params")
    if within.is_mailer and name == "mail":
        return ir.Call(at, "ActionMailer.mail", args)
    return None


def _opened(at: int, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """``open("|command", "w")``."""
    first = args[0].value if args else ir.Const(at)
    match first:
        case ir.Const(value=bytes() as text) if text.startswith(b"|"):
            return ir.Call(at, "IO.popen", (ir.Arg(ir.Const(at, text[1:].lstrip())), *args[1:]))
        case ir.Join(parts=(ir.Const(value=bytes() as text), *rest)) if text.startswith(b"|"):
            return ir.Call(at, "IO.popen", (ir.Arg(join(at, [ir.Const(at, text[1:].lstrip()), *rest])), *args[1:]))
        case _:
            return ir.Call(at, "Kernel.open", args)


def commanded(at: int, name: str, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """A call by its full name; a command that is given as several words has no shell: ``system argv``."""
    name = name.removeprefix("Kernel.") if name != "Kernel.open" else name
    if name not in _ARGV:
        return ir.Call(at, name, args)
    plain = [one for one in args if one.name is None]
    if plain and isinstance(plain[0].value, ir.Array) and name == "IO.popen":
        return ir.Call(at, "IO.popen argv", args)
    mode = name == "IO.popen"  # its second argument is the mode
    if mode or len(plain) < 2:
        return ir.Call(at, name, args)
    words = tuple((None, ir.Item(at, one.value, None) if one.spread else one.value) for one in plain)
    named = tuple(one for one in args if one.name is not None)
    return ir.Call(at, f"{name} argv", (ir.Arg(ir.Array(at, words)), *named))
