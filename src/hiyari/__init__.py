"""hiyari: the mail administrator's near-miss system."""

from typing import Final

__version__: Final = "0.1.0"
