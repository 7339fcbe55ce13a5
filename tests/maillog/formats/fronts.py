"""The formats of whole files, by the name of their golden data."""

from __future__ import annotations

from typing import Any, Final

from hiyari.maillog.formats.exim import EximFront

FRONTS: Final[dict[str, Any]] = {"exim": EximFront}
