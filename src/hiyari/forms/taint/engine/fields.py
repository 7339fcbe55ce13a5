"""Fields that a script names: a loop over the request is looked at for each of them, too.

``foreach ($_POST as $k => $v) { if ($k == 'message') continue; if (has_line_break($v)) exit; }`` proves nothing of the
whole request, but something of every field that is not skipped; and a flag that the loop sets says something of each
field only if each was looked at by itself. So the body is run once more for every field that the script names, with a
key that is known. A field that is not there is empty: that way is kept, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.looking import last_name
from hiyari.forms.taint.engine.merging import merged
from hiyari.forms.taint.engine.naming import octets_of
from hiyari.forms.taint.engine.state import End, State
from hiyari.forms.taint.engine.values import Value, fixed, taints_of
from hiyari.forms.taint.ir import Loop

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.run import Run

MOST_NAMED: Final = 16
"""Fields that are looked at one by one."""


class Fields:
    """Runs a loop's body for the fields that the script names."""

    def __init__(self, run: Run, loop: Loop, over: Value, item: Value) -> None:
        self.run = run
        self.loop = loop
        self.over = over
        found = [taint.ids[-1] for taint in taints_of(over) if not taint.origin.file]
        of_keys = [taint.ids[-1] for taint in taints_of(item) if taint.ids[-1].startswith("#")]
        self.keys_only = bool(of_keys)
        """Whether the loop goes through the names alone (Perl's ``keys``)."""
        self.mapping: str | None = None
        """The identity of the request's mapping that the loop goes through."""
        if of_keys:
            self.mapping = of_keys[0][1:].rpartition("@")[0]
        elif len(set(found)) == 1:
            self.mapping = found[0]

    def checked_some(self, states: list[State]) -> bool:
        """Whether a check was passed on some ways through the body and not on others."""
        if self.mapping is None or len(states) < 2:
            return False
        start = f"{self.mapping}[*"
        proven = [{name for name in state.proofs if name.startswith(start)} for state in states]
        return any(each != proven[0] for each in proven[1:])

    def names(self) -> list[str]:
        """The fields."""
        written = self.loop.over
        sources = self.run.tables.sources
        holders = {last_name(written)} if written is not None else set()
        held = next((taint.origin.name for taint in taints_of(self.over)), "")
        found = dict.fromkeys(
            name
            for holder, name in self.run.named
            if holder in holders or holder in sources or (holder and held.endswith(holder))
        )
        return list(found)[:MOST_NAMED]

    def each(self, states: list[State]) -> list[State]:
        """Ways that have looked at each of them, of those that have come to the end of the loop.

        What leaves the loop is left out: it was seen when the body ran for any field, in whichever order they come.
        """
        for name in self.names():
            following = [self._absent(name, state.copy()) for state in states]
            for state in states:
                self._take(name, state)
                following.extend(self.run.walking.block(self.loop.body, state))
            states = merged(landed(following))
        return states

    def _item(self, name: str) -> Value:
        return containers.lookup(self.over, fixed(_octets(name)), self.run.came, self.loop.at)

    def _absent(self, name: str, state: State) -> State:
        identity = f"{self.mapping}[{name}]"
        state.known[identity] = b""
        state.truths[identity] = False
        return state

    def _take(self, name: str, state: State) -> None:
        key = fixed(_octets(name))
        values = [key] if self.keys_only else [key, self._item(name)]
        targets = self.loop.each if self.keys_only or len(self.loop.each) > 1 else self.loop.each[:1]
        if len(targets) == 1:
            values = values[-1:]
        for target, value in zip(targets, values, strict=False):
            self.run.assigning.assign(target, value, state)


def _octets(name: str) -> bytes:
    return octets_of(name)


def landed(states: list[State]) -> list[State]:
    """Those that have come to the end of the body, or skipped what was left of it."""
    going = [one for one in states if one.end is None or one.end is End.AGAIN]
    for one in going:
        one.end = None
    return going
