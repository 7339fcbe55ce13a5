"""Databases: what a script puts into a table's columns is what it, or its next request, reads of them again.

Statements are known by their text (SQL-92: ``INSERT INTO t (a, b) VALUES (?, ?)``), whatever call is given them:
the libraries differ in names only. Values stand in the text itself or in further arguments, in the order of the marks.
Failing: a statement that is put together in another way, or a table that another script fills, is one that nothing is
known of here; the tables' own word for it (``.fetchone`` gives what anybody may have stored) holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from typing import Final

from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.given import Given
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import EMPTY, SOMETHING, Arr, Fixed, Func, Str, Value, constant, tainted
from hiyari.forms.taint.ir import Call
from hiyari.forms.taint.tables import Source

_VERB: Final = re.compile(rb"(?is)\s{0,200}(insert|replace|update|select)\s")
_INSERT: Final = re.compile(
    rb"(?is)\s*(?:insert|replace)\s+(?:(?:or|ignore|delayed|low_priority)\s+){0,2}(?:\w{1,20}\s+)?into\s+"
    rb"[`\"\[]?(\w{1,99})[`\"\]]?\s*\(([^()]{1,2000})\)\s*values?\s*\((.{1,4000})\)"
)
_UPDATE: Final = re.compile(rb"(?is)\s*update\s+[`\"\[]?(\w{1,99})[`\"\]]?\s+set\s+(.{1,4000})")
_SELECT: Final = re.compile(rb"(?is)\s*select\s+(?:distinct\s+)?(.{1,2000}?)\s+from\s+[`\"\[]?(\w{1,99})")
_SET: Final = re.compile(rb"(?is)^\s*[`\"\[]?(\w{1,99})[`\"\]]?\s*=(.*)$")
_PART: Final = re.compile(rb"'(?:[^'\\]|\\.|'')*'|\((?:[^()]|\([^()]*\))*\)|[^,'(]+|[,'(]", re.DOTALL)
_MARK: Final = re.compile(rb"\?|%s|\$\d{1,3}|%\((\w{1,99})\)s|[:@](\w{1,99})")
_PREPARES: Final = re.compile(r"(?i)(?:^|[._])prepare(?:statement|d)?$")
_FETCHES: Final = re.compile(r"(?i)fetch|get_row|getrow|next_row|get_first_row|\.get$|\.all$")
_BINDS: Final = re.compile(r"(?i)bind_?(?:param|value)")
_SKIPS: Final = re.compile(r"(?i)^\.(?:do|selectrow|selectall|selectcol)")
"""Perl's DBI: an argument for options comes before the values."""
_OTHERS: Final = Source(reason="A table, which another request or script may have filled", file=True)
_ROWS: Final = "<rows>"
_WIDEST: Final = 20
"""Columns of ``*`` that are known by their places."""
_MOST: Final = 60
"""Values of a statement, columns of a table."""


class Storing:
    """Keeps what is put into tables, and gives it to who selects it."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def used(self, call: Call, base: Value | None, given: list[Given], state: State) -> Value | None:
        """What a call gives that has to do with a database; None: it has not, or nothing is known of it."""
        found = self._statement(base, given)
        if found is None:
            return self._fetched(call, base, given, state)
        statement, others = found
        text, inside = _flat(statement)
        if _PREPARES.search(call.name):
            return statement
        if _SKIPS.match(call.name):
            others = others[1:]
        verb = _VERB.match(text)
        if verb is None:
            return None
        if verb[1].lower() == b"select":
            rows = self._selected(text, call, given, state)
            return _taken(call, rows) if rows is not None and _FETCHES.search(call.name) else rows
        for table, column, value in _assigned(text, inside, others, bound=_BINDS.search(call.name) is not None):
            if tainted(value):
                self.run.remembering.keep(b"\0" + table + b"." + column, value, state)
        return None

    @staticmethod
    def _statement(base: Value | None, given: list[Given]) -> tuple[Str, list[Given]] | None:
        """The statement's text, and what else the call is given."""
        if isinstance(base, Str) and _is_statement(base):
            return base, given
        for place, one in enumerate(given[:2]):
            if isinstance(one.value, Str) and _is_statement(one.value):
                return one.value, given[place + 1 :]
        return None

    def _kept(self, table: bytes) -> dict[bytes, Value]:
        """What is known of a table's columns."""
        start = b"\0" + table.lower() + b"."
        return {key[len(start) :]: value for key, value in self.run.persistent.items if key.startswith(start)}

    def _selected(self, text: bytes, call: Call, given: list[Given], state: State) -> Value | None:
        """The rows of a ``SELECT``, any number of them."""
        found = _SELECT.match(text)
        known = {} if found is None else self._kept(found[2])
        if found is None or not known:
            self.run.variables.store(_ROWS, SOMETHING, state)
            return None
        others: Value = self.run.source(_OTHERS, call.name, None, call.at)
        known = {column: either(value, others) for column, value in known.items()}
        items: list[tuple[bytes, Value]] = []
        for place, written in enumerate(_parts(found[1])):
            name = re.split(rb"(?i)\s+as\s+|\.", written.strip().strip(b'`"[]'))[-1].strip(b'`"[] ').lower()
            if name == b"*":
                anything = reduce(either, known.values(), others)
                items += [*known.items(), *((str(each).encode(), anything) for each in range(_WIDEST))]
                continue
            source = re.split(rb"(?i)\s+as\s+", written.strip())[0].rpartition(b".")[2].strip(b'`"[] ').lower()
            value = known.get(source, others)
            items += [(str(place).encode(), value), (name, value)]
        row = Arr(tuple(dict(items).items()), others)
        rows = Arr((), row, filled=True)
        self.run.variables.store(_ROWS, rows, state)
        for one in given:
            if isinstance(one.value, Func):  # JavaScript: it is called with an error, and what was found
                taken = either(row, EMPTY) if call.name == ".get" else rows
                self.run.invoking.one(one.value.function, [Given(EMPTY), Given(taken)], state, call, None)
        return rows

    def row_of(self, base: Str, at: int, state: State) -> Value | None:
        """``statement.get(id)``, which reads like an element."""
        if not _is_statement(base):
            return None
        rows = self._selected(_flat(base)[0], Call(at, ".get"), [], state)
        return _taken(Call(at, ".get"), rows)

    def _fetched(self, call: Call, base: Value | None, given: list[Given], state: State) -> Value | None:
        """A row, or all rows, of what was selected last."""
        if _FETCHES.search(call.name) is None:
            return None
        first = base if base is not None else given[0].value if given else None
        return _taken(call, first if _is_rows(first) else self.run.variables.lookup(_ROWS, state))


def _taken(call: Call, rows: Value | None) -> Value | None:
    """A row, or none; all of them where the call's name says so."""
    if not isinstance(rows, Arr) or not isinstance(rows.rest, Arr):
        return None
    return rows if "all" in call.name.lower() else either(rows.rest, EMPTY)


def _is_rows(value: Value | None) -> bool:
    return isinstance(value, Arr) and not value.items and isinstance(value.rest, Arr)


def _is_statement(value: Str) -> bool:
    first = value.pieces[0] if value.pieces else None
    return isinstance(first, Fixed) and _VERB.match(first.data[:300]) is not None


def _flat(statement: Str) -> tuple[bytes, list[Value]]:
    """The text, with a zero octet in the place of each piece that is no constant, and these."""
    made, inside = b"", list[Value]()
    for piece in statement.pieces:
        if isinstance(piece, Fixed):
            made += piece.data.replace(b"\0", b" ")
        else:
            made += b"\0"
            inside.append(Str((piece,)))
    return made, inside


def _parts(written: bytes) -> list[bytes]:
    """What stands between commas, but for those in quotes and brackets."""
    made = [b""]
    for found in _PART.finditer(written):
        if found[0] == b",":
            made.append(b"")
        else:
            made[-1] += found[0]
    return made[:_MOST]


def _columns(text: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]] | None:
    """A table, and what each of its columns is set to."""
    if (found := _INSERT.match(text)) is not None:
        names = [name.strip().strip(b'`"[]').lower() for name in found[2].split(b",")]
        return found[1].lower(), list(zip(names, _parts(found[3]), strict=False))
    if (found := _UPDATE.match(text)) is not None:
        sets = [_SET.match(part) for part in _parts(re.split(rb"(?i)\swhere\s", found[2])[0])]
        return found[1].lower(), [(each[1].lower(), each[2]) for each in sets if each is not None]
    return None


def _assigned(
    text: bytes, inside: list[Value], others: list[Given], *, bound: bool
) -> Iterator[tuple[bytes, bytes, Value]]:
    """Table, column and value of each assignment of a statement."""
    known = _columns(text)
    if known is None:
        return
    table, columns = known
    plain, named = _values(others)
    if bound:  # which mark it is for is not looked at
        whole = [*plain, *named.values()]
        yield from ((table, column, value) for column, written in columns if _MARK.search(written) for value in whole)
        return
    left, waiting = iter(inside), iter(plain)
    for column, written in columns:
        for _ in range(written.count(b"\0")):
            yield table, column, next(left, SOMETHING)
        if (mark := _MARK.search(written)) is None:
            continue
        name = mark[1] or mark[2]
        value = next(waiting, None) if name is None or not named else named.get(name)
        if value is not None:
            yield table, column, value


def _values(others: list[Given]) -> tuple[list[Value], dict[bytes, Value]]:
    """The values for marks in order, and those that have a name."""
    plain, named = list[Value](), dict[bytes, Value]()
    for one in others:
        if not isinstance(one.value, Arr):
            plain.append(one.value)
            continue
        for key, value in one.value.items:
            if key.isdigit():
                plain.append(value)
            else:
                named[key.lstrip(b":@$")] = value
        if one.value.rest is not None:
            plain += [one.value.rest] * _MOST
    return plain, {**named, **_by_name(others)}


def _by_name(others: list[Given]) -> dict[bytes, Value]:
    """``bindValue(':mail', $mail)``."""
    name = constant(others[0].value) if len(others) > 1 else None
    return {} if name is None or name[:1] != b":" else {name[1:]: others[1].value}
