"""Problems that a person can cause and mend: one sentence each, with the place and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hiyari.model.text import Text


class UserError(Exception):
    """Something that the person at the keyboard can mend: usage or configuration (exit code 2).

    Carries one or more sentences, each naming what is wrong, where, and what to do.
    """

    def __init__(self, *problems: Text) -> None:
        super().__init__(*(problem.message for problem in problems))
        self.problems = problems


class SafetyError(UserError):
    """A safety valve refused to act: a stale digest, a threshold (exit code 4). Names the number and the override."""


class ActionError(UserError):
    """Acting began and did not end well (exit code 5). Says what was done, what was not, and how to go on."""
