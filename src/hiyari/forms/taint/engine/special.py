"""Calls with a meaning of their own: constants, included files, calls by name, sums, replacements by pattern."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.callables import choices_of
from hiyari.forms.taint.engine.calls import Given
from hiyari.forms.taint.engine.choices import as_string, concatenated, either, truth
from hiyari.forms.taint.engine.functions import ARGUMENTS
from hiyari.forms.taint.engine.looking import calls as calls_in
from hiyari.forms.taint.engine.merging import merged_into_one
from hiyari.forms.taint.engine.naming import dotted_name
from hiyari.forms.taint.engine.phpish import Phpish
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import End, Part, State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    NUMBER,
    POSITIVE,
    SOMETHING,
    TRUE,
    Arr,
    Func,
    OneOf,
    Ref,
    Str,
    Value,
    constant,
    fixed,
    taints_of,
)
from hiyari.forms.taint.engine.variables import THROWN
from hiyari.forms.taint.ir import Arg, Block, Call, Do, Item, Member, Pattern, Return, Var
from hiyari.forms.taint.lower.tree import too_deep
from hiyari.forms.taint.tables import BREAKS, Role, Scope
from hiyari.model.text import text

Ways = list[tuple[State, Value]]
MOST_CLASSES: Final = 10
LONGEST_CODE: Final = 200_000
_IN_STRING: Final = "code in a string at "
_DECODERS: Final = frozenset({"pack", "chr", "hex", "uri_unescape", "unpack"})


class Special:
    """Runs calls that are no ordinary functions."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Callable[[Call, State], Ways]] = {
            "global": self._global,
            "empty": self.empty,
            "define": self.define,
            "constant": self.constant,
            "include": self.include,
            "spl_autoload_register": run.autoloading.register,
            "require": self.include,
            "<entry>": self.entry,
            "<dynamic>": self.dynamic,
            "<alias>": self.alias,
            "<each>": self.each,
            "curl_setopt": self.option,
            "curl_setopt_array": self.options,
            ".setopt": self.option,
            "<static>": self.static,
            "<after>": self.after,
            "<any order>": self.any_order,
            "<caught>": self.caught,
            "new <dynamic>": self.make,
            "func_get_args": self.own_arguments,
            "func_get_arg": self.own_argument,
            "compact": self.compact,
            "+": self.arithmetic,
            "-": self.arithmetic,
            "count": self.count,
            "sizeof": self.count,
            "<count>": self.count,
            "<exported>": self.exported,
            "dirname": self.dirname,
            "<pair>": self.pair,
            "<ReadParse>": self.read_parse,
            "<reference>": run.references.reference,
            "<contents>": self.contents,
            "<paired>": self.paired,
            "<listed>": self.listed,
            "<inverted>": self.listed,
            "<keys>": self.keys,
            "<delete>": self.deleted,
            "<part>": self.part,
            "<yield>": self.yielded,
            "<super>": self.inherited,
            "<define>": self.defined,
            "<send>": self.sent,
            "<before>": self.before,
            "<can>": self.can,
            "<bless>": run.references.blessed,
            "<mapping>": self.mapping,
            "s///": self.substitute,
            "tr///": self.translate,
            "captures": self.captured,
            "<matches>": self.matches,
            "redirect": run.shelling.redirect,
            "capture": run.shelling.capture,
            **run.objects.known,
        }
        if run.tables.folds_names:
            self.known |= Phpish(run).known

    def _global(self, call: Call, state: State) -> Ways:
        state.shared |= {arg.value.name for arg in call.args if isinstance(arg.value, Var)}
        return [(state, EMPTY)]

    def empty(self, call: Call, state: State) -> Ways:
        """``empty``."""
        from hiyari.forms.taint.ir import Not  # noqa: PLC0415

        if not call.args:
            return [(state, TRUE)]
        return self.run.conditions.ways(Not(call.at, call.args[0].value), state)

    def define(self, call: Call, state: State) -> Ways:
        """A constant gets its value."""
        given = self.run.calls.arguments(call.args, state)
        name = constant(given[0].value) if given else None
        if name is not None and len(given) > 1:
            state.globals["<globals>" + name.decode("utf-8", "surrogateescape")] = given[1].value
        return [(state, TRUE)]

    def constant(self, call: Call, state: State) -> Ways:
        """A constant by its name."""
        at = call.at
        key = call.args[0].value if call.args else None
        return [(state, self.run.expressions.value(Item(at, Var(at, "<globals>"), key), state))]

    def include(self, call: Call, state: State) -> Ways:
        """An included file inside an expression."""
        path = self.run.expressions.value(call.args[0].value, state) if call.args else SOMETHING
        return [(one, TRUE) for one in self.run.including.included(path, call.at, state)]

    def entry(self, call: Call, state: State) -> Ways:
        """A framework calls this function."""
        for one in self.run.calls.arguments(call.args, state):
            value = one.value
            if isinstance(one.expr, Var) and one.expr.name in self.run.functions:
                value = Func(self.run.functions[one.expr.name])
            for target in self.run.callables.targets(value, state).known:
                if target.function is not None:
                    given = [Given(SOMETHING) for _ in target.function.params]
                    self.run.invoking.invoke(target.function, given, state.copy(), call, target.this)
        return [(state, EMPTY)]

    def dynamic(self, call: Call, state: State) -> Ways:
        """A function whose name is a value."""
        base = SOMETHING if call.base is None else self.run.expressions.value(call.base, state)
        given = self.run.calls.arguments(call.args, state)
        if state.end is not None:
            return [(state, EMPTY)]
        return self.run.callables.call(base, given, state, call)

    def make(self, call: Call, state: State) -> Ways:
        """``new $class()``: of the classes that it may be, or of any."""
        run = self.run
        base = SOMETHING if call.base is None else run.expressions.value(call.base, state)
        given = run.calls.arguments(call.args, state)
        if isinstance(base, Ref):
            thing = state.things.get(base.address)
            names: list[str | None] = [None if thing is None else thing.kind]
        else:
            names = [None if one is None else one.decode("utf-8", "surrogateescape") for one in choices_of(base)]
        if None in names and any(True for _ in taints_of(base)):
            run.report.unclear(text("the request decides of which class an object is made here"), call.at, run.file)
            run.callables.suspect("an object of a class chosen at run time", call.at)
            run.dynamic = True
            names.extend(list(run.classes)[:MOST_CLASSES])
        made: Ways = []
        for name in names:
            if name is None:
                made.append((state.copy(), run.calls.any(replace(call, base=None), base, given, state)))
                continue
            one = replace(call, name="new " + run.tables.name(name), base=None)
            made.extend(run.calls.by_name(one, None, given, state.copy()))
        return made

    def evaluate(self, code: bytes, at: int, state: State) -> Value | None:
        """Code in a string that stands in the script is run like an included file; None where that was not done."""
        run = self.run
        if len(code) > LONGEST_CODE or run.limits.includes <= 0 or (run.file or "").startswith(_IN_STRING):
            return None
        run.limits.includes -= 1
        source = b"<?php " + code if run.tables.folds_names else code
        if too_deep(source):
            return None
        program, name = run.lower(source), f"{_IN_STRING}{at}"
        run.report.add_source(name, source)
        run.learn(program, name)
        before, run.file = run.file, name
        try:
            outs = run.walking.block(_with_value(program.body), state.copy())
        finally:
            run.file = before
        alive = [one for one in outs if one.end in {None, End.RETURN}]
        made: Value | None = None
        for one in alive:
            if one.end is End.RETURN and one.result is not None:
                made = one.result if made is None else either(made, one.result)
            one.end = one.result = None
        if alive:
            state.become(merged_into_one(alive))
        elif outs:
            state.become(outs[0])
        return SOMETHING if made is None else made

    def alias(self, call: Call, state: State) -> Ways:
        """Two names of one place, from here on."""
        left, right = call.args[0].value, call.args[1].value
        self.run.assigning.alias(left, right)
        return [(state, EMPTY)]

    def each(self, call: Call, state: State) -> Ways:
        """What a loop goes through: an object gives its elements by a method of its own."""
        run, over = self.run, self.run.expressions.value(call.args[0].value, state)
        thing = state.things.get(over.address) if isinstance(over, Ref) else None
        for name in ("getiterator", "current"):
            function = run.invoking.method(thing.kind, name) if thing is not None else None
            if function is not None:
                made = run.invoking.one(function, [], state, Call(call.at, name), over)
                return [(state, made if name == "getiterator" else Arr((), made, filled=True))]
        return [(state, over)]

    def option(self, call: Call, state: State) -> Ways:
        """``curl_setopt``: the recipients of a transfer by SMTP."""
        run = self.run
        base = None if call.base is None else run.expressions.value(call.base, state)
        given = run.calls.arguments(call.args, state)
        name, value = (given[-2], given[-1].value) if len(given) > 1 else (None, EMPTY)
        if name is not None and self._is_recipient(name):
            self._transfer(call, value, state)
        elif base is not None:
            return run.calls.by_name(call, base, given, state)
        return [(state, TRUE)]

    def options(self, call: Call, state: State) -> Ways:
        """``curl_setopt_array``."""
        given = self.run.calls.arguments(call.args, state)
        for key, value in given[1].value.items if len(given) > 1 and isinstance(given[1].value, Arr) else ():
            if key == b"CURLOPT_MAIL_RCPT":
                self._transfer(call, value, state)
        return [(state, TRUE)]

    @staticmethod
    def _is_recipient(name: Given) -> bool:
        written = constant(name.value) or b""
        dotted = dotted_name(name.expr) if name.expr is not None else None
        return written == b"CURLOPT_MAIL_RCPT" or (dotted or "").endswith("MAIL_RCPT")

    def _transfer(self, call: Call, value: Value, state: State) -> None:
        where = self.run.mails.place(call.at, "curl (smtp)")
        part = Part(Role.TO, value, call.at, Role.TO.value)
        self.run.delivery.deliver(where, (part,), state, {Role.TO: BREAKS}, reads_header=False)

    def static(self, call: Call, state: State) -> Ways:
        """What a function's variable had when it was called before."""
        place, before = call.args[0].value, call.args[1].value
        key = place.key if isinstance(place, Item) else None
        name = constant(self.run.expressions.value(key, state)) if key is not None else None
        found = state.globals.get("<globals>" + (name or b"").decode("utf-8", "surrogateescape"))
        return [(state, self.run.expressions.value(before, state) if found is None else found)]

    def after(self, call: Call, state: State) -> Ways:
        """A list without its first elements, or what is left of a string."""
        given = self.run.calls.arguments(call.args, state)
        number = constant(given[1].value) or b"" if len(given) > 1 else b""
        value = self.run.references.contents(given[0].value, state)
        if isinstance(value, Arr) and value.rest is None and number.isdigit() and len(number) < 4:
            return [(state, containers.after(value, int(number)))]
        return self.any_order(call, state) if isinstance(value, Arr) else [(state, value)]

    def any_order(self, call: Call, state: State) -> Ways:
        """A list whose elements may stand anywhere in it."""
        value = self.run.references.contents(self.run.calls.arguments(call.args, state)[0].value, state)
        if not isinstance(value, Arr) or (len(value.items) < 2 and value.rest is None):
            return [(state, value)]
        made = containers.lookup(value, None, self.run.came, call.at)
        return [(state, Arr((), made, filled=bool(value.items)))]

    def caught(self, _: Call, state: State) -> Ways:
        """What a handler is given: anything that was thrown, or an error of the language's own."""
        thrown = self.run.variables.lookup(THROWN, state)
        return [(state, SOMETHING if thrown is None else either(thrown, SOMETHING))]

    def own_arguments(self, _: Call, state: State) -> Ways:
        """What the function that runs was given."""
        return [(state, state.variables.get(ARGUMENTS, SOMETHING))]

    def own_argument(self, call: Call, state: State) -> Ways:
        """One of what the function that runs was given."""
        given = self.run.calls.arguments(call.args, state)
        key = given[0].value if given else None
        base = state.variables.get(ARGUMENTS, SOMETHING)
        return [(state, self.run.expressions.element(base, key, call.at, state))]

    def compact(self, call: Call, state: State) -> Ways:
        """A mapping of variables by their names."""
        made: Value = Arr()
        for one in self.run.calls.arguments(call.args, state):
            for each in [item for _, item in one.value.items] if isinstance(one.value, Arr) else [one.value]:
                name = constant(each)
                if name is None:
                    made = containers.put(made, each, SOMETHING, {})
                    continue
                held = self.run.variables.variable("$" + name.decode("utf-8", "surrogateescape"), call.at, state)
                made = containers.put(made, each, held, {})
        return [(state, made)]

    def arithmetic(self, call: Call, state: State) -> Ways:
        """Plus and minus: exact for small numbers, so that counters of errors are followed."""
        values = [one.value for one in self.run.calls.arguments(call.args, state)]
        numbers = [constant(value) for value in values]
        if len(numbers) == 2 and all(number is not None and _is_number(number) for number in numbers):
            first, second = (int(number or b"0") for number in numbers if number is not None)
            made = first + second if call.name == "+" else first - second
            return [(state, fixed(str(made).encode()) if abs(made) < 10**9 else NUMBER)]
        if call.name == "+" and any(value == POSITIVE for value in values) and None not in numbers[-1:]:
            return [(state, NUMBER if (numbers[-1] or b"")[:1] == b"-" else POSITIVE)]
        if call.name == "-" and values[:1] == [POSITIVE] and (numbers[-1] or b"")[:1] == b"-":
            return [(state, POSITIVE)]
        if call.name == "+" and len(values) == 2 and any(isinstance(value, Arr) for value in values):
            right = values[1] if isinstance(values[1], Arr) else Arr((), values[1])
            return [(state, containers.spread(right, values[0], call.at, self.run.came))]
        if call.name == "+" and self.run.tables.scope is not Scope.OWN:
            return [(state, concatenated(values))]
        return [(state, self.run.expressions.number(values, call.at))]

    def exported(self, call: Call, state: State) -> Ways:
        """``mailer.send(x)`` where a file of the site is ``mailer``: its function, or a method of what it exports."""
        name = constant(self.run.expressions.value(call.args[0].value, state)) or b""
        written = name.decode("utf-8", "surrogateescape")
        one = replace(call, name=written, args=call.args[1:], base=None)
        held = self.run.variables.lookup(written, state)
        if written in self.run.functions or isinstance(held, Func):
            return self.run.calls.ways(one, state)
        return self.run.calls.ways(replace(one, name="." + written, base=Var(call.at, "exports")), state)

    def count(self, call: Call, state: State) -> Ways:
        """How many elements a list has, where that is known, on each way to it."""
        if len(call.args) == 1 and isinstance(call.args[0].value, Call):
            ways = self.run.expressions.ways(call.args[0].value, state)
            held = "<counted>"
            made: Ways = []
            for one, value in ways:
                if one.end is not None:
                    made.append((one, EMPTY))
                    continue
                one.globals[held] = value
                made.extend(self.count(replace(call, args=(Arg(Var(call.at, held)),)), one))
            return made
        given = self.run.calls.arguments(call.args, state)
        if (
            given
            and isinstance(value := given[0].value, Arr)
            and value.rest is None
            and not value.filled
            and value.sure
        ):
            return [(state, fixed(str(len(value.items)).encode()))]
        if given and constant(given[0].value) == b"":
            return [(state, fixed(b"0"))]
        some = bool(given) and isinstance(given[0].value, Arr) and truth(given[0].value)
        return [(state, POSITIVE if some else NUMBER)]

    def substitute(self, call: Call, state: State) -> Ways:
        """Perl's ``s///``; with ``e`` the replacement is code, which may bring back what was kept out."""
        values = [one.value for one in self.run.calls.arguments(call.args, state)]
        pattern = call.args[1].value if len(call.args) > 1 else None
        if len(values) < 3 or not isinstance(pattern, Pattern):
            return [(state, values[0] if values else EMPTY)]
        strings = self.run.strings
        if "e" in pattern.flags and any(one.name in _DECODERS for one in calls_in(call.args[2].value)):
            return [(state, strings.decoded(values[0], state))]
        return [(state, strings.substituted([pattern], values[2], values[0], call.at))]

    def translate(self, call: Call, state: State) -> Ways:
        """Perl's ``tr///``."""
        values = [one.value for one in self.run.calls.arguments(call.args, state)]
        return [(state, self.run.strings.translated(values, call.at))]

    def captured(self, call: Call, state: State) -> Ways:
        """The groups of a match, as a list."""
        values = [one.value for one in self.run.calls.arguments(call.args, state)]
        pattern = call.args[1].value if len(call.args) > 1 else None
        found = pattern if isinstance(pattern, Pattern) else None
        groups = self.run.guarding.groups(values[0] if values else EMPTY, found, call.at)
        if len(values) > 2:  # the whole match comes first (bash)
            groups = [as_string(values[0]), *groups]
        items = tuple((str(index).encode(), group) for index, group in enumerate(groups))
        return [(state, Arr(items, None if items else (values[0] if values else EMPTY)))]

    def matches(self, call: Call, state: State) -> Ways:
        """All that a pattern finds in a text, one after the other; of a pattern with groups, the groups of each."""
        subject, _ = (self.run.expressions.value(arg.value, state) for arg in call.args[:2])
        pattern = call.args[1].value
        if not isinstance(pattern, Pattern):
            return [(state, Arr((), subject))]
        groups = self.run.guarding.groups(subject, pattern, call.at)
        if groups:
            items = tuple((str(index).encode(), as_string(group)) for index, group in enumerate(groups))
            return [(state, Arr((), Arr(items)))]
        whole = self.run.guarding.groups(subject, replace(pattern, source=b"(" + pattern.source + b")"), call.at)
        return [(state, Arr((), whole[0] if whole else subject))]

    def read_parse(self, call: Call, state: State) -> Ways:
        """cgi-lib.pl's ``ReadParse``: the script's own sub, or the one that fills a mapping from the request."""
        name = (constant(self.run.expressions.value(call.args[0].value, state)) or b"").decode(
            "utf-8", "surrogateescape"
        )
        function = self.run.functions.get(name)
        if function is not None:
            given = self.run.calls.arguments(call.args[2:], state)
            return self.run.invoking.invoke(function, given, state, call, None)
        fields = self.run.source(self.run.tables.sources["ReadParse"], "ReadParse", None, call.at)
        self.run.assigning.assign(call.args[1].value, fields, state, append=True)
        return [(state, SOMETHING)]

    def contents(self, call: Call, state: State) -> Ways:
        """What a reference leads to; a string in its place names a variable."""
        value = self.run.expressions.value(call.args[0].value, state)
        sigil = constant(self.run.expressions.value(call.args[1].value, state)) if len(call.args) > 1 else None
        name = self.run.references.symbol(value, sigil or b"")
        if name is not None:
            return [(state, self.run.expressions.value(Var(call.at, name), state))]
        return [(state, self.run.references.contents(value, state))]

    def listed(self, call: Call, state: State) -> Ways:
        """Perl's mapping as a list: keys and values in turn, in any order."""
        value = self.run.references.contents(self.run.expressions.value(call.args[0].value, state), state)
        held = either(containers.keys(value, call.at), containers.lookup(value, None, self.run.came, call.at))
        return [(state, Arr((), held))]

    def can(self, call: Call, state: State) -> Ways:
        """Perl's ``$object->can('name')``: the method itself."""
        values = [self.run.expressions.value(arg.value, state) for arg in call.args]
        if len(values) < 2:
            return [(state, SOMETHING)]
        if constant(values[0]) == b"main":
            return [(state, values[1])]  # a function of the script, which is called by its name
        pair = Arr(tuple((str(index).encode(), value) for index, value in enumerate(values)))
        found = [one.function for one in self.run.callables.targets(pair, state).known if one.function is not None]
        made = tuple(Func(one) for one in found)
        return [(state, SOMETHING if not made else made[0] if len(made) == 1 else OneOf(made))]

    def yielded(self, call: Call, state: State) -> Ways:
        """Ruby's ``yield``: the block, or what it would be given."""
        block = SOMETHING if call.base is None else self.run.expressions.value(call.base, state)
        given = self.run.calls.arguments(call.args, state)
        if isinstance(block, Func | OneOf):
            return self.run.callables.call(block, given, state, call)
        return [(state, concatenated([one.value for one in given]) if len(given) != 1 else given[0].value)]

    def inherited(self, call: Call, state: State) -> Ways:
        """Ruby's ``super``."""
        run = self.run
        given = run.calls.arguments(call.args, state)
        now = run.calling[-1] if run.calling else None
        this = run.variables.lookup("self", state)
        thing = state.things.get(this.address) if isinstance(this, Ref) else None
        method = "" if now is None else now.name.rpartition(".")[2]
        for each in run.invoking.ancestors(thing.kind if thing is not None else (now.owner or "") if now else ""):
            found = run.functions.get(f"{each}.{method}")
            if found is not None and found not in run.calling:
                return run.invoking.invoke(found, given, state, call, this)
        return [(state, run.calls.any(replace(call, base=None), None, given, state))]

    def defined(self, call: Call, state: State) -> Ways:
        """Ruby's ``define_method`` and ``alias_method``: a function under a name that may only be known now."""
        owner, name, body = (self.run.expressions.value(arg.value, state) for arg in call.args[:3])
        written, kind = constant(name), (constant(owner) or b"").decode("utf-8", "surrogateescape")
        old = constant(body)
        function = body.function if isinstance(body, Func) else None
        if old is not None:
            known = old.decode("utf-8", "surrogateescape")
            function = self.run.invoking.method(kind, known) or self.run.functions.get(known)
        if written is None or function is None:
            if function is not None:
                self.run.callables.suspect("a method without a name that is known", call.at)
                why = text("what gets a name here, which is put together while the script runs")
                self.run.report.unclear(why, call.at, self.run.file)
            return [(state, SOMETHING)]
        own = written.decode("utf-8", "surrogateescape")
        full = f"{kind}.{own}" if kind else own
        if full not in self.run.functions:
            made = replace(function, name=full, owner=kind or None)
            self.run.functions[full] = made
            self.run.references.capture(made, state)
        return [(state, name)]

    def sent(self, call: Call, state: State) -> Ways:
        """Ruby's ``object.send(name, ...)`` of a name that is a value."""
        base = SOMETHING if call.base is None else self.run.expressions.value(call.base, state)
        name = self.run.expressions.value(call.args[0].value, state)
        written = constant(name)
        if written is not None:
            own = written.decode("utf-8", "surrogateescape")
            if own.endswith("=") and len(call.args) > 1 and call.base is not None:
                value = self.run.expressions.value(call.args[1].value, state)
                self.run.assigning.assign(Member(call.at, call.base, own[:-1]), value, state)
                return [(state, value)]
            return self.run.calls.ways(replace(call, name=f".{own}", args=call.args[1:]), state)
        given = self.run.calls.arguments(call.args[1:], state)
        pair = Arr(((b"0", base), (b"1", name)))
        made = self.run.callables.call(pair, given, state, call)
        return [(one, either(value, base) if isinstance(base, Str | Arr) else value) for one, value in made]

    def before(self, call: Call, state: State) -> Ways:
        """An element before a list, a text before a text."""
        value, base = (self.run.expressions.value(arg.value, state) for arg in call.args[:2])
        if isinstance(base, Arr):
            return [(state, containers.joined(Arr(((b"0", value),)), base))]
        return [(state, concatenated((value, base)))]

    def part(self, call: Call, state: State) -> Ways:
        """Some elements of a list, which stay a list of many; of a text a part of it."""
        value = self.run.expressions.value(call.args[0].value, state)
        if not isinstance(value, Arr):
            return [(state, value)]
        return [(state, Arr((), containers.lookup(value, None, self.run.came, call.at)))]

    def keys(self, call: Call, state: State) -> Ways:
        """Perl's ``keys``."""
        value = self.run.references.contents(self.run.expressions.value(call.args[0].value, state), state)
        if isinstance(value, Arr) and value.rest is None and value.names is None:
            named = tuple((str(index).encode(), fixed(key)) for index, (key, _) in enumerate(value.items))
            return [(state, Arr(named, None, value.filled, value.sure))]
        return [(state, Arr((), containers.keys(value, call.at)))]

    def deleted(self, call: Call, state: State) -> Ways:
        """Perl's ``delete``: an element, which its mapping has no more."""
        run, place = self.run, call.args[0].value
        value = run.expressions.value(place, state)
        if not isinstance(place, Item) or place.key is None:
            return [(state, value)]
        key, base = constant(run.expressions.value(place.key, state)), run.expressions.value(place.base, state)
        held = run.references.contents(base, state)
        if key is None or not isinstance(held, Arr):
            return [(state, value)]
        left = replace(held, items=tuple(item for item in held.items if item[0] != key))
        if isinstance(base, Ref):
            run.references.change(base, left, state)
        elif isinstance(place.base, Var):
            run.variables.store(place.base.name, left, state)
        else:
            run.assigning.assign(place.base, left, state)
        return [(state, value)]

    def paired(self, call: Call, state: State) -> Ways:
        """Perl's list as a mapping: keys and values in turn."""
        value = self.run.expressions.value(call.args[0].value, state)
        return [(state, containers.paired(self.run.references.contents(value, state)))]

    def pair(self, call: Call, state: State) -> Ways:
        """What a block's first or second parameter takes: a mapping's key and value, or parts of an inner list."""
        key, element = (self.run.expressions.value(arg.value, state) for arg in call.args[:2])
        index = self.run.expressions.value(call.args[2].value, state)
        whole = element if constant(index) == b"1" else key
        if not isinstance(element, Arr | OneOf):
            return [(state, whole)]
        part = self.run.expressions.element(element, index, call.at, state)
        written = constant(key)
        if written is not None:
            return [(state, part if written.isdigit() else whole)]
        return [(state, either(whole, part))]

    def mapping(self, call: Call, state: State) -> Ways:
        """A list of pairs as a mapping; a mapping stays one."""
        given = self.run.expressions.value(call.args[0].value, state)
        if not isinstance(given, Arr):
            return [(state, given)]
        made: Value = Arr()
        rest = [] if given.rest is None else [(b"*", given.rest)]
        for key, item in (*given.items, *rest):
            if isinstance(item, Arr) and (key.isdigit() or key == b"*"):
                name, held = (self.run.expressions.element(item, fixed(each), call.at, state) for each in (b"0", b"1"))
                made = containers.put(made, name, held, {})
            else:
                made = containers.put(made, SOMETHING if key == b"*" else fixed(key), item, {})
        return [(state, made)]

    def dirname(self, call: Call, state: State) -> Ways:
        """The folder of a path, some levels above it."""
        given = self.run.calls.arguments(call.args, state)
        written = constant(given[0].value) if given else None
        levels = constant(given[1].value) if len(given) > 1 else b"1"
        if written is None or levels is None or not levels.isdigit() or len(levels) > 1:
            return [(state, SOMETHING if not given else self.run.calls.any(call, None, given, state))]
        for _ in range(int(levels)):
            written = _above(written)
        return [(state, fixed(written))]


def _with_value(body: Block) -> Block:
    """Code of which the last expression is the value, as in Perl, Ruby and JavaScript."""
    match body:
        case (*before, Do(at=at, value=value)):
            return (*before, Return(at, value))
        case _:
            return body


def _above(path: bytes) -> bytes:
    """The folder above; of a path that ends in ``..`` the one that is meant, not the one that is written."""
    if path.rpartition(b"/")[2] == b"..":
        return path + b"/.."
    return posixpath.dirname(path.rstrip(b"/")) or (b"/" if path.startswith(b"/") else b".")


def _is_number(written: bytes) -> bool:
    return written == b"" or (written.lstrip(b"-").isdigit() and len(written) < 10)
