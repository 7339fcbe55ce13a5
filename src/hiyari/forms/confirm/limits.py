"""What confirming one form may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds for one form. The bounds inside the sandbox (memory, processes, files) are fixed: `inside.limits`."""

    seconds: float = 5.0
    """For one run of the script."""
    total_seconds: float = 60.0
    """For all of them."""
    runs: int = 400
