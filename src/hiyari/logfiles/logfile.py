"""One file of a log, as far as it is known before it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from hiyari.logfiles.compression import Compression
from hiyari.logfiles.stamps import Stamps


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFile:
    """A file that can be read, and where it stands in time."""

    path: Path
    compression: Compression
    size: int
    """Bytes on disk; 0 for standard input."""
    modified_at: int
    """Microseconds UTC; for gzip the time of the file that was packed, where it is noted."""
    first_at: int | None
    """Microseconds UTC of the first stamp. None: none is recognised near the beginning."""
    year: int | None
    """In which the first stamp lies when it is a classic one, which names none."""
    standard_input: bool = False
    identity: tuple[int, int] | None = None
    """Device and inode: whatever has its name later is the same file only if these are the same."""

    @property
    def name(self) -> str:
        """As a person named it; ``-`` is standard input."""
        return "-" if self.standard_input else str(self.path)

    def stamps(self, zone: tzinfo) -> Stamps:
        """Make the reader of this file's stamps, from its beginning."""
        return Stamps(zone, self.year)
