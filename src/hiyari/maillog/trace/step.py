"""One thing to do after a trace, and what may stand in a command of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hiyari.model.text import Text

USER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}\$?", re.ASCII)
ACCOUNT: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+@-]{0,190}", re.ASCII)
PATH: Final = re.compile(r"/[A-Za-z0-9_./~%+,=@-]{0,500}", re.ASCII)
ADDRESS: Final = re.compile(r"[0-9A-Fa-f:.]{3,45}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do."""

    what: Text
    host: str
    """Where."""
    command: str = ""
    """To copy; empty where there is none that fits every system."""
