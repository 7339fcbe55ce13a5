"""What a format of syslog lines offers: by a program's name, what understands its lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from hiyari.maillog.history.host import HostHistory

Handle: TypeAlias = "Callable[[HostHistory, int, str, str], bool]"
"""Called with the host's history, the moment, what follows ``program[pid]: ``, and the whole line. Answers whether the
line was understood."""
