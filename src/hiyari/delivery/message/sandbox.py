"""The Jinja environment of campaigns: a template can neither reach into the program nor run away.

The templates are the administrator's own; what stands in a row is not, and ``{{ "*" * (stars | int) }}`` is enough to
let a row decide how long a message gets. So what repeats is counted, and what is made is measured.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from jinja2 import StrictUndefined, Template, Undefined, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MOST_STEPS: Final = 100_000
"""Turns of loops, and calls, in one rendering."""
_MOST_MADE: Final = 16 * 1024 * 1024
"""Characters and elements that all operators, filters and calls of one rendering may make together."""
MOST_OUTPUT: Final = 2 * 1024 * 1024
"""Characters of what is rendered."""
_WIDEST: Final = 10_000
"""The largest width: filters and methods fill a text up to it. Also the bits of a power."""
_WIDE: Final = frozenset({"batch", "center", "indent", "slice", "tojson", "wordwrap"})
_SHORT: Final = 1024
"""Characters of a value that is written without being measured: the number of steps bounds them."""
_SIZED: Final = (str, bytes, list, tuple, dict, range)
_SHOWN: Final = (str, int, float, list, tuple, dict, Undefined)
_TURNS: Final = "hiyari turns"
_SIZE: Final = "hiyari size"


class Sandbox(ImmutableSandboxedEnvironment):
    """Strict about names, bounded, and without time and chance: the same row always gives the same text."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, *, autoescape: bool) -> None:
        """Make it for one kind of text.

        Args:
            autoescape: Whether values are escaped, as HTML wants it.
        """
        self._steps = self._made = 0
        # Not optimised: what is folded into a constant would be computed before anything is counted.
        super().__init__(
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            autoescape=autoescape,
            finalize=self._finalized,
            optimized=False,
        )
        # A format says how wide its text gets; `pprint` and `lipsum` differ from run to run, as `random` does.
        del self.filters["random"], self.filters["pprint"], self.filters["format"], self.globals["lipsum"]
        self.filters = {name: self._measured(name, function) for name, function in self.filters.items()}
        self.filters[_TURNS] = self._turns
        self.filters[_SIZE] = self._size

    def fill(self, template: Template, values: Mapping[str, object]) -> str:
        """Render one of this environment's templates.

        Raises:
            SecurityError: It loops, makes or shows more than a message can need.
            Exception: Whatever its expressions raise.
        """
        self._steps = self._made = 0
        pieces, length = [], 0
        for piece in template.generate(values):
            pieces.append(piece)
            length += len(piece)
            if length > MOST_OUTPUT:
                raise SecurityError("a body is longer than 2 MiB")
        return "".join(pieces)

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Jinja's
        """Count and measure what a template calls."""
        self._step()
        # Jinja hands formats out in a wrapper of its own, so that this is where they are seen.
        if getattr(called, "__name__", "") in {"format", "format_map"}:
            raise SecurityError("a format says how wide its text gets; write {{ ... }} for each value instead")
        owner = getattr(called, "__self__", None)
        if isinstance(owner, str | bytes | int):
            _narrow((*args, *kwargs.values()))
            _product(getattr(called, "__name__", ""), owner, args)
        return self._size(super().call(context, called, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - Jinja's
        """Refuse what would be longer than a message, before it is made."""
        if operator == "*" and any(isinstance(one, _SIZED) for one in (left, right)):
            sizes = [len(one) if isinstance(one, _SIZED) else one for one in (left, right)]
            if sizes[0] * sizes[1] > MOST_OUTPUT:
                raise _too_much()
        if operator == "**" and not (abs(left) <= _WIDEST and abs(right) <= _WIDEST // 16):
            raise _too_much()
        if operator == "%" and isinstance(left, str | bytes):
            raise SecurityError("a text stands before %; write {{ ... }} for each value instead")
        return self._size(super().call_binop(context, operator, left, right))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 - Jinja's
        """No joining that nobody has measured: there is a filter for it."""
        return not (isinstance(obj, str | bytes) and attr == "join") and super().is_safe_attribute(obj, attr, value)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Have every loop counted, and what ``~`` puts together measured."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            weight = sum(len(one.data) for one in loop.find_all(nodes.TemplateData))
            loop.iter = _filtered(loop.iter, _TURNS, [nodes.Const(weight, lineno=loop.lineno)])
        for concat in tree.find_all(nodes.Concat):
            concat.nodes = [_filtered(one, _SIZE, []) for one in concat.nodes]
        return tree

    # With the context as an argument, Jinja does not compute constants while it compiles.
    @pass_context
    def _finalized(self, _: Context, value: Any) -> Any:  # noqa: ANN401 - Jinja's signature
        """A function, a generator or None in a message is a mistake; where it lies in memory differs each time."""
        if type(value) is str and len(value) < _SHORT:
            return value
        if value is None or not isinstance(value, _SHOWN):
            raise SecurityError(f"it would write a {type(value).__name__} into the message; is a pair of () missing?")
        return self._size(value)

    def _turns(self, iterable: Iterable[object], weight: int) -> Iterable[object]:
        """The same, counted; an undefined value stays one, so that the message names it."""
        return iterable if isinstance(iterable, Undefined) else self._counted(iterable, weight)

    def _counted(self, iterable: Iterable[object], weight: int) -> Iterator[object]:
        for one in iterable:
            self._step()
            self._add(weight)
            yield one

    def _measured(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)  # with it goes what Jinja has noted about its first argument
        def measured(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any filter
            if name in _WIDE:
                _narrow((*args, *kwargs.values()))
            for one in args:
                self._size(one)
                if isinstance(one, list | tuple):
                    self._add(sum(len(element) for element in one if isinstance(element, str)))
            texts = [one for one in args if isinstance(one, str)]
            _product(name, texts[0] if texts else "", texts[1:])
            return self._size(function(*args, **kwargs))

        return measured

    def _step(self) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise SecurityError(f"it loops and calls more than {_MOST_STEPS} times")

    def _size(self, value: Any) -> Any:  # noqa: ANN401 - any value
        """The same value, measured."""
        if isinstance(value, _SIZED):
            if len(value) > MOST_OUTPUT:
                raise _too_much()
            self._add(len(value))
        return value

    def _add(self, size: int) -> None:
        self._made += size
        if self._made > _MOST_MADE:
            raise _too_much()


def _filtered(node: nodes.Node, name: str, args: list[nodes.Expr]) -> nodes.Filter:
    assert isinstance(node, nodes.Expr)  # noqa: S101 - what is looped over and put together are expressions
    return nodes.Filter(node, name, args, [], None, None, lineno=node.lineno)


def _narrow(args: Iterable[object]) -> None:
    if any(isinstance(one, int) and abs(one) > _WIDEST for one in args):
        raise SecurityError(f"a width is larger than {_WIDEST}")


def _product(name: str, value: object, args: Iterable[object]) -> None:
    """What is put in place of a text may stand at each of its characters."""
    longest = max((len(one) for one in args if isinstance(one, str)), default=0)
    if name in {"replace", "join"} and isinstance(value, str) and (len(value) + 1) * longest > _MOST_MADE:
        raise _too_much()


def _too_much() -> SecurityError:
    return SecurityError("it makes more text than a message can hold")
