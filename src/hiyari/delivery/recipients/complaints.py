"""Collects what is wrong with a file that is too large to keep: twenty sentences, and the number of the rest."""

from __future__ import annotations

from hiyari.model.error import UserError
from hiyari.model.text import Text, ntext
from hiyari.model.toml_table import MOST_PROBLEMS, at


class Complaints:
    """What is wrong with one file, in the order in which it is read."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._shown: list[Text] = []
        self._more = 0

    def __bool__(self) -> bool:
        """Whether anything is wrong so far."""
        return bool(self._shown)

    def add(self, line: int, problem: Text) -> None:
        """Note a sentence about a line; reading goes on."""
        if len(self._shown) < MOST_PROBLEMS:
            self._shown.append(at(self.path, line, problem))
        else:
            self._more += 1

    def fatal(self, line: int, problem: Text) -> UserError:
        """The error to raise where reading cannot go on: this sentence last, after what was noted before."""
        return self._error(at(self.path, line, problem))

    def settle(self) -> None:
        """Raise what was noted as one `UserError`; return when there is nothing."""
        if self._shown:
            raise self._error()

    def _error(self, *last: Text) -> UserError:
        if not self._more:
            return UserError(*self._shown, *last)
        more = ntext(
            "{path} has {count} more problem. Mend the ones above first.",
            "{path} has {count} more problems. Mend the ones above first.",
            self._more,
            path=self.path,
        )
        return UserError(*self._shown, more, *last)
