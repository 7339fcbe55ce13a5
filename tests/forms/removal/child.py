"""Runs something in a child process, which may die or be another user."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from types import FrameType
from typing import Any, Self


def in_child(do: Callable[[], object]) -> int:
    """Run it in a child; returns the status that waitpid gives. What goes wrong is printed."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            do()
            code = 0
        except BaseException:  # noqa: BLE001 - told, and then the child ends
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitpid(child, 0)[1]


class Lines:
    """Counts the lines of the removal's own code that are run, and does something at one of them."""

    def __init__(self, at: int | None = None, do: Callable[[], object] = lambda: None) -> None:
        self.ran = 0
        self._at, self._do = at, do

    def __enter__(self) -> Self:
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _trace(self, frame: FrameType, event: str, _: object) -> Any:
        name = frame.f_code.co_filename
        if "/forms/removal/" not in name or "/tests/" in name:
            return None
        if event == "line":
            self.ran += 1
            if self.ran == self._at:
                self._do()
        return self._trace
