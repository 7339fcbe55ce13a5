"""How big a made-up web root is, and what lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Sort(StrEnum):
    """What a file is, by which its name, size and text are made."""

    IMAGE = "image"
    PHP = "php"
    PAGE = "page"
    SCRIPT = "script"
    STYLE = "style"
    DATA = "data"
    ARCHIVE = "archive"


SHARES: Final = MappingProxyType(
    {Sort.IMAGE: 46, Sort.PHP: 24, Sort.PAGE: 14, Sort.SCRIPT: 8, Sort.STYLE: 4, Sort.DATA: 2, Sort.ARCHIVE: 2}
)
"""Of a hundred files: a CMS with its modules, the pages of before, what was uploaded, what was packed and forgotten."""
USUAL: Final = MappingProxyType(
    {Sort.PHP: 11_000, Sort.PAGE: 9_000, Sort.SCRIPT: 30_000, Sort.STYLE: 12_000, Sort.DATA: 20_000}
)
"""Octets of a file with text; single ones have up to ten times as many. Images and archives share what is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebrootPlan:
    """What is to be written; the same plan gives the same octets."""

    seed: int = 1
    files: int = 200
    """Roughly: planted forms and their pages come on top."""
    octets: int = 4_000_000
    """All files together, within some per cent where there is room for images at all."""
    forms: int = 12
    """Scripts that send mail for visitors, of all kinds in turn."""
    requests: int = 2_000
    """Lines of the access log."""
    begins: datetime = datetime(2026, 11, 2, tzinfo=UTC)
    """Of the log."""
    days: int = 60


BIG: Final = WebrootPlan(files=20_000, octets=1_000_000_000, forms=48, requests=400_000)
"""What is measured: 1 GB in 20,000 files."""
