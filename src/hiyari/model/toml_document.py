"""A TOML document whose tables are read key by key; every mistake is kept with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Final

from hiyari.model.error import UserError
from hiyari.model.text import Remote, text
from hiyari.model.toml_lines import Place, locate
from hiyari.model.toml_table import Problems, Table, unknown_key

MAX_CHARACTERS: Final = 1024 * 1024
_WHERE: Final = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)$", re.DOTALL)


class Document:
    """One file's tables."""

    def __init__(self, source: str, path: str, known: set[str]) -> None:
        """Parse the text.

        Args:
            source: The file's text.
            path: Its name, for the messages.
            known: The keys at the top; any other is a problem.

        Raises:
            UserError: It is too large, or no TOML.
        """
        if len(source) > MAX_CHARACTERS:
            raise UserError(text("{path} is larger than 1 MiB. Is it the right file?", path=path))
        source = source.removeprefix("\ufeff")
        try:
            self._values = tomllib.loads(source)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            raise _syntax(error, source, path) from None
        self.problems = Problems(path, locate(source))
        for key in self._values:
            if key not in known:
                self.problems.add((key,), unknown_key(key, known))

    def top(self, keys: set[str]) -> Table:
        """The keys that stand in no table."""
        return Table({key: value for key, value in self._values.items() if key in keys}, (), self.problems)

    def one(self, key: str, *below: str) -> Table:
        """A table, empty where there is none; ``below`` leads to a table in it."""
        value: object = self._values.get(key, {})
        place: Place = (key,)
        for inner in below:
            value = value.get(inner, {}) if isinstance(value, dict) else value
            place = (*place, inner)
        if not isinstance(value, dict):
            name = ".".join(map(str, place))
            self.problems.add(place, text("{key} must be a table. Write [{key}] on a line of its own.", key=name))
            value = {}
        return Table(value, place, self.problems)

    def has(self, key: str) -> bool:
        """Whether the table is there."""
        return key in self._values

    def tables_in(self, key: str) -> tuple[str, ...]:
        """The names of the tables in a table: ``docomo`` for ``[pace.docomo]``."""
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            self.problems.add((key,), text("{key} must be a table. Write [{key}] on a line of its own.", key=key))
            return ()
        return tuple(value)

    def many(self, key: str) -> Iterator[Table]:
        """A list of tables; each is closed when the next is asked for."""
        values = self._values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            problem = text("{key} must be a list of tables. Write [[{key}]] on a line of its own.", key=key)
            self.problems.add((key,), problem)
            return
        for index, value in enumerate(values):
            table = Table(value, (key, index), self.problems)
            yield table
            table.close()


def _syntax(error: Exception, source: str, path: str) -> UserError:
    found = _WHERE.match(str(error))
    line = (found[2] if found else None) or str(source.count("\n") + 1)
    reason = Remote(found[1] if found else str(error) or type(error).__name__)
    return UserError(
        text("{path}:{line}: this is no TOML: {reason}. Mend the line.", path=path, line=line, reason=reason)
    )
