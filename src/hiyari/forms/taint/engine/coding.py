"""Encodings that are undone again: what comes out of ``json_decode(json_encode($x))`` is what went in.

An encoder takes line breaks out of a value, and its decoder gives them back. So what is decoded may hold anything,
but for what this script has encoded itself with the encoder that belongs to the decoder: that is as clean as it was.
A check of the encoded form says nothing of what is in it. Failing: what was kept in the session meanwhile, or went
through something else, is decoded as anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.engine.pieces import extended
from hiyari.forms.taint.engine.values import Barrier, Step, Taint, Value, mapped, stepped, tainted, weakened
from hiyari.forms.taint.tables import Power
from hiyari.model.text import text

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.run import Run
    from hiyari.forms.taint.ir import Call

_PERCENT: Final = frozenset({"urlencode", "rawurlencode"})
_UNDOES: Final = {
    # PHP
    "json_decode": frozenset({"json_encode"}),
    "unserialize": frozenset({"serialize"}),
    "base64_decode": frozenset({"base64_encode"}),
    "hex2bin": frozenset({"bin2hex"}),
    "urldecode": _PERCENT,
    "rawurldecode": _PERCENT,
    # Python
    "json.loads": frozenset({"json.dumps"}),
    "base64.b64decode": frozenset({"base64.b64encode"}),
    "urllib.parse.unquote": frozenset({"urllib.parse.quote"}),
    "urllib.parse.unquote_plus": frozenset({"urllib.parse.quote_plus"}),
    "JSON.parse": frozenset({"JSON.stringify", ".to_json", "JSON.generate"}),  # JavaScript, and Ruby
    # Ruby
    "Base64.decode64": frozenset({"Base64.strict_encode64", "Base64.encode64"}),
    "CGI.unescape": frozenset({"CGI.escape"}),
    # JavaScript
    "decodeURIComponent": frozenset({"encodeURIComponent"}),
    # Perl
    "uri_unescape": frozenset({"uri_escape", "uri_escape_utf8"}),
    "decode_base64": frozenset({"encode_base64"}),
}
"""By decoder, the encoders that it undoes wholly."""
_ENCODERS: Final = frozenset[str]().union(*_UNDOES.values())


class Coding:
    """Remembers what was encoded."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._before: dict[tuple[str, str], Taint] = {}
        """By the identity of the encoded data and the encoder: the data itself."""

    def encoded(self, call: Call, value: Value | None, takes: Power) -> Value | None:
        """A value in another form; None: the function is no encoder whose decoder is known."""
        if call.name not in _ENCODERS or value is None or not tainted(value):
            return None
        what = text("{name}() cleans it", name=call.name.lstrip("."))
        step = Step(call.at, text("through {name}()", name=call.name.lstrip(".")), self.run.file)

        def change(taint: Taint) -> Taint:
            ids = extended(taint.ids, f" {call.name}{self.run.context(taint)}")
            key = (ids[-1], call.name)
            known = self._before.get(key)
            self._before[key] = taint if known is None else replace(taint, power=taint.power | known.power)
            made = weakened(taint, Barrier(call.at, what, takes, self.run.file)) if takes else stepped(taint, step)
            return replace(made, ids=ids, validated=())

        return mapped(value, change)

    def kept(self, taint: Taint, kept: Taint, change: Callable[[Taint], Taint]) -> None:
        """Encoded data is kept for another request, under a name of its own: so is what it was before."""
        for encoder in _ENCODERS:
            before = self._before.get((taint.ids[-1], encoder))
            if before is not None:
                self.run.encoded[kept.ids[-1], encoder] = change(before)

    def decoded(self, name: str, taint: Taint) -> Taint | None:
        """What the script itself has encoded; None for anything else."""
        for encoder in _UNDOES.get(name, ()):
            key = (taint.ids[-1], encoder)
            before = self._before.get(key) or self.run.encoded.get(key)
            if before is not None:
                return replace(before, steps=taint.steps)
        return None
